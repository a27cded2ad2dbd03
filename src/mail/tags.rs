//! What became of a mail, as pages show it: a word with its sign, and the facts in one line.

use super::fate::DeliveryState;
use super::outbox::Delivery;
use super::stops::Stop;
use crate::firm::Times;
use crate::kernel::Instant;
use crate::ui::{Tag, Tone};
use leptos::prelude::*;

/// How far it has come. Out is quiet; what reached nobody stands out.
pub fn state_tag(state: DeliveryState) -> AnyView {
    let (tone, icon) = match state {
        DeliveryState::Waiting => (Tone::Live, "state-pending"),
        DeliveryState::Sent => (Tone::Done, "sent"),
        DeliveryState::Delivered => (Tone::Done, "state-done"),
        DeliveryState::Delayed => (Tone::Wait, "state-pending"),
        DeliveryState::Bounced => (Tone::Bad, "returned"),
        DeliveryState::Complained => (Tone::Bad, "warning"),
        DeliveryState::Failed => (Tone::Bad, "state-no"),
        DeliveryState::Dropped => (Tone::Rest, "state-off"),
    };
    view! { <Tag tone icon>{state.word()}</Tag> }.into_any()
}

/// Why nothing more is sent to an address.
pub fn stop_tag(stop: &Stop) -> AnyView {
    match stop.complained {
        true => state_tag(DeliveryState::Complained),
        false => view! { <Tag tone=Tone::Bad icon="returned">"Mail comes back"</Tag> }.into_any(),
    }
}

/// When it was taken, by whom, in what words, and what became of it then: `Taken by Resend Fri 20 Nov, 11:40 · delivered
/// Fri 20 Nov, 11:41`. Empty while it waits. `when` writes instants out.
pub fn course(delivery: &Delivery, when: impl Fn(Instant) -> String) -> String {
    let mut parts = Vec::new();
    if let Some(at) = delivery.sent_at {
        let by = if delivery.carrier.is_empty() { String::new() } else { format!(" by {}", delivery.carrier) };
        let answer = if delivery.answer.is_empty() { String::new() } else { format!(" (“{}”)", delivery.answer) };
        parts.push(format!("Taken{by} {}{answer}", when(at)));
    }
    let what = match delivery.state {
        DeliveryState::Delivered => "delivered",
        DeliveryState::Delayed => "delayed",
        DeliveryState::Bounced => "came back",
        DeliveryState::Complained => "marked as spam",
        DeliveryState::Failed => "not sent",
        _ => "",
    };
    if !what.is_empty() {
        let at = delivery.known_at.map(|at| format!(" {}", when(at))).unwrap_or_default();
        parts.push(format!("{what}{at}"));
    }
    let line = parts.join(" · ");
    match delivery.fault.trim_end_matches('.') {
        "" => line,
        fault if line.is_empty() => format!("{fault}."),
        fault => format!("{line}: {fault}."),
    }
}

/// An instant inside a sentence: `Fri 20 Nov, 11:40`, `today, 14:22`.
pub fn inside(times: &Times, at: Instant) -> String {
    times.inside(at).words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Span;

    #[test]
    fn the_course_of_a_mail_is_one_line() {
        let now = Instant(1_795_530_120_000);
        let times = Times::new("America/Guyana", now);
        let waits = Delivery {
            state: DeliveryState::Waiting,
            tries: 0,
            fault: String::new(),
            created_at: now,
            sent_at: None,
            due_at: now,
            carrier: String::new(),
            answer: String::new(),
            known_at: None,
        };
        assert_eq!(course(&waits, |at| inside(&times, at)), "");
        let failed = Delivery { state: DeliveryState::Failed, fault: "Refused.".into(), ..waits.clone() };
        assert_eq!(course(&failed, |at| inside(&times, at)), "not sent: Refused.");
        let answer = "250 2.0.0 Ok: queued as 4bX1".to_owned();
        let sent = Delivery { state: DeliveryState::Sent, sent_at: Some(now), carrier: "SMTP".into(), answer, ..waits };
        assert_eq!(
            course(&sent, |at| inside(&times, at)),
            "Taken by SMTP today, 10:22 (“250 2.0.0 Ok: queued as 4bX1”)"
        );
        let back = Delivery {
            state: DeliveryState::Bounced,
            known_at: Some(now + Span::minutes(1)),
            fault: "No such mailbox.".into(),
            answer: String::new(),
            carrier: "Resend".into(),
            ..sent
        };
        assert_eq!(
            course(&back, |at| inside(&times, at)),
            "Taken by Resend today, 10:22 · came back today, 10:23: No such mailbox."
        );
    }
}
