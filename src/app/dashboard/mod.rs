//! `/dashboard`: what waits for staff, as queues with counts, each a link to its list. It changes by itself (`live`).

mod queues;
mod sections;
mod store;

use crate::accounts::factors::pages::needed_soon;
use crate::accounts::session::signed_in;
use crate::accounts::{Act, Content, Desk};
use crate::activity;
use crate::activity::model::Line;
use crate::clients::model::{FOLLOW_UP_AFTER, Person};
use crate::clients::parts::{standing_tag, title};
use crate::firm::Times;
use crate::kernel::{Instant, Result};
use crate::live;
use crate::portal_access::actions::ResendInvitation;
use crate::portal_access::store::Unaccepted;
use crate::portal_access::{self, Standing};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, ErrorSummary, Head, Hidden, Look, Moment, PageHead, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use store::{Coming, Counts, Mine, Overdue, Upload};

/// Rows that a section shows.
const SHOWN: usize = 6;
/// Invitations read at most: those that did not arrive, then the oldest.
const READ: i64 = 100;
/// Where the invitations stand that nobody accepted.
const UNACCEPTED: &str = "/clients?access=Not%20accepted%20after%203%20days";
/// Days of the week that begins today.
const WEEK: i64 = 7;

/// The dashboard.
pub async fn page(mut desk: Desk) -> Result<Content> {
    desk.may(Act::BeStaff)?;
    let form = request::form::<ResendInvitation>();
    let waiting = Waiting::read(&mut desk).await?;
    let lead = format!("{}, {}.", desk.times.greeting(), Person::first_name(desk.staff.name()));
    let times = &desk.times;
    let soon = signed_in().and_then(|who| needed_soon(&who, &desk.services, times));
    Ok(Content::with_island(
        title("Dashboard", &[&form]),
        view! {
            <ErrorSummary form=&form />
            <PageHead title=times.today() lead=lead />
            {soon}
            {live::queue(&desk)}
            {queues::queues(&waiting, &desk)}
            {waiting.first_step(&desk)}
            <div class="columns">
                <div class="stack">
                    {waiting.sees_matters.then(|| sections::coming(times, &waiting.coming))}
                    {waiting.sees_requests.then(|| sections::overdue(times, &waiting.overdue))}
                    {waiting.sees_documents.then(|| sections::uploads(times, &waiting.uploads))}
                    <div class="stack" data-live="invitations">{waiting.not_arrived(times)} {waiting.follow_ups(&desk)}</div>
                </div>
                <div class="stack">
                    {waiting.sees_matters.then(|| sections::mine(times, &waiting.mine))}
                    {waiting.recent.as_deref().map(|lines| recent(times, lines))}
                </div>
            </div>
        },
    ))
}

/// What the page tells, read once: seven queries.
struct Waiting {
    now: Instant,
    sees_documents: bool,
    sees_matters: bool,
    sees_requests: bool,
    counts: Counts,
    coming: Vec<Coming>,
    overdue: Vec<Overdue>,
    mine: Vec<Mine>,
    uploads: Vec<Upload>,
    /// Invitations that nobody accepted for some days.
    unaccepted: Vec<Unaccepted>,
    /// Invitations whose mail reached nobody, of whatever age.
    missed: Vec<Unaccepted>,
    /// Only for roles that may see the firm's log.
    recent: Option<Vec<Line>>,
}

impl Waiting {
    async fn read(desk: &mut Desk) -> Result<Self> {
        let now = desk.services.now();
        let [sees_documents, sees_matters, sees_requests, sees_log] =
            [Act::SeeDocuments, Act::SeeMatters, Act::SeeRequests, Act::SeeActivity].map(|act| desk.staff.can(act));
        let (today, most) = (desk.times.today_day(), i64::try_from(SHOWN).unwrap_or(i64::MAX));
        let last = today.plus(WEEK - 1);
        let (who, wall, tx) = (&desk.staff, desk.staff.wall(), &mut desk.tx);
        let before = now - FOLLOW_UP_AFTER;
        let counts = store::counts(tx, who, &today, &last, before).await?;
        let coming = if sees_matters { store::coming(tx, &wall, &today, &last, most).await? } else { Vec::new() };
        let overdue = if sees_requests { store::overdue(tx, &wall, &today, most).await? } else { Vec::new() };
        let mine = if sees_matters { store::mine(tx, who, most).await? } else { Vec::new() };
        let uploads = if sees_documents { store::uploads(tx, &wall, most).await? } else { Vec::new() };
        let open = portal_access::store::unaccepted(tx, &wall, before, READ).await?;
        let missed = open.iter().filter(|one| one.missed_at.is_some()).cloned().collect();
        let unaccepted = open.into_iter().filter(|one| one.invited_at < before).collect();
        let recent = if sees_log {
            Some(activity::store::list(tx, &activity::store::Filter::default(), &wall, SHOWN).await?.rows)
        } else {
            None
        };
        Ok(Waiting {
            now,
            sees_documents,
            sees_matters,
            sees_requests,
            counts,
            coming,
            overdue,
            mine,
            uploads,
            unaccepted,
            missed,
            recent,
        })
    }

