//! `/documents/{id}/certificate`: what the firm can prove about a document, on paper: its versions with their fingerprints,
//! who supplied it, with whom it was shared and what became of the mail that told them, and who opened it. It is drawn from
//! the records each time it is asked for, and stays whole when a share has ended.

use crate::accounts::{Content, Desk};
use crate::documents::DocumentId;
use crate::documents::contents::Readable;
use crate::documents::parts::{exact_size, fours, kind};
use crate::documents::store::{self, CertificateMail, Given, Happened, Paper, Version};
use crate::firm::Times;
use crate::kernel::{AppError, Instant, Result};
use crate::mail::fate::DeliveryState;
use crate::mail::outbox::Delivery;
use crate::mail::tags::{course, state_tag};
use crate::ui::{ButtonLink, Crumb, Fact, Facts, Head, Look, Moment, PrintButton, Trust};
use leptos::prelude::*;

/// Lines of the log that are written out.
const MOST: usize = 500;

/// The page, for staff who may see the document.
pub async fn certificate(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<DocumentId>("id")?;
    let readable = Readable::by_staff(&mut desk.tx, &desk.staff, &id).await?;
    let client = readable.client().ok_or(AppError::NotFound)?.clone();
    let paper = store::paper(&mut desk.tx, &readable).await?.ok_or(AppError::NotFound)?;
    let versions = store::versions(&mut desk.tx, &readable).await?;
    let given = store::given(&mut desk.tx, &readable).await?;
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let happened = store::happened(&mut desk.tx, &readable, most).await?;
    let times = &desk.times;
    let back = format!("/clients/{client}/documents");
    let log = format!("/clients/{client}/activity");
    let body = view! {
        <div class="stack certificate">
            <header class="stack-tight">
                <Crumb href=back.clone() label=paper.client_name.clone() />
                <h1>"Certificate"</h1>
                <p>
                    "What the records of " {desk.firm.name.clone()} " say about "
                    <b>{readable.name().to_owned()}</b> ", drawn up by " {desk.staff.name().to_owned()} " on "
                    <Moment at=times.stamp(desk.services.now()) /> ". " {format!("All times are {}.", times.zone_name())}
                </p>
            </header>
            {about(&readable, &paper, times)}
            {of_versions(&versions, times)}
            {of_shares(&given, &happened, times)}
            {of_openings(&paper, &happened, log, times)}
            <Trust icon="shield">
                "A fingerprint (SHA-256) is the same for the same bytes only: with it anybody can tell whether a copy is unchanged. \
                 Lines of the firm’s log are only ever added, never changed or taken away."
            </Trust>
            <div class="actions">
                <PrintButton label="Print certificate" />
                <ButtonLink href=back label="Back to the documents" look=Look::Quiet />
            </div>
        </div>
    };
    Ok(Content::plain(format!("Certificate, {}", readable.name()), body))
}

fn about(readable: &Readable, paper: &Paper, times: &Times) -> AnyView {
    let stored = readable.stored();
    let sent_as = (readable.name() != stored.name).then(|| {
        let name = stored.name.clone();
        view! { <Fact term="Name given by the client">{name}</Fact> }
    });
    let from = if paper.origin == "client" { "Received from" } else { "Added by" };
    let matter = paper.matter.clone().map(|matter| view! { <Fact term="Filed under">{matter}</Fact> });
    let receipt = paper.receipt_id.clone().filter(|_| paper.origin == "client").map(|receipt| {
        let mail = told(&paper.mail, times, "No mail was sent.");
        view! {
            <Fact term="Receipt number"><code>{receipt}</code></Fact>
            <Fact term="Receipt by mail">{mail}</Fact>
        }
    });
    let (name, id) = (readable.name().to_owned(), stored.id.to_string());
    let (client, supplier, at) =
        (paper.client_name.clone(), paper.supplied_by_name.clone(), times.stamp(paper.created_at));
    view! {
        <article class="sheet" aria-label="Document">
            <Facts>
                <Fact term="Document">{name}</Fact>
                {sent_as}
                <Fact term="Document number"><code>{id}</code></Fact>
                <Fact term="Client">{client}</Fact>
                <Fact term=from>{supplier}</Fact>
                <Fact term="On"><Moment at=at /></Fact>
                {matter}
                {receipt}
            </Facts>
        </article>
    }
    .into_any()
}

fn of_versions(versions: &[Version], times: &Times) -> AnyView {
    let row = |version: &Version| {
        let scan = match version.scan.as_str() {
            "clean" => " · checked for viruses",
            "infected" => " · contains a virus",
            _ => "",
        };
        let (kind, size) = (kind(&version.media_type), exact_size(version.size.unsigned_abs()));
        view! {
            <li>
                <span class="margin"><Moment at=times.stamp(version.created_at) /></span>
                <span class="what">
                    <b>{format!("Version {}", version.number)}</b>
                    <small>{format!("{kind}, {size}{scan}")}</small>
                    <small>"SHA-256 "<code>{fours(&version.sha256)}</code></small>
                </span>
            </li>
        }
    };
    view! {
        <section aria-labelledby="versions">
            <Head id="versions" title="Versions" />
            <ol class="ledger">{versions.iter().map(row).collect_view()}</ol>
        </section>
    }
    .into_any()
}

