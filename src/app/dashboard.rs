//! `/dashboard`: what waits for staff, as queues with counts, each a link to its list.

use crate::accounts::{Act, Content, Desk};
use crate::clients::model::Person;
use crate::clients::parts::{standing_tag, title};
use crate::documents::store::Row;
use crate::firm::Times;
use crate::kernel::{Instant, Result};
use crate::portal_access::actions::ResendInvitation;
use crate::portal_access::model::FOLLOW_UP_AFTER;
use crate::portal_access::store::Unaccepted;
use crate::portal_access::{self, Standing};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, ErrorSummary, Head, Hidden, Look, Moment, PageHead, PostForm, file_size};
use crate::{clients, documents, mail};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Rows that a section shows.
const SHOWN: usize = 10;
/// Invitations counted at most; more are "100+".
const COUNTED: usize = 100;

/// The dashboard.
pub async fn page(mut desk: Desk) -> Result<Content> {
    desk.may(Act::BeStaff)?;
    let form = request::form::<ResendInvitation>();
    let waiting = Waiting::read(&mut desk).await?;
    let lead = format!("What waits for you, {}.", Person::first_name(desk.staff.name()));
    Ok(Content::plain(
        title("Dashboard", &[&form]),
        view! {
            <ErrorSummary form=&form />
            <PageHead title=desk.times.today() lead=lead />
            {waiting.queues(&desk)}
            {waiting.first_step(&desk)}
            {waiting.follow_ups(&desk)}
            {waiting.uploads.as_deref().map(|rows| uploads(&desk.times, rows))}
        },
    ))
}

/// What the page tells, read once.
struct Waiting {
    now: Instant,
    /// To be reviewed, and since when the oldest; none for roles without documents.
    to_review: Option<(i64, Option<Instant>)>,
    uploads: Option<Vec<Row>>,
    unaccepted: Vec<Unaccepted>,
    failed_mails: i64,
    clients: i64,
}

impl Waiting {
    async fn read(desk: &mut Desk) -> Result<Self> {
        let now = desk.services.now();
        let sees_documents = desk.staff.can(Act::SeeDocuments);
        let tx = &mut desk.tx;
        let (to_review, uploads) = if sees_documents {
            let rows = documents::store::waiting(tx, "", SHOWN).await?.rows;
            (Some(documents::store::waiting_count(tx).await?), Some(rows))
        } else {
            (None, None)
        };
        let most = i64::try_from(COUNTED).unwrap_or(i64::MAX);
        let unaccepted = portal_access::store::unaccepted(tx, now - FOLLOW_UP_AFTER, most).await?;
        let failed_mails = mail::failed_count(tx).await?;
        let all = clients::store::Filter { status: "all".to_owned(), ..Default::default() };
        let clients = clients::store::count(tx, &all, now).await?;
        Ok(Waiting { now, to_review, uploads, unaccepted, failed_mails, clients })
    }

    fn queues(&self, desk: &Desk) -> AnyView {
        let review = self.to_review.map(|(count, oldest)| {
            let since = oldest.map(|at| desk.times.short(at).words);
            let small = since.map_or("nothing is left".to_owned(), |since| format!("oldest since {since}"));
            Queue { count, one: "document to review", many: "documents to review", href: "/review", small, late: false }
        });
        let invited = i64::try_from(self.unaccepted.len()).unwrap_or(i64::MAX);
        let invitations = Queue {
            count: invited,
            one: "invitation not accepted",
            many: "invitations not accepted",
            href: "/clients?access=Pending",
            small: "sent more than 3 days ago".to_owned(),
            late: false,
        };
        let mails = Queue {
            count: self.failed_mails,
            one: "mail that could not be sent",
            many: "mails that could not be sent",
            href: "/clients?access=Pending",
            small: mail_words(desk, self.failed_mails).to_owned(),
            late: self.failed_mails > 0,
        };
        let queues: Vec<Queue> = review.into_iter().chain([invitations, mails]).collect();
        let open = queues.iter().any(|queue| queue.count > 0);
        view! {
            <section aria-labelledby="waits">
                <Head id="waits" title="Waiting for me" open=open />
                <ul class="queues">{queues.into_iter().map(Queue::row).collect_view()}</ul>
            </section>
        }
        .into_any()
    }