    /// For a portal without clients: where to begin.
    fn first_step(&self, desk: &Desk) -> Option<AnyView> {
        let words = "Clients are the people and organisations that you serve. Add the first one, then invite them.";
        (self.counts.clients == 0 && desk.staff.can(Act::EditClients)).then(|| {
            view! {
                <Empty title="No clients yet" words=words level=2>
                    <ButtonLink href="/clients/new" label="New client" look=Look::Primary icon="plus" />
                </Empty>
            }
            .into_any()
        })
    }

    /// Invitations that came back, or could not be sent: the way to each is the way to put it right.
    fn not_arrived(&self, times: &Times) -> Option<AnyView> {
        let rows = self.missed.iter().take(SHOWN).map(|one| sections::not_arrived(times, one)).collect_view();
        (!self.missed.is_empty()).then(|| {
            view! {
                <section aria-labelledby="missed">
                    <Head id="missed" title="Invitations that did not arrive" open=true>
                        <a href="/settings/mail">"All mail that did not arrive"</a>
                    </Head>
                    <ul class="ledger">{rows}</ul>
                </section>
            }
            .into_any()
        })
    }

    fn follow_ups(&self, desk: &Desk) -> AnyView {
        let may_invite = desk.staff.can(Act::Invite);
        // What did not arrive stands above.
        let rows = self.unaccepted.iter().filter(|one| one.missed_at.is_none()).take(SHOWN);
        let rows = rows.map(|one| follow_up(&desk.times, one, self.now, may_invite.then_some(&desk.here)));
        let body = if self.unaccepted.is_empty() {
            let words = "Invitations that nobody accepted for 3 days stand here: a short call often helps.";
            let who = view! { <ButtonLink href="/clients?access=Not%20Invited" label="See who is not invited yet" /> };
            sections::nothing("Nobody to follow up", words, Some(who.into_any()))
        } else {
            view! { <ul class="ledger">{rows.collect_view()}</ul> }.into_any()
        };
        view! {
            <section aria-labelledby="invitations">
                <Head id="invitations" title="Invitations not accepted after 3 days" open=!self.unaccepted.is_empty()>
                    <a href=UNACCEPTED>"See all"</a>
                </Head>
                {body}
            </section>
        }
        .into_any()
    }
}

/// An invitation that needs a call or another mail; `here` is this page, for whoever may send it again.
fn follow_up(times: &Times, one: &Unaccepted, now: Instant, here: Option<&String>) -> AnyView {
    let standing = Standing::of("none", true, Some(one.expires_at), None, now);
    let ends = match standing {
        Standing::Expired => format!("the link ended {}", times.distance(one.expires_at)),
        _ => format!("the link ends {}", times.distance(one.expires_at)),
    };
    let about = if one.client_name == one.contact_name { ends } else { format!("{} · {ends}", one.client_name) };
    let resend = here.map(|here| {
        let (client, contact) = (one.client_id.to_string(), one.contact_id.to_string());
        let more = format!("to {}", one.contact_name);
        view! {
            <PostForm action=ResendInvitation::url() page=here.clone() class="above">
                <Hidden name="client" value=client />
                <Hidden name="contact" value=contact />
                <Button label="Resend Invitation" look=Look::Small icon="retry" more=more />
            </PostForm>
        }
    });
    view! {
        <li>
            <span class="margin"><b>{times.distance(one.invited_at)}</b>" "<Moment at=times.short(one.invited_at) /></span>
            <span class="what">
                <a class="row" href=format!("/clients/{}/portal-access", one.client_id)>{one.contact_name.clone()}</a>
                <small>{about}</small>
            </span>
            <span class="aside">{standing_tag(standing)}{resend}</span>
        </li>
    }
    .into_any()
}

/// The newest lines of the firm's log.
fn recent(times: &Times, lines: &[Line]) -> AnyView {
    let line = |line: &Line| {
        let client = line.client_name.clone().zip(line.client_id.clone());
        let client = client.map(|(name, id)| view! { " · "<a href=format!("/clients/{id}/activity")>{name}</a> });
        view! {
            <li>
                <span class="margin"><b>{times.distance(line.at)}</b>" "<Moment at=times.short(line.at) /></span>
                <span class="what">{line.words.clone()}<small>{line.actor_name.clone()}{client}</small></span>
            </li>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="recent" data-live="recent">
            <Head id="recent" title="Recent activity"><a href="/activity">"All activity"</a></Head>
            <ul class="ledger">{lines.iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}
