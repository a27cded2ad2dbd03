//! The dashboard's numbers, each a link to its list.

use super::Waiting;
use crate::accounts::{Act, Desk};
use crate::clients::parts::counted;
use crate::ui::Head;
use leptos::prelude::*;

/// A number, what it counts, and where those are.
struct Queue {
    count: i64,
    one: &'static str,
    many: &'static str,
    href: &'static str,
    small: String,
    /// A second number that goes with it, and where those are.
    also: Option<(String, &'static str)>,
    late: bool,
}

/// All queues that this person's role has.
pub(super) fn queues(waiting: &Waiting, desk: &Desk) -> AnyView {
    let queues: Vec<Queue> = [
        review(waiting, desk),
        overdue(waiting, desk),
        questions(waiting, desk),
        deadlines(waiting, desk),
        invitations(waiting),
        mine(waiting, desk),
        mails(waiting, desk),
    ]
    .into_iter()
    .flatten()
    .collect();
    let open = queues.iter().any(|queue| queue.count > 0 && queue.many != "matters of mine");
    let says =
        waiting.sees_documents.then(|| counted(waiting.counts.to_review, "document to review", "documents to review"));
    view! {
        <section aria-labelledby="waits" data-live="queues" data-live-says=says>
            <Head id="waits" title="Waiting for the firm" open=open />
            <ul class="queues">{queues.into_iter().map(Queue::row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn review(waiting: &Waiting, desk: &Desk) -> Option<Queue> {
    let since = waiting.counts.oldest.map(|at| desk.times.inside(at).words);
    waiting.sees_documents.then(|| Queue {
        count: waiting.counts.to_review,
        small: since.map_or("nothing is left".to_owned(), |since| format!("oldest since {since}")),
        ..Queue::of("document to review", "documents to review", "/review")
    })
}

fn overdue(waiting: &Waiting, desk: &Desk) -> Option<Queue> {
    let small = match waiting.counts.overdue {
        0 => "everybody has sent what was due",
        _ => "their day is over",
    };
    desk.staff.can(Act::SeeRequests).then(|| Queue {
        count: waiting.counts.overdue,
        small: small.to_owned(),
        late: true,
        ..Queue::of("overdue request", "overdue requests", "/requests?due=overdue")
    })
}

fn questions(waiting: &Waiting, desk: &Desk) -> Option<Queue> {
    let small = match waiting.counts.questions {
        0 => "every question is answered",
        _ => "nobody is reminded until you answer",
    };
    desk.staff.can(Act::SeeRequests).then(|| Queue {
        count: waiting.counts.questions,
        small: small.to_owned(),
        ..Queue::of("request with a question", "requests with a question", "/requests?state=questions")
    })
}

fn deadlines(waiting: &Waiting, desk: &Desk) -> Option<Queue> {
    let next = waiting.coming.first().map(|next| desk.times.until_day(&next.due_on));
    let small = match (waiting.counts.missed, next) {
        (0, Some(next)) => format!("next {next}"),
        (0, None) => "no day is near".to_owned(),
        (_, _) => String::new(),
    };
    let missed = waiting.counts.missed;
    let words = || format!("and {} before today", counted(missed, "missed one", "missed ones"));
    let also = (missed > 0).then(|| (words(), "/deadlines?due=overdue"));
    desk.staff.can(Act::SeeMatters).then(|| Queue {
        count: waiting.counts.this_week,
        small,
        also,
        late: missed > 0,
        ..Queue::of("deadline this week", "deadlines this week", "/deadlines?due=week")
    })
}

fn invitations(waiting: &Waiting) -> Option<Queue> {
    Some(Queue {
        count: waiting.counts.unaccepted,
        small: "invited more than 3 days ago".to_owned(),
        ..Queue::of("client has not accepted", "clients have not accepted", super::UNACCEPTED)
    })
}

fn mine(waiting: &Waiting, desk: &Desk) -> Option<Queue> {
    desk.staff.can(Act::SeeMatters).then(|| Queue {
        count: waiting.counts.mine,
        small: "you lead them or help".to_owned(),
        ..Queue::of("matter of mine", "matters of mine", "/matters?view=mine")
    })
}

fn mails(waiting: &Waiting, desk: &Desk) -> Option<Queue> {
    let small = match waiting.counts.failed_mails {
        0 => "every mail has left",
        _ => "see why, and what helps",
    };
    desk.staff.can(Act::HandleMail).then(|| Queue {
        count: waiting.counts.failed_mails,
        small: small.to_owned(),
        late: true,
        ..Queue::of("mail that did not arrive", "mails that did not arrive", "/settings/mail")
    })
}

impl Queue {
    fn of(one: &'static str, many: &'static str, href: &'static str) -> Self {
        Queue { count: 0, one, many, href, small: String::new(), also: None, late: false }
    }

    fn row(self) -> AnyView {
        let class = match self.count {
            0 => "n none",
            _ if self.late => "n late",
            _ => "n",
        };
        let figure = self.count.to_string();
        let words = if self.count == 1 { self.one } else { self.many };
        let also = self.also.map(|(words, href)| view! { <a href=href>{words}</a> });
        view! {
            <li>
                <span class=class aria-hidden="true">{figure.clone()}</span>
                " "
                <a href=self.href><span class="visually-hidden">{figure}" "</span>{words}</a>
                " "
                <small>{self.small}{also}</small>
            </li>
        }
        .into_any()
    }
}
