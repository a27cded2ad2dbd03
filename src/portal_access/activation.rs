//! Activation: a GET of the link never spends it, a POST with a password does, once (PRODUCT, rule 4).

use super::store::{self, Invitation};
use crate::accounts::factors::second_step;
use crate::accounts::model::NewPassword;
use crate::accounts::session::SignedIn;
use crate::accounts::store::{Account, NewAccount};
use crate::accounts::{self, AccountId, doors, passwords, sign_in};
use crate::activity::{self, Actor, ActorKind, Entry, What};
use crate::clients::readers::who_hears;
use crate::clients::{self, ClientId, ContactId};
use crate::firm;
use crate::kernel::{AppError, Email, Result, Span, Wall};
use crate::mail::{self, AskedBefore, Letter};
use crate::requests;
use crate::server::http::Visitor;
use crate::server::keys::token_hash;
use crate::server::{Services, Tx};

/// Staff hear of "Ask for a new link" at most this often for one invitation.
const TELL_EVERY: Span = Span::hours(24);

/// The live invitation behind a token, for the page. Reading spends nothing.
pub async fn find(tx: &mut Tx, services: &Services, token: &str) -> Result<Option<Invitation>> {
    let invitation = store::by_hash(tx, &token_hash(token)).await?;
    Ok(invitation.filter(|invitation| invitation.is_live(services.now())))
}

/// Accepts an invitation: makes the account (or checks the password of the one there is), opens the access, signs in.
/// The session that this browser had before, if any, ends, as at a sign-in.
pub async fn accept(
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    token: &str,
    password: &str,
) -> Result<second_step::Way> {
    let mut tx = services.db.read().await?;
    let Some(invitation) = find(&mut tx, services, token).await? else {
        drop(tx);
        return doors::closed(services, password).await;
    };
    let ready = match invitation.account_id.as_ref().filter(|_| invitation.has_live_account()) {
        Some(account) => {
            let account = accounts::store::by_id(&mut tx, account).await?;
            drop(tx);
            check_known(services, visitor, &account, password).await?;
            Ready::Known(Box::new(account))
        }
        None => {
            let firm = firm::store::current(&mut tx).await?.map(|firm| firm.name).unwrap_or_default();
            drop(tx);
            let known = [invitation.email.as_str(), invitation.contact_name.as_str(), firm.as_str()];
            Ready::New(passwords::hash(services, &NewPassword::parse("password", password, &known)?).await?)
        }
    };
    let mut tx = services.db.write().await?;
    store::hold(&mut tx, &invitation.client_id, &invitation.contact_id).await?;
    clients::store::hold_contact(&mut tx, &invitation.contact_id).await?;
    if !ready.stands(&mut tx, invitation.account_id.as_ref()).await?
        || !store::accept(&mut tx, &invitation.id, services.now()).await?
    {
        return Err(doors::ended());
    }
    if let Some(before) = before {
        accounts::store::end_session(&mut tx, &before.session).await?;
    }
    let session = admit(&mut tx, services, visitor, &invitation, ready).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(session)
}

enum Ready {
    Known(Box<Account>),
    New(String),
}

impl Ready {
    /// Whether the account is still as it was looked at: the password may have been changed meanwhile, or somebody have
    /// activated it.
    async fn stands(&self, tx: &mut Tx, sleeping: Option<&AccountId>) -> Result<bool> {
        let id = match self {
            Ready::Known(account) => Some(&account.id),
            Ready::New(_) => sleeping,
        };
        let Some(id) = id else { return Ok(true) };
        accounts::store::hold_account(tx, id).await?;
        let now = accounts::store::by_id(tx, id).await?;
        Ok(match self {
            Ready::Known(account) => now.is_active() && now.password_hash == account.password_hash,
            Ready::New(_) => !now.is_active(),
        })
    }
}

