//! Mail to a contact does not arrive: what happened, the way to another address, and the way to try this one again.

use super::acts::whom;
use super::invite::sign_in_tick;
use super::story::when;
use super::{Card, Scene};
use crate::kernel::Form;
use crate::mail::Stop;
use crate::mail::actions::ResumeMail;
use crate::portal_access::actions::CorrectInvitation;
use crate::ui::{Button, ButtonLink, Hidden, Look, Notice, NoticeTone, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Nothing more is sent to their address.
pub fn stopped(scene: &Scene, card: &Card, stop: &Stop) -> AnyView {
    let resume = scene.may_handle_mail.then(|| {
        let (more, address) = (stop.address.clone(), stop.address.clone());
        view! {
            <PostForm action=ResumeMail::url() page=scene.path.clone()>
                <Hidden name="address" value=address />
                <Button label="This address works" look=Look::Small more=more />
            </PostForm>
        }
    });
    let elsewhere = elsewhere(scene, card);
    let (words, since) = (stop.words(), when(scene, stop.since));
    let icon = if stop.complained { "warning" } else { "returned" };
    view! {
        <Notice tone=NoticeTone::Bad alert=true icon=icon>
            <p>
                <b>{words}</b>
                " We learned it "
                {since}
                ". Nothing more is sent there until the address is corrected, or until you say that it works."
            </p>
            <div class="actions">{elsewhere} {resume}</div>
        </Notice>
    }
    .into_any()
}

/// The way to the contact's page, where another address is not asked for right here.
pub fn elsewhere(scene: &Scene, card: &Card) -> Option<AnyView> {
    (scene.may_edit && !card.address_fixed && !card.wants_another_address()).then(|| {
        let href = format!("/clients/{}/contacts/{}/edit", scene.client, card.stand.contact_id);
        let more = format!("of {}", card.stand.name);
        view! { <ButtonLink href=href label="Correct the address" look=Look::Small more=more /> }.into_any()
    })
}

/// Another address and a new invitation, in one press.
pub fn form(scene: &Scene, card: &Card) -> Option<AnyView> {
    if !scene.may_invite || !card.wants_another_address() {
        return None;
    }
    let contact = card.stand.contact_id.as_str();
    let refused = &scene.forms.correct;
    let (form, id) = match refused.typed("contact") == Some(contact) {
        true => (refused.clone(), String::new()),
        false => (Form::default(), format!("correct-{contact}")),
    };
    let (whom, tick) = (whom(scene, card), sign_in_tick(scene, card, &form));
    let value = card.stand.email.clone();
    let look = if scene.alone { Look::Primary } else { Look::Plain };
    Some(
        view! {
            <PostForm action=CorrectInvitation::url() page=scene.path.clone() class="stack-tight">
                {whom}
                <TextField
                    form=form
                    name="email"
                    label="Corrected email"
                    kind="email"
                    value=value
                    hint="A new invitation goes there at once. The link before no longer works."
                    id=id
                    autocomplete="off"
                />
                {tick}
                <div class="actions">
                    <Button label="Send to the corrected address" look=look icon="mail" />
                </div>
            </PostForm>
        }
        .into_any(),
    )
}
