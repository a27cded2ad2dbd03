//! The notes of a matter: written, hidden from the client again, removed.

use super::work::Work;
use crate::firm::Times;
use crate::matters::actions::{AddMatterNote, HideMatterNote, RemoveMatterNote};
use crate::matters::store::Note;
use crate::server::leptos as request;
use crate::ui::{Button, Choice, Head, Hidden, Look, Moment, PostForm, Tag, TextArea, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Notes, and the form of a new one.
pub(super) fn notes(times: &Times, work: &Work, here: &str, may_edit: bool) -> AnyView {
    let form = request::form::<AddMatterNote>();
    let rows = work.notes.iter().map(|note| written(times, work, note, here, may_edit)).collect_view();
    let list = (!work.notes.is_empty()).then(|| view! { <ol class="timeline">{rows}</ol> });
    let add = may_edit.then(|| {
        let fields = view! {
            <Hidden name="matter" value=work.matter.to_string() />
            <TextArea form=&form name="words" label="New note" rows=2 />
            <Choice
                form=&form
                name="for_client"
                value="yes"
                label="For the client"
                small="Everybody who sees this matter reads it in the portal. Without the tick only the firm does."
            />
            <div><Button label="Save note" /></div>
        };
        view! {
            <PostForm action=AddMatterNote::url() page=here.to_owned() class="stack-tight no-print" label="New note">
                {fields}
            </PostForm>
        }
    });
    // On paper an empty list leaves no heading behind.
    let class = if work.notes.is_empty() { "stack-tight no-print" } else { "stack-tight" };
    view! {
        <section class=class aria-labelledby="notes">
            <Head id="notes" title="Notes" />
            {list}
            {add}
        </section>
    }
    .into_any()
}

fn written(times: &Times, work: &Work, note: &Note, here: &str, may_edit: bool) -> AnyView {
    let seen = if note.visible {
        view! { <Tag tone=Tone::Wait icon="eye">"The client reads this"</Tag> }.into_any()
    } else {
        view! { <Tag tone=Tone::Plain icon="hidden">"Internal"</Tag> }.into_any()
    };
    let acts = may_edit.then(|| note_acts(work, note, here));
    view! {
        <li class="key">
            <p class="as-typed">{note.words.clone()}</p>
            <small>{note.author_name.clone()}" · "<Moment at=times.short(note.created_at) />" "{seen}</small>
            {acts}
        </li>
    }
    .into_any()
}

fn note_acts(work: &Work, note: &Note, here: &str) -> AnyView {
    let ids = || {
        let (matter, note) = (work.matter.to_string(), note.id.to_string());
        view! { <Hidden name="matter" value=matter /><Hidden name="note" value=note /> }.into_any()
    };
    // The beginning of a note tells its buttons from another's.
    let which: String = note.words.chars().take(40).collect();
    let (to_remove, of) = (ids(), which.clone());
    let hide = note.visible.then(|| {
        let (ids, more) = (ids(), which);
        view! {
            <PostForm action=HideMatterNote::url() page=here.to_owned()>
                {ids}
                <Button label="Hide from the client" look=Look::Quiet more />
            </PostForm>
        }
    });
    view! {
        <div class="actions no-print">
            {hide}
            <PostForm action=RemoveMatterNote::url() page=here.to_owned()>
                {to_remove}
                <Button label="Remove note" look=Look::Quiet more=of />
            </PostForm>
        </div>
    }
    .into_any()
}