async fn admit(
    tx: &mut Tx,
    services: &Services,
    visitor: &Visitor,
    invitation: &Invitation,
    ready: Ready,
) -> Result<second_step::Way> {
    let now = services.now();
    let account = match (ready, &invitation.account_id) {
        (Ready::Known(account), _) => account.id,
        (Ready::New(hash), Some(sleeping)) => {
            accounts::store::set_password(tx, sleeping, &hash).await?;
            sleeping.clone()
        }
        (Ready::New(hash), None) => {
            let email = Email::parse("email", &invitation.email)?;
            let new = NewAccount {
                role: None,
                name: &invitation.contact_name,
                email: &email,
                phone: &invitation.contact_phone,
                password_hash: &hash,
            };
            let account = accounts::store::add(tx, new, now).await.map_err(just_activated)?;
            clients::store::set_account(tx, &invitation.contact_id, &account).await?;
            account
        }
    };
    let (client, contact) = (&invitation.client_id, &invitation.contact_id);
    if !store::switch(tx, client, contact, "none", "active", &invitation.contact_name, "", now).await? {
        return Err(doors::ended());
    }
    accounts::store::set_state(tx, &account, "active").await?;
    let actor = Actor {
        id: account.to_string(),
        name: invitation.contact_name.clone(),
        kind: ActorKind::Client,
        visitor: visitor.clone(),
    };
    let words = format!("Accepted the invitation of {}", invitation.sender_name);
    let entry = Entry {
        what: What::InvitationAccepted,
        client: Some(client.as_str()),
        contact: Some(contact.as_str()),
        thing: invitation.id.as_str(),
        words,
    };
    activity::record(tx, now, &actor, entry).await?;
    let letter = Letter::Welcome {
        name: invitation.contact_name.clone(),
        email: invitation.email.clone(),
        waits: asked_before(tx, invitation).await?,
    };
    mail::post(tx, services, &invitation.email, account.as_str(), letter).await?;
    second_step::enter(tx, services, &account, visitor).await
}

/// What this client's contact was asked for while nobody could tell them.
async fn asked_before(tx: &mut Tx, invitation: &Invitation) -> Result<Vec<AskedBefore>> {
    let sent = requests::store::mine::sent_to(tx, &invitation.contact_id, &Wall::none()).await?;
    let waits = sent.into_iter().filter(|one| one.client_id == invitation.client_id && one.waits());
    Ok(waits.map(|one| AskedBefore { title: one.title, due_on: one.due_on }).collect())
}

async fn check_known(services: &Services, visitor: &Visitor, account: &Account, password: &str) -> Result<()> {
    if sign_in::matches(services, Actor::nobody(visitor.clone()), account, password).await? {
        return Ok(());
    }
    let words = "This is not the password you sign in with, or sign-in is paused after several tries";
    Err(AppError::field("password", words))
}

/// "Ask for a new link": tells the sender, or who looks after the client now, once a day; whoever asks learns nothing.
pub async fn ask_for_new_link(services: &Services, visitor: &Visitor, token: &str) -> Result<()> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let found = store::by_hash(&mut tx, &token_hash(token)).await?;
    // A made-up link takes the same steps as one that was told of already (SAFETY: no enumeration).
    let nobody = || (ClientId::fresh(), ContactId::fresh());
    let (client, contact) =
        found.as_ref().map_or_else(nobody, |found| (found.client_id.clone(), found.contact_id.clone()));
    let first = store::asked_again(&mut tx, &client, &contact, now, now - TELL_EVERY).await?;
    let Some(invitation) = found.filter(|_| first) else { return Ok(()) };
    let (client, contact) = (invitation.client_id.as_str(), invitation.contact_id.as_str());
    let about = format!("asked again: {}", invitation.id);
    for reader in who_hears(&mut tx, &invitation.client_id, &invitation.sender_id).await? {
        let letter = Letter::NewLinkAskedFor {
            name: reader.name,
            client_id: client.to_owned(),
            client: invitation.client_name.clone(),
            who: invitation.contact_name.clone(),
            has_access: invitation.accepted_at.is_some() && invitation.has_live_account(),
        };
        mail::post(&mut tx, services, &reader.email, &about, letter).await?;
    }
    let words = format!("{} asked for a new link", invitation.contact_name);
    let entry = Entry {
        what: What::NewLinkAsked,
        client: Some(client),
        contact: Some(contact),
        thing: invitation.id.as_str(),
        words,
    };
    activity::record(&mut tx, now, &Actor::nobody(visitor.clone()), entry).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(())
}

/// Somebody invited for two clients who accepts both at once: the second one finds the account that the first one made.
fn just_activated(error: AppError) -> AppError {
    match error {
        AppError::Invalid(_) => AppError::field(
            "password",
            "You have just activated your account for another client. Use the same password here",
        ),
        other => other,
    }
}
