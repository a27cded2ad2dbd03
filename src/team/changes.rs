//! What owners and managers do with colleagues: another role, out of the team with their work handed over, back into it, the
//! second step taken away. One transaction each, logged, and told by mail. The team is held meanwhile, and who acts is read
//! again, so that a permission that has just ended is not used once more.

use super::store::{self, Work};
use crate::accounts::store::{self as accounts, Account};
use crate::accounts::{AccountId, Act, Role, Staff, factors, policy};
use crate::activity::{self, Entry, What};
use crate::clients::parts::counted;
use crate::kernel::{AppError, Result};
use crate::mail::{self, Letter, TeamNews};
use crate::server::{Services, Tx};

/// A team that stays as it is while something changes, and the colleague it is about.
struct Held {
    tx: Tx,
    /// The one who acts, as they are now.
    actor: Account,
    whose: Account,
}

/// Holds the team.
///
/// # Errors
/// `NotFound` for whoever is not of the firm, or when the one who acts may no longer; `Forbidden` where their role does not
/// reach the colleague's.
async fn hold(services: &Services, staff: &Staff, account: &AccountId) -> Result<Held> {
    let mut tx = services.db.write().await?;
    store::hold_team(&mut tx).await?;
    let actor = still_may(&mut tx, staff).await?;
    let whose = accounts::by_id(&mut tx, account).await?;
    let role = role_of(&whose)?;
    let own = actor.id == whose.id;
    if !own && !policy::may_change(role_of(&actor)?, role) {
        return Err(AppError::Forbidden);
    }
    Ok(Held { tx, actor, whose })
}

/// Whoever acts, as they are while the team is held.
///
/// # Errors
/// `NotSignedIn` when they were shut out since the request began; `Forbidden` when their role has changed.
pub async fn still_may(tx: &mut Tx, staff: &Staff) -> Result<Account> {
    let actor = accounts::by_id(tx, staff.id()).await?;
    if !actor.is_active() {
        return Err(AppError::NotSignedIn);
    }
    if Act::ManageTeam.allowed(role_of(&actor)?) { Ok(actor) } else { Err(AppError::Forbidden) }
}

/// The role of somebody of the firm.
///
/// # Errors
/// `NotFound` for a client person: they are none of the team.
pub fn role_of(account: &Account) -> Result<Role> {
    account.role.as_deref().ok_or(AppError::NotFound).and_then(|role| Role::parse(role).map_err(|_| AppError::NotFound))
}

/// Gives somebody another role, from their next request on; gives the words that tell it.
///
/// # Errors
/// As [`hold`]'s; `Forbidden` to make an owner without being one; `Conflict` for oneself, for the last owner, and for who
/// has left.
pub async fn change_role(services: &Services, staff: &Staff, account: &AccountId, role: Role) -> Result<String> {
    let Held { mut tx, actor, whose } = hold(services, staff, account).await?;
    if !policy::may_change(role_of(&actor)?, role) {
        return Err(AppError::Forbidden);
    }
    let before = role_of(&whose)?;
    if actor.id == whose.id {
        return Err(conflict("Nobody changes their own role. Ask another owner or manager."));
    }
    if whose.state != "active" {
        return Err(conflict(&format!("{} is not in the team now. Activate the account first.", whose.name)));
    }
    if before == role {
        return Err(conflict(&format!("{} has this role already.", whose.name)));
    }
    refuse_last_owner(&mut tx, &whose, before).await?;
    store::set_role(&mut tx, &whose.id, role.word()).await?;
    let words = format!("Changed the role of {} from {} to {}", whose.name, before.word(), role.word());
    log(&mut tx, services, staff, What::RoleChanged, &whose.id, words).await?;
    tell(&mut tx, services, staff, &whose, TeamNews::Role(role.word().to_owned())).await?;
    let work = store::work_of(&mut tx, &whose.id).await?;
    tx.save().await?;
    services.bell.ring();
    let mut said = format!("{} is {} now. It holds from their next click on.", whose.name, with_article(role));
    if work.needs_papers() && !Act::EditMatters.allowed(role) {
        said.push_str(" They still lead or help in matters, or have requests, which this role does not work on: choose somebody else there.");
    }
    Ok(said)
}

