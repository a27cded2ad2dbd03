//! One thing that is still to be sent: what it is, what was said about it, the ways to send or answer it.

use super::{One, Scene, answers, sent_back};
use crate::documents::parts::{Download, ItemZone};
use crate::requests::model::{ItemState, NOT_AVAILABLE, Need};
use crate::requests::store::mine::{Handed, Thing};
use crate::ui::{Icon, Notice, NoticeTone, Tag, Tone, file_size};
use leptos::prelude::*;

/// The item as a row of its list; `level` is its heading's.
pub(super) fn row(scene: &Scene, one: &One, level: u8) -> AnyView {
    let thing = &one.thing;
    let title = view! { {thing.title.clone()} {optional(thing)} };
    let heading =
        if level == 3 { view! { <h3>{title}</h3> }.into_any() } else { view! { <h4>{title}</h4> }.into_any() };
    view! {
        <li id=format!("item-{}", thing.id)>
            <header>{heading} {tag(one)}</header>
            {sent_back::notice(scene, one)}
            {just_received(scene, thing)}
            {what(thing)}
            {files(thing, &one.handed)}
            {answers::said(scene, one)}
            {zone(scene, thing)}
            {answers::thread(scene, one)}
            {answers::form(scene, one).or_else(|| answers::question(scene, one))}
        </li>
    }
    .into_any()
}

fn optional(thing: &Thing) -> Option<AnyView> {
    (thing.need() == Need::Optional).then(|| view! { " " <span class="soft">"(optional)"</span> }.into_any())
}

/// How the item stands, in the client's words.
pub(super) fn tag(one: &One) -> AnyView {
    let (tone, icon, words) = match one.standing() {
        ItemState::Open => (Tone::Live, "state-none", "Open"),
        ItemState::Submitted => (Tone::Done, "state-done", "Received, not yet read"),
        ItemState::Accepted => (Tone::Done, "state-done", "Accepted"),
        ItemState::NeedsMore => (Tone::Wait, "returned", "Needs more"),
        ItemState::Rejected => (Tone::Bad, "returned", "Sent back"),
        ItemState::DoesNotApply if one.thing.not_available => (Tone::Rest, "state-na", NOT_AVAILABLE),
        ItemState::DoesNotApply => (Tone::Rest, "state-na", "Does not apply"),
    };
    view! { <Tag tone icon>{words}</Tag> }.into_any()
}

/// After an upload: it is here.
pub(super) fn just_received(scene: &Scene, thing: &Thing) -> Option<AnyView> {
    (scene.received == thing.id.as_str()).then(|| {
        let words = format!("We have received your files for “{}”. They are kept.", thing.title);
        view! { <Notice tone=NoticeTone::Good><p>{words}</p></Notice> }.into_any()
    })
}

/// When it applies, what it should be like, how many, an example.
pub(super) fn what(thing: &Thing) -> Option<AnyView> {
    let condition = match thing.need() {
        Need::Conditional if !thing.condition.is_empty() => only_if(&thing.condition),
        _ => String::new(),
    };
    let many = match (thing.how_many, thing.need()) {
        (..=1, _) => String::new(),
        (many, Need::Optional) => format!(" Up to {many} files."),
        (many, _) => format!(" We expect {many} files."),
    };
    let example = thing.example_id.as_ref().map(|id| {
        view! { " " <a href=format!("/documents/{id}/download")>"See an example"<span class="visually-hidden">{format!(" of {}", thing.title)}</span></a> }
    });
    let words = format!("{condition}{}{many}", thing.instruction);
    (!words.is_empty() || example.is_some()).then(|| view! { <p class="soft">{words} {example}</p> }.into_any())
}

/// `Only if you hold stock. `, of `if you hold stock` or `You hold stock`.
fn only_if(condition: &str) -> String {
    let words = condition.trim_end_matches('.');
    match words.get(..3).filter(|start| start.eq_ignore_ascii_case("if ")) {
        Some(_) => format!("Only if {}. ", &words[3..]),
        None => format!("Only if this is so: {words}. "),
    }
}

/// What this person has sent for it so far.
pub(super) fn files(thing: &Thing, handed: &[Handed]) -> Option<AnyView> {
    if handed.is_empty() {
        return None;
    }
    let several = handed.len() > 1;
    let rows = handed.iter().map(|file| {
        let (class, icon, state) = match file.state.as_str() {
            "accepted" => ("received", "state-done", "Accepted"),
            "needs more" => ("received", "state-done", "Good, and more is needed"),
            "rejected" => ("failed", "returned", "Can’t be used"),
            _ => ("received", "state-done", "Received, not yet read"),
        };
        let size = file_size(u64::try_from(file.size).unwrap_or_default());
        // Of one among several it stands beside that one; of an only one, above.
        let reason = file.reason.as_ref().filter(|reason| several && file.state != "accepted" && !reason.is_empty());
        let reason = reason.map(|reason| format!(" · “{reason}”"));
        view! {
            <li class=class>
                <Icon name=icon />
                <span class="name">{file.name.clone()}</span>
                <span class="actions"><Download id=file.document_id.clone() name=file.name.clone() scan=file.scan quiet=true /></span>
                <span class="state">{format!("{state} · {size}")} {reason}</span>
            </li>
        }
    });
    let label = format!("What you sent for {}", thing.title);
    Some(view! { <ul class="files" aria-label=label>{rows.collect_view()}</ul> }.into_any())
}

/// Where files for it are chosen and dropped.
pub(super) fn zone(scene: &Scene, thing: &Thing) -> Option<AnyView> {
    (scene.open || scene.complete() && !scene.looked_at).then(|| {
        let (item, title, kinds) = (thing.id.clone(), thing.title.clone(), thing.kinds.clone());
        let (client, form) = (scene.client.clone(), scene.upload.clone());
        view! { <ItemZone action=scene.path.clone() form client item title kinds max_bytes=scene.max_bytes /> }
            .into_any()
    })
}

/// Whether the refused upload was for this item.
pub(super) fn refused_here(scene: &Scene, thing: &Thing) -> bool {
    scene.upload.refused() && scene.upload.typed("item") == Some(thing.id.as_str())
}