fn of_shares(given: &[Given], happened: &[Happened], times: &Times) -> AnyView {
    let body = if given.is_empty() {
        view! { <p>"It was never shared with anybody."</p> }.into_any()
    } else {
        let rows = given.iter().map(|share| share_row(share, happened, times)).collect_view();
        view! { <ol class="ledger">{rows}</ol> }.into_any()
    };
    view! {
        <section aria-labelledby="shares">
            <Head id="shares" title="Shared with" />
            {body}
        </section>
    }
    .into_any()
}

fn share_row(share: &Given, happened: &[Happened], times: &Times) -> AnyView {
    let opened = match share.first_opened_at {
        Some(at) => view! { "First opened by them " <Moment at=times.stamp(at) /> "." }.into_any(),
        None => "Not opened by them.".into_any(),
    };
    let ended = share.ended_at.map(|at| {
        let by = ended_by(share, at, happened).map(|name| format!(" by {name}")).unwrap_or_default();
        view! { <small>"Ended " <Moment at=times.stamp(at) /> {by} "."</small> }
    });
    let state = share
        .mail
        .state
        .as_deref()
        .map(|state| state_tag(DeliveryState::of(state, share.mail.fate.as_deref().unwrap_or_default())));
    view! {
        <li>
            <span class="margin"><Moment at=times.stamp(share.created_at) /></span>
            <span class="what">
                <b>{share.contact_name.clone()}</b>
                <small>{format!("Shared by {}.", share.shared_by_name)}</small>
                <small>{told(&share.mail, times, "No mail told them: they could not sign in yet.")}</small>
                <small>{opened}</small>
                {ended}
            </span>
            <span class="aside">{state}</span>
        </li>
    }
    .into_any()
}

/// Who ended a share: the first line about it from then on.
fn ended_by(share: &Given, at: Instant, happened: &[Happened]) -> Option<String> {
    let ends = |line: &&Happened| {
        line.act == "share ended" && line.at >= at && line.contact_id.as_ref() == Some(&share.contact_id)
    };
    happened.iter().find(ends).map(|line| line.actor_name.clone())
}

fn of_openings(paper: &Paper, happened: &[Happened], log: String, times: &Times) -> AnyView {
    let lines: Vec<&Happened> = happened.iter().filter(|line| line.act == "document downloaded").collect();
    let first = match (paper.origin.as_str(), paper.first_opened_at) {
        ("client", Some(at)) => {
            Some(view! { <p>"First opened by the firm " <Moment at=times.stamp(at) /> "."</p> }.into_any())
        }
        ("client", None) => Some(view! { <p>"The firm has not opened it yet."</p> }.into_any()),
        _ => None,
    };
    let body = if lines.is_empty() {
        view! { <p>"Nobody has downloaded it."</p> }.into_any()
    } else {
        let rows = lines.iter().map(|line| opening(line, times)).collect_view();
        view! {
            <table class="table">
                <thead>
                    <tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"From where"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let more = (happened.len() > MOST).then(|| {
        view! {
            <p>{format!("These are the first {MOST}. The rest stands in the client’s ")}<a href=log>"activity"</a>"."</p>
        }
    });
    view! {
        <section class="stack-tight" aria-labelledby="openings">
            <Head id="openings" title="Opened and downloaded" />
            {first}
            {body}
            {more}
        </section>
    }
    .into_any()
}

fn opening(line: &Happened, times: &Times) -> AnyView {
    let side = if line.actor_kind == "staff" { "of the firm" } else { "client" };
    let what = if line.words.starts_with("Looked at") { "Looked at it" } else { "Downloaded it" };
    let place: Vec<&str> =
        [line.browser.as_str(), line.ip.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    view! {
        <tr>
            <td data-label="When"><Moment at=times.stamp(line.at) /></td>
            <td data-label="Who">{format!("{}, {side}", line.actor_name)}</td>
            <td data-label="What">{what}</td>
            <td data-label="From where">{place.join(" · ")}</td>
        </tr>
    }
    .into_any()
}

/// What became of a mail, in one sentence; `none` where there was no mail.
fn told(mail: &CertificateMail, times: &Times, none: &'static str) -> String {
    let (Some(recipient), Some(state)) = (&mail.recipient, &mail.state) else { return none.to_owned() };
    let delivery = Delivery {
        state: DeliveryState::of(state, mail.fate.as_deref().unwrap_or_default()),
        tries: 0,
        fault: mail.why.clone().unwrap_or_default(),
        created_at: Instant(0),
        sent_at: mail.sent_at,
        due_at: Instant(0),
        carrier: mail.carrier.clone().unwrap_or_default(),
        answer: mail.answer.clone().unwrap_or_default(),
        known_at: mail.fate_at,
    };
    let course = course(&delivery, |at| times.stamp(at).words);
    let course = match (delivery.state, course.as_str()) {
        (DeliveryState::Waiting, "") => "on its way",
        (_, "") => "taken back before it left",
        (_, course) => course,
    };
    format!("Mail to {recipient}: {course}{}", if course.ends_with('.') { "" } else { "." })
}