/// Shuts somebody out: every session and device ends at once, and their work goes to the colleague who is named. Somebody
/// who is out already and still has work hands that over in the same way. Gives the words that tell it.
///
/// # Errors
/// As [`hold`]'s; `Conflict` for oneself, the last owner, and for who is out and has no work; `Invalid` beside `successor`
/// when nobody is named, or somebody who could not go on with it.
pub async fn deactivate(services: &Services, staff: &Staff, account: &AccountId, successor: &str) -> Result<String> {
    let Held { mut tx, actor, whose } = hold(services, staff, account).await?;
    if actor.id == whose.id {
        return Err(conflict("Nobody shuts themselves out. Ask another owner or manager."));
    }
    refuse_last_owner(&mut tx, &whose, role_of(&whose)?).await?;
    let out = whose.state == "disabled";
    // Held before the work is counted: what begins or ends a session of theirs waits, and comes after this.
    accounts::end_sessions(&mut tx, &whose.id, "").await?;
    let work = store::work_of(&mut tx, &whose.id).await?;
    if out && work.is_none() {
        return Err(conflict(&format!("{} is not in the team any more, and has no work left.", whose.name)));
    }
    let in_hand = in_hand(&mut tx, staff, &whose, work).await?;
    let heir = heir(&mut tx, &whose, work, &in_hand, successor).await?;
    accounts::set_state(&mut tx, &whose.id, "disabled").await?;
    accounts::forget_devices(&mut tx, &whose.id, "").await?;
    accounts::spend_open_resets(&mut tx, &whose.id, services.now()).await?;
    store::let_reviews_go(&mut tx, &whose.id).await?;
    mail::drop_news_to(&mut tx, &whose.email).await?;
    let verb = if out { "Handed over the work of" } else { "Deactivated" };
    let mut words = format!("{verb} {}", whose.name);
    let mut said = format!("{} can’t sign in any more and is signed out everywhere.", whose.name);
    if let Some(heir) = &heir {
        hand_over(&mut tx, services, staff, &whose, heir).await?;
        // No figures here: the log's readers may stand before a wall.
        words.push_str(&format!(". {} takes over the work", heir.name));
        said.push_str(&format!(" {} takes over {in_hand}.", heir.name));
        let news = TeamNews::TakesOver { from: whose.name.clone(), what: in_words(work) };
        tell(&mut tx, services, staff, heir, news).await?;
    }
    log(&mut tx, services, staff, What::ColleagueDeactivated, &whose.id, words).await?;
    if !out {
        tell(&mut tx, services, staff, &whose, TeamNews::Out).await?;
    }
    tx.save().await?;
    services.bell.ring();
    Ok(said)
}

/// Lets somebody in again who was shut out, in the role and groups that they had; gives their name.
///
/// # Errors
/// As [`hold`]'s; `Conflict` for who is in.
pub async fn activate(services: &Services, staff: &Staff, account: &AccountId) -> Result<String> {
    let Held { mut tx, whose, .. } = hold(services, staff, account).await?;
    if whose.state != "disabled" {
        return Err(conflict(&format!("{} is in the team already.", whose.name)));
    }
    accounts::set_state(&mut tx, &whose.id, "active").await?;
    let words = format!("Activated the account of {} again ({})", whose.name, role_of(&whose)?.word());
    log(&mut tx, services, staff, What::ColleagueActivated, &whose.id, words).await?;
    tell(&mut tx, services, staff, &whose, TeamNews::InAgain).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(whose.name)
}

