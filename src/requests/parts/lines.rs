//! A request as a line of a ledger.

use super::{press, request_state_tag};
use crate::clients::parts::counted;
use crate::firm::Times;
use crate::kernel::{Day, Instant};
use crate::matters::MatterId;
use crate::requests::actions::WithdrawRequestsOfMatter;
use crate::requests::model::RequestState;
use crate::requests::store::RequestLine;
use crate::ui::{Button, Look, Moment, Notice, NoticeTone, Tag, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// A day that something is due on: how far it is, in red once it is over, and the day.
pub fn due(times: &Times, day: &Day, late: bool) -> AnyView {
    let words = if late { times.due(day) } else { times.until_day(day) };
    view! { <b class=late.then_some("late")>{words}</b> " " <Moment at=times.day(day) /> }.into_any()
}

/// `3 of 8 done, 2 to review`
pub fn progress_words(line: &RequestLine) -> String {
    let received = format!("{} of {} done", line.received, line.total);
    if line.to_review > 0 { format!("{received}, {} to review", line.to_review) } else { received }
}

/// `reminded twice, last on Mon 23 Nov`; nothing where nobody was reminded.
pub fn reminded_words(times: &Times, often: i64, last: Option<Instant>) -> Option<String> {
    let words = match often {
        0 => return None,
        1 => "reminded once".to_owned(),
        2 => "reminded twice".to_owned(),
        many => format!("reminded {many} times"),
    };
    let last = last.map(|at| times.day(&times.day_of(at)).words);
    Some(last.map_or(words.clone(), |last| format!("{words}, last on {last}")))
}

/// One request: when it is due, its title as the row's link, of whom and how far, its state.
pub fn request_row(times: &Times, line: &RequestLine, names_client: bool) -> AnyView {
    let state = line.standing();
    let late = line.is_late(&times.today_day());
    let tag = if late {
        view! { <Tag tone=Tone::Bad icon="warning">"Overdue"</Tag> }.into_any()
    } else {
        request_state_tag(state, line.is_with_us())
    };
    let client = names_client.then(|| line.client_name.clone());
    let how_far = match state {
        RequestState::Draft => counted(line.total, "thing to ask for", "things to ask for"),
        _ => progress_words(line),
    };
    let reminded =
        (state == RequestState::Sent).then(|| reminded_words(times, line.reminded, line.reminded_at)).flatten();
    let about: Vec<String> =
        [client, line.matter_title.clone(), Some(how_far), reminded].into_iter().flatten().collect();
    let asks = (line.questions > 0 && matches!(state, RequestState::Sent | RequestState::Complete)).then(|| {
        let words = counted(line.questions, "question waits", "questions wait");
        view! { <Tag tone=Tone::Wait icon="note">{words}</Tag> " " }
    });
    view! {
        <li>
            <span class="margin">{due(times, &line.due_on, late)}</span>
            <span class="what">
                <a class="row" href=format!("/requests/{}", line.id)>{line.title.clone()}</a>
                <small>{about.join(" · ")}</small>
            </span>
            <span class="aside">{asks}{tag}</span>
        </li>
    }
    .into_any()
}

/// Requests as a ledger.
pub fn rows(times: &Times, lines: &[RequestLine], names_client: bool) -> AnyView {
    let rows = lines.iter().map(|line| request_row(times, line, names_client)).collect_view();
    view! { <ul class="ledger">{rows}</ul> }.into_any()
}

/// Of a closed matter: how many of its requests are still with the client, and the button that withdraws them.
pub fn left_open(matter: &MatterId, lines: &[RequestLine], here: &str) -> Option<AnyView> {
    let open = lines.iter().filter(|line| line.standing() == RequestState::Sent).count();
    if open == 0 {
        return None;
    }
    let many = counted(i64::try_from(open).unwrap_or(i64::MAX), "open request", "open requests");
    let words = format!("This matter is closed, and it has {many}: the client can still answer.");
    let button = view! { <Button label=format!("Withdraw its {many}") look=Look::Small /> }.into_any();
    let withdraw = press(WithdrawRequestsOfMatter::url(), here, vec![("matter", matter.to_string())], button);
    Some(view! { <Notice tone=NoticeTone::Wait icon="mail"><p>{words}</p>{withdraw}</Notice> }.into_any())
}