    /// For a portal without clients: where to begin.
    fn first_step(&self, desk: &Desk) -> Option<AnyView> {
        let words = "Clients are the people and organisations that you serve. Add the first one, then invite them.";
        (self.clients == 0 && desk.staff.can(Act::EditClients)).then(|| {
            view! {
                <Empty title="No clients yet" words=words level=2>
                    <ButtonLink href="/clients/new" label="New client" look=Look::Primary icon="plus" />
                </Empty>
            }
            .into_any()
        })
    }

    fn follow_ups(&self, desk: &Desk) -> AnyView {
        let may_invite = desk.staff.can(Act::Invite);
        let rows = self.unaccepted.iter().take(SHOWN);
        let rows = rows.map(|one| follow_up(&desk.times, one, self.now, may_invite.then_some(&desk.here)));
        let body = if self.unaccepted.is_empty() {
            let words = "Invitations that nobody accepted for 3 days stand here: a short call often helps.";
            view! {
                <Empty title="Nobody to follow up" words=words>
                    <ButtonLink href="/clients?access=Not%20Invited" label="See who is not invited yet" />
                </Empty>
            }
            .into_any()
        } else {
            view! { <ul class="ledger">{rows.collect_view()}</ul> }.into_any()
        };
        view! {
            <section aria-labelledby="invitations">
                <Head id="invitations" title="Invitations not accepted after 3 days" open=!self.unaccepted.is_empty()>
                    <a href="/clients?access=Pending">"All pending"</a>
                </Head>
                {body}
            </section>
        }
        .into_any()
    }
}

fn mail_words(desk: &Desk, failed: i64) -> &'static str {
    match failed {
        0 if !desk.services.carrier.delivers() => "mail is written to the server’s console",
        0 => "none has failed",
        _ => "the client’s Portal Access tab says why and tries again",
    }
}

/// A number, what it counts, and where those are.
struct Queue {
    count: i64,
    one: &'static str,
    many: &'static str,
    href: &'static str,
    small: String,
    late: bool,
}

impl Queue {
    fn row(self) -> AnyView {
        let class = match self.count {
            0 => "n none",
            _ if self.late => "n late",
            _ => "n",
        };
        let most = i64::try_from(COUNTED).unwrap_or(i64::MAX);
        let capped = self.count >= most && self.href != "/review";
        let figure = if capped { format!("{most}+") } else { self.count.to_string() };
        let words = if self.count == 1 { self.one } else { self.many };
        view! {
            <li>
                <span class=class aria-hidden="true">{figure.clone()}</span>
                " "
                <a href=self.href><span class="visually-hidden">{figure}" "</span>{words}</a>
                " "
                <small>{self.small}</small>
            </li>
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

/// What clients sent and nobody opened yet, oldest first.
fn uploads(times: &Times, uploads: &[Row]) -> AnyView {
    let open = !uploads.is_empty();
    let body = if uploads.is_empty() {
        let words = "What clients upload stands here until somebody of the firm has opened it.";
        view! {
            <Empty title="No new uploads" words=words>
                <ButtonLink href="/clients?access=Active" label="See who can upload" />
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="ledger">{uploads.iter().map(|file| upload(times, file)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="uploads">
            <Head id="uploads" title="Uploads to review" open=open><a href="/review">"Show all"</a></Head>
            {body}
        </section>
    }
    .into_any()
}

fn upload(times: &Times, file: &Row) -> AnyView {
    let size = file_size(u64::try_from(file.size).unwrap_or_default());
    let from = match file.client_name == file.supplied_by_name {
        true => format!("{} · {size}", file.client_name),
        false => format!("{} · {} · {size}", file.client_name, file.supplied_by_name),
    };
    view! {
        <li>
            <span class="margin"><b>{times.distance(file.created_at)}</b>" "<Moment at=times.short(file.created_at) /></span>
            <span class="what">
                <a class="row" href=format!("/clients/{}/documents", file.client_id)>{file.name.clone()}</a>
                <small>{from}</small>
            </span>
            <span class="aside">
                <ButtonLink
                    href=format!("/documents/{}/download", file.id)
                    label="Download"
                    look=Look::Quiet
                    icon="download"
                    more=file.name.clone()
                    class="above"
                />
            </span>
        </li>
    }
    .into_any()
}
