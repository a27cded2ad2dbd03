//! How it came to a contact's state, in one or two sentences.

use super::{Card, Scene};
use crate::accounts::lockout::Paused;
use crate::clients::model::Person;
use crate::kernel::{Instant, Span};
use crate::portal_access::model::Standing;
use crate::ui::Moment;
use leptos::prelude::*;

/// What happened, for this contact's state.
pub fn of(scene: &Scene, card: &Card) -> AnyView {
    let state = match card.standing {
        Standing::NotInvited => not_invited(card),
        Standing::Pending => pending(scene, card),
        Standing::Expired => expired(scene, card),
        Standing::Revoked => revoked(scene, card),
        Standing::Active => active(scene, card),
        Standing::Inactive => inactive(scene, card),
    };
    let locked = card.paused.map(|paused| match paused {
        Paused::Until(until) => {
            let until = scene.times.clock(until);
            view! {
                <p>
                    "Sign-in is paused until "<Moment at=until />" after 5 failed attempts. A password reset works meanwhile."
                </p>
            }
            .into_any()
        }
        Paused::Stopped => view! {
            <p>
                "Somebody tried 100 wrong passwords or codes. Nobody can sign in on a device that is new to us until you unlock, or, after wrong passwords, a new one is set. We told them by mail; where they signed in before, they still can."
            </p>
        }
        .into_any(),
    });
    view! { <p>{state}</p> {locked} }.into_any()
}

/// `on Fri 20 Nov, 11:40`, or `today, 09:05`.
pub fn when(scene: &Scene, at: Instant) -> AnyView {
    let shown = scene.times.inside(at);
    let on = if shown.words.starts_with("today") { "" } else { "on " };
    view! { {on}<Moment at=shown /> }.into_any()
}

/// How long a link still works, in whole days rounded to the nearest: a fresh one ends "in 7 days".
fn left(scene: &Scene, at: Instant) -> String {
    let rounding = if at - scene.now > Span::days(1) { Span::hours(12) } else { Span(0) };
    scene.times.distance(at + rounding)
}

/// The contact's first name.
pub fn first_name(card: &Card) -> String {
    Person::first_name(&card.stand.name).to_owned()
}

fn not_invited(card: &Card) -> AnyView {
    let first = first_name(card);
    let known = card.stand.account_id.is_some();
    let words = if known {
        format!("{first} has an account, but can’t see this client yet. An invitation opens it.")
    } else {
        format!("{first} can’t sign in yet. An invitation lets them see what you share with them, nothing else.")
    };
    words.into_any()
}

/// `Invited by Renée Baptiste on Fri 20 Nov, 11:40.`
fn invited(scene: &Scene, card: &Card) -> AnyView {
    let by = card.stand.invited_by.clone().map(|by| format!("by {by} "));
    let at = card.stand.invited_at.map(|at| when(scene, at));
    view! { "Invited "{by}{at}". " }.into_any()
}

fn pending(scene: &Scene, card: &Card) -> AnyView {
    let ends = card.stand.expires_at.map(|at| {
        let left = left(scene, at);
        view! { "The link ends "<b>{left}</b>" · "<Moment at=scene.times.short(at) />"." }
    });
    view! { {invited(scene, card)}{ends} }.into_any()
}

fn expired(scene: &Scene, card: &Card) -> AnyView {
    let ended = card.stand.expires_at.map(|at| {
        view! { "The link ended "{when(scene, at)}" and can’t be used any more." }
    });
    view! { {invited(scene, card)}{ended} }.into_any()
}

fn revoked(scene: &Scene, card: &Card) -> AnyView {
    let at = card.stand.revoked_at.map(|at| when(scene, at));
    let why = if card.stand.revoked_why.as_deref() == Some("address changed") {
        view! { "The address changed "{at}", so the link no longer works: it went to the old one." }.into_any()
    } else {
        let by = card.revoked.as_ref().map(|line| format!("by {} ", line.actor_name));
        view! { "Revoked "{by}{at}": the link no longer works." }.into_any()
    };
    view! { {invited(scene, card)}{why} }.into_any()
}

fn active(scene: &Scene, card: &Card) -> AnyView {
    let stand = &card.stand;
    let since = scene.times.inside(stand.changed_at);
    let how = match &stand.invited_by {
        Some(by) if stand.accepted_at == Some(stand.changed_at) => {
            format!(", when {} accepted the invitation of {by}.", first_name(card))
        }
        _ if stand.changed_by != stand.name => format!(", enabled by {}.", stand.changed_by),
        _ => ".".to_owned(),
    };
    view! { "Active since "<Moment at=since />{how} }.into_any()
}

fn inactive(scene: &Scene, card: &Card) -> AnyView {
    let stand = &card.stand;
    let reason = match stand.reason.as_str() {
        "" => ". ".to_owned(),
        reason => format!(": “{reason}”. "),
    };
    view! {
        {format!("Disabled by {} ", stand.changed_by)}
        {when(scene, stand.changed_at)}
        {reason}
        "Every session ended at once; nothing was deleted."
    }
    .into_any()
}