/// Takes the second step of somebody away who has lost it; gives their name.
///
/// # Errors
/// As [`hold`]'s; `Conflict` for oneself, and where there is none.
pub async fn reset_factor(services: &Services, staff: &Staff, account: &AccountId) -> Result<String> {
    let Held { mut tx, actor, whose } = hold(services, staff, account).await?;
    if actor.id == whose.id {
        return Err(conflict("You change your own second step on your account page."));
    }
    if !factors::changes::reset(&mut tx, services, &staff.actor(), &whose.id).await? {
        return Err(conflict(&format!("{} has no second step.", whose.name)));
    }
    let words = format!("Took the second step of {} away", whose.name);
    log(&mut tx, services, staff, What::FactorReset, &whose.id, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(whose.name)
}

/// Everything goes to the heir, with a line in the history of each client and matter.
async fn hand_over(tx: &mut Tx, services: &Services, staff: &Staff, from: &Account, to: &Account) -> Result<()> {
    let now = services.now();
    let words = format!("Handed over from {} to {}", from.name, to.name);
    for client in store::hand_clients_over(tx, &from.id, &to.id).await? {
        let (what, id) = (What::ClientChanged, client.as_str());
        let entry = Entry { what, client: Some(id), contact: None, thing: id, words: words.clone() };
        activity::record(tx, now, &staff.actor(), entry).await?;
    }
    for (matter, client) in store::hand_matters_over(tx, &from.id, &to.id, now).await? {
        let (what, thing) = (What::MatterChanged, matter.as_str());
        let entry = Entry { what, client: Some(client.as_str()), contact: None, thing, words: words.clone() };
        activity::record(tx, now, &staff.actor(), entry).await?;
    }
    mail::hand_over_news(tx, &from.email, &to.name, &to.email).await?;
    store::hand_the_rest_over(tx, &from.id, &to.id).await
}

/// Who takes the work over: somebody else who can sign in, whose role does such work, and who sees all of it.
async fn heir(tx: &mut Tx, from: &Account, work: Work, in_hand: &str, typed: &str) -> Result<Option<Account>> {
    let refuse = |words: String| Err(AppError::field("successor", words));
    if typed.is_empty() && work.is_none() {
        return Ok(None);
    }
    let everybody = accounts::active_staff(tx).await?;
    let Some(heir) = everybody.into_iter().find(|one| one.id.as_str() == typed && one.id != from.id) else {
        return refuse(format!("Choose who takes over {in_hand}"));
    };
    if work.needs_papers() && !Act::EditMatters.allowed(role_of(&heir)?) {
        let words = "’s role does not work on matters and requests. Choose somebody whose role does";
        return refuse(format!("{}{words}", heir.name));
    }
    if store::is_hidden(tx, &from.id, &heir.wall()).await? {
        let words =
            "does not see everything of it: some belongs to another practice group. Choose somebody who sees it all";
        return refuse(format!("{} {words}", heir.name));
    }
    Ok(Some(heir))
}

async fn refuse_last_owner(tx: &mut Tx, whose: &Account, role: Role) -> Result<()> {
    if role == Role::Owner && whose.state == "active" && store::other_owners(tx, &whose.id).await? == 0 {
        return Err(conflict(&format!("{} is the only owner. Make somebody else an owner first.", whose.name)));
    }
    Ok(())
}

/// What a colleague has in hand, as this member of staff may know it: without figures where some of it is behind their wall.
///
/// # Errors
/// The database's.
pub async fn in_hand(tx: &mut Tx, staff: &Staff, whose: &Account, work: Work) -> Result<String> {
    let hidden = store::is_hidden(tx, &whose.id, &staff.wall()).await?;
    Ok(if hidden { "their work".to_owned() } else { in_words(work) })
}

/// What somebody has in hand: `3 clients, 12 matters and 1 request`.
pub fn in_words(work: Work) -> String {
    let parts = [
        (work.clients, "client", "clients"),
        (work.matters, "open matter", "open matters"),
        (work.helping, "matter to help with", "matters to help with"),
        (work.requests, "request", "requests"),
        (work.invitations, "open invitation", "open invitations"),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(n, one, many)).collect();
    match parts.as_slice() {
        [] => "no work".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn with_article(role: Role) -> &'static str {
    match role {
        Role::Owner => "an owner",
        Role::Manager => "a manager",
        Role::Staff => "one of the staff",
        Role::FrontDesk => "at the front desk",
    }
}

fn conflict(words: &str) -> AppError {
    AppError::Conflict(words.to_owned())
}

async fn tell(tx: &mut Tx, services: &Services, staff: &Staff, to: &Account, news: TeamNews) -> Result<()> {
    let letter = Letter::Team { name: to.name.clone(), by: staff.name().to_owned(), at: services.now(), news };
    mail::post(tx, services, &to.email, to.id.as_str(), letter).await
}

/// Writes the line of an act on the team.
pub(super) async fn log(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    what: What,
    thing: &AccountId,
    words: String,
) -> Result<()> {
    let entry = Entry { what, client: None, contact: None, thing: thing.as_str(), words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_counted_in_words() {
        assert_eq!(in_words(Work::default()), "no work");
        assert_eq!(in_words(Work { matters: 1, ..Work::default() }), "1 open matter");
        let some = Work { clients: 3, matters: 12, requests: 1, ..Work::default() };
        assert_eq!(in_words(some), "3 clients, 12 open matters and 1 request");
        assert!(some.needs_papers() && !Work { clients: 1, invitations: 1, ..Work::default() }.needs_papers());
    }
}
