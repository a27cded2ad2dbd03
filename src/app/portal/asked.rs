//! What was asked of a client person, on their home: what waits for them first, then the way back to the rest.

use crate::firm::Times;
use crate::kernel::Result;
use crate::matters::store::seen::Seen;
use crate::portal_access::Place;
use crate::requests::model::RequestState;
use crate::requests::store::mine::{self, Sent, SentBack};
use crate::server::leptos as request;
use crate::ui::{Empty, Head, Icon, Moment, Tag, Tone};
use leptos::prelude::*;

/// Something that was asked of this person.
pub(super) struct Asked {
    /// The request.
    pub request: Sent,
    /// The matter that it is about, if they see it; else whose it is, where they stand at several clients.
    about: String,
    /// Whether its last day is over.
    pub late: bool,
}

/// Everything that was asked of this person, for clients that they reach now.
pub(super) async fn all(place: &mut Place, matters: &[Seen]) -> Result<Vec<Asked>> {
    let (contact, today) = (place.contact()?, place.times.today_day());
    let several = place.person.reach().len() > 1;
    let mut asked = Vec::new();
    for request in mine::sent_to(&mut place.tx, &contact, place.person.wall()).await? {
        let Some(reach) = place.person.reach().iter().find(|reach| reach.client_id == request.client_id) else {
            continue;
        };
        let matter = matters.iter().find(|matter| Some(&matter.id) == request.matter_id.as_ref());
        let client = if several { reach.client_name.clone() } else { String::new() };
        asked.push(Asked {
            about: matter.map_or(client, |matter| matter.title.clone()),
            late: request.due_on < today,
            request,
        });
    }
    Ok(asked)
}

/// What was sent back, and why. Where nothing is open, nothing was.
pub(super) async fn back(place: &mut Place, waiting: &[Asked]) -> Result<Vec<SentBack>> {
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let (contact, account) = (place.contact()?, place.person.account().id.clone());
    mine::sent_back(&mut place.tx, &contact, &account, place.person.wall()).await
}

pub(super) fn waits(waiting: &[Asked], back: &[SentBack], email: &str, times: &Times) -> AnyView {
    if waiting.is_empty() {
        let words = format!(
            "When we need a document or an answer it appears here, and we send a mail to {email}. You don’t have to check."
        );
        return view! {
            <section aria-labelledby="waiting">
                <Head id="waiting" title="Waiting for you" />
                <Empty title="You are up to date" words />
            </section>
        }
        .into_any();
    }
    let last = |one: &Asked| back.iter().find(|back| back.request_id == one.request.id);
    let rows = waiting.iter().map(|one| row(one, last(one), times)).collect_view();
    view! {
        <section aria-labelledby="waiting">
            <Head id="waiting" title="Waiting for you" open=true />
            <ul class="ledger">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(one: &Asked, back: Option<&SentBack>, times: &Times) -> AnyView {
    let request = &one.request;
    let day = times.day(&request.due_on);
    let far = times.due(&request.due_on);
    let when = if one.late {
        view! { <b class="late"><Icon name="warning" />" "{far}</b> " was due " <Moment at=day /> }.into_any()
    } else {
        view! { <b>{far}</b> " " <Moment at=day /> }.into_any()
    };
    let tag = if one.late {
        view! { <Tag tone=Tone::Bad icon="warning">"Overdue"</Tag> }.into_any()
    } else {
        let words = format!("{} to send", request.waiting);
        view! { <Tag tone=Tone::Live icon="state-none">{words}</Tag> }.into_any()
    };
    let href = match back {
        Some(back) => format!("/portal/requests/{}#item-{}", request.id, back.item_id),
        None => format!("/portal/requests/{}", request.id),
    };
    let told = match back {
        Some(back) if back.reason.is_empty() => format!("{}: we asked for it again.", back.title),
        Some(back) => format!("{}: “{}”", back.title, back.reason),
        None => one.so_far(),
    };
    let told = one.told(told);
    view! {
        <li>
            <span class="margin">{when}</span>
            <div class="what">
                <a class="row" href=href>{request.title.clone()}</a>
                <small>{told}</small>
            </div>
            <span class="aside">{tag}</span>
        </li>
    }
    .into_any()
}

impl Asked {
    /// How much of it is there.
    fn so_far(&self) -> String {
        format!("{} of {} done", self.request.received, self.request.total)
    }

    /// With what it is about.
    fn told(&self, words: String) -> String {
        if self.about.is_empty() { words } else { format!("{} · {words}", self.about) }
    }
}

/// The query that shows every request.
const ALL: &str = "requests";
/// So many that wait for nothing are shown without it.
const SOME: usize = 5;

/// What was asked and waits for nothing: the way back to it, the newest first.
pub(super) fn others(mut rest: Vec<Asked>, times: &Times) -> Option<AnyView> {
    if rest.is_empty() {
        return None;
    }
    rest.sort_by_key(|one| std::cmp::Reverse(one.request.sent_at));
    let more = rest.len() > SOME && request::query(ALL).is_empty();
    let link = more.then(|| {
        let (href, words) = (format!("/portal?{ALL}=all#others"), format!("All {}", rest.len()));
        view! { <a href=href>{words}<span class="visually-hidden">" other requests"</span></a> }
    });
    let shown = if more { SOME } else { rest.len() };
    let rows = rest.iter().take(shown).map(|one| other(one, times)).collect_view();
    Some(
        view! {
            <section aria-labelledby="others">
                <Head id="others" title="Other requests">{link}</Head>
                <ul class="ledger">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn other(one: &Asked, times: &Times) -> AnyView {
    let request = &one.request;
    let complete = request.state == RequestState::Complete.word();
    let words = if complete { "Complete" } else { "Nothing to send" };
    let sent = request.sent_at.map(|at| view! { "sent " <Moment at=times.day(&times.day_of(at)) /> });
    view! {
        <li>
            <span class="margin">{sent}</span>
            <div class="what">
                <a class="row" href=format!("/portal/requests/{}", request.id)>{request.title.clone()}</a>
                <small>{one.told(one.so_far())}</small>
            </div>
            <span class="aside"><Tag tone=Tone::Done icon="state-done">{words}</Tag></span>
        </li>
    }
    .into_any()
}
