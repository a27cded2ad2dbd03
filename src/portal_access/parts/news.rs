//! What became of the mail with the link, and what the invited person asked for.

use super::correct::elsewhere;
use super::story::{first_name, when};
use super::{Card, Scene};
use crate::kernel::Instant;
use crate::mail::{Delivery, DeliveryState};
use crate::portal_access::model::Standing;
use crate::ui::{Icon, Notice, NoticeTone};
use leptos::prelude::*;

/// They asked for a new link.
pub fn asked_again(scene: &Scene, card: &Card) -> Option<AnyView> {
    let at = card.stand.asked_again_at.filter(|_| card.asked_again())?;
    let next = match card.standing {
        Standing::Revoked | Standing::NotInvited => " Send a new invitation if they should have one.",
        _ => " Resend the invitation to give them one.",
    };
    let (first, at) = (first_name(card), when(scene, at));
    Some(
        view! {
            <Notice tone=NoticeTone::Wait icon="mail">
                <p><b>{first}" asked for a new link"</b>" "{at}"."{next}</p>
            </Notice>
        }
        .into_any(),
    )
}

/// The mail is not out: why, and what helps.
pub fn mail_trouble(scene: &Scene, card: &Card) -> Option<AnyView> {
    let mail = card.mail.as_ref().filter(|mail| is_in_trouble(mail))?;
    let head = match mail.state {
        DeliveryState::Bounced => "The mail came back.",
        DeliveryState::Complained => "The mail was marked as spam.",
        DeliveryState::Failed => "The mail could not be sent.",
        _ => "The mail could not be sent yet.",
    };
    let next = match (card.standing, mail.state) {
        (Standing::Expired, _) => " The link has ended meanwhile.".to_owned(),
        (_, DeliveryState::Complained) => call_them(card),
        (_, DeliveryState::Bounced) => right_address(card),
        (_, DeliveryState::Failed) => once_mended(mail),
        _ => next_try(scene, mail.due_at),
    };
    let head =
        if card.standing == Standing::Expired && !mail.state.missed() { "The mail could not be sent." } else { head };
    let why = sentence(&mail.fault);
    let correct = (mail.state == DeliveryState::Failed).then(|| elsewhere(scene, card)).flatten();
    let correct = correct.map(|link| view! { <div class="actions">{link}</div> });
    Some(
        view! {
            <Notice tone=NoticeTone::Bad alert=true>
                <p><b>{head}</b>" "{why}{next}</p>
                {correct}
            </Notice>
        }
        .into_any(),
    )
}

/// Whether a try failed, for now or for good.
pub fn is_in_trouble(mail: &Delivery) -> bool {
    match mail.state {
        DeliveryState::Waiting => mail.tries > 0,
        state => state.missed(),
    }
}

/// Whether it is still in the house: what came back is another matter.
pub fn can_be_tried_again(mail: &Delivery) -> bool {
    is_in_trouble(mail) && mail.sent_at.is_none()
}

/// The mail is out or on its way; and that it is time to call.
pub fn mail_went(scene: &Scene, card: &Card) -> Option<AnyView> {
    let mail = card.mail.as_ref().filter(|mail| !is_in_trouble(mail)).map(|mail| went(scene, mail));
    let days = card.unaccepted_days(scene.now).map(|days| {
        let phone = match card.stand.phone.as_str() {
            "" => String::new(),
            phone => format!(" ({phone})"),
        };
        format!("Not accepted for {days} days: a short call often helps{phone}.")
    });
    let any = mail.is_some() || days.is_some();
    any.then(|| view! { <p class="soft">{mail}{days}</p> }.into_any())
}

fn went(scene: &Scene, mail: &Delivery) -> AnyView {
    let sent = mail.sent_at.map(|at| when(scene, at));
    match (mail.state, mail.known_at) {
        (DeliveryState::Delivered, Some(at)) => {
            return view! { <Icon name="check" />" Mail sent "{sent}", delivered "{when(scene, at)}". " }.into_any();
        }
        (DeliveryState::Delayed, Some(at)) => {
            return view! {
                <Icon name="state-pending" />
                " Mail sent "{sent}", but their mail server has made it wait since "{when(scene, at)}". "
            }
            .into_any();
        }
        _ => {}
    }
    match (mail.state, mail.sent_at) {
        (DeliveryState::Sent, _) if !scene.delivers => view! {
            <Icon name="info" />
            " Mail was written to the server’s console: no mail service is configured. "
        }
        .into_any(),
        (DeliveryState::Sent, Some(at)) => {
            view! { <Icon name="check" />" Mail sent "{when(scene, at)}". "{taken(mail)} }.into_any()
        }
        (DeliveryState::Waiting, _) => view! { <Icon name="sent" />" The mail is on its way. " }.into_any(),
        _ => ().into_any(),
    }
}

/// The mail server's own words, where it said any.
fn taken(mail: &Delivery) -> Option<String> {
    (!mail.answer.is_empty()).then(|| format!("The mail server took it: “{}”. ", mail.answer))
}

fn call_them(card: &Card) -> String {
    match card.stand.phone.as_str() {
        "" => " Ask them whether they want it.".to_owned(),
        phone => format!(" Call them first: {phone}."),
    }
}

fn right_address(card: &Card) -> String {
    match card.address_fixed {
        true => " Ask an owner, a manager or somebody of staff to correct the address.".to_owned(),
        false => " Give the right address below, or send it again.".to_owned(),
    }
}

/// The fault may be ours or lie in the address: its own words tell.
fn once_mended(mail: &Delivery) -> String {
    match can_be_tried_again(mail) {
        true => " Once that is put right, try again.".to_owned(),
        false => " Once that is put right, resend the invitation.".to_owned(),
    }
}

fn next_try(scene: &Scene, due_at: Instant) -> String {
    match due_at > scene.now {
        true => format!(" We try again by ourselves {}.", scene.times.distance(due_at)),
        false => " We are trying again.".to_owned(),
    }
}

/// The carrier's words as a sentence.
fn sentence(fault: &str) -> String {
    let fault = fault.trim();
    if fault.is_empty() || fault.ends_with(['.', '!', '?', '…', '”']) {
        fault.to_owned()
    } else {
        format!("{fault}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carriers_words_end_like_a_sentence() {
        assert_eq!(sentence(" Resend takes no more mail "), "Resend takes no more mail.");
        assert_eq!(sentence("The address was refused."), "The address was refused.");
        assert_eq!(sentence(""), "");
    }
}
