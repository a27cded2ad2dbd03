//! What can be done about a contact's access: only what the state allows and the role may.

use super::{Card, Scene, news};
use crate::kernel::Form;
use crate::portal_access::actions::{
    DisableAccess, EnableAccess, LookAsContact, ResendInvitation, ResetSecondFactor, RevokeInvitation,
    SendResetToContact, TryMailAgain, Unlock,
};
use crate::portal_access::model::Standing;
use crate::ui::{Button, Hidden, Look, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The buttons of a contact's sheet.
pub fn buttons(scene: &Scene, card: &Card) -> Option<AnyView> {
    let standing = card.standing;
    let main = if scene.alone { Look::Primary } else { Look::Plain };
    let (invite, pending) = (scene.may_invite, standing == Standing::Pending);
    let goes = card.stand.stop().is_none();
    let stuck = pending && goes && card.mail.as_ref().is_some_and(news::can_be_tried_again);
    let again = standing == Standing::Expired || (card.missed().is_some() && !stuck);
    let resend = if again && !card.wants_another_address() { main } else { Look::Plain };
    let locked = card.paused.is_some() && card.sees_account;
    let all = [
        (invite && standing.can_be_invited()).then(|| send(scene, card, main)),
        (invite && stuck).then(|| press(scene, card, TryMailAgain::url(), "Try again", main, "retry")),
        (invite && goes && standing.can_be_resent())
            .then(|| press(scene, card, ResendInvitation::url(), "Resend Invitation", resend, "retry")),
        (invite && pending).then(|| press(scene, card, RevokeInvitation::url(), "Revoke Invitation", Look::Danger, "")),
        (scene.may_switch && standing == Standing::Inactive)
            .then(|| press(scene, card, EnableAccess::url(), "Enable Access", main, "")),
        scene.may_look.then(|| look(scene, card)),
        (scene.may_unlock && locked).then(|| press(scene, card, Unlock::url(), "Unlock", main, "lock")),
        (scene.may_unlock && standing == Standing::Active)
            .then(|| press(scene, card, SendResetToContact::url(), "Send password reset link", Look::Plain, "")),
        (scene.may_reset_factor && card.stand.has_factor && card.sees_account)
            .then(|| press(scene, card, ResetSecondFactor::url(), "Reset second step", Look::Plain, "")),
    ];
    let all: Vec<AnyView> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| view! { <div class="actions">{all}</div> }.into_any())
}

/// Opens the dialog: the page's own where it stands there and a script can, else by loading the page with it open.
fn send(scene: &Scene, card: &Card, look: Look) -> AnyView {
    let contact = &card.stand.contact_id;
    let opens = scene.dialog.as_ref().filter(|(whose, _)| whose == contact).map(|_| super::invite::id(contact));
    view! {
        <form method="get" action=scene.path.clone() data-opens=opens>
            <Hidden name="invite" value=contact.to_string() />
            <Button label="Send Portal Invite" look=look icon="mail" />
        </form>
    }
    .into_any()
}

/// The portal as this contact sees it.
fn look(scene: &Scene, card: &Card) -> AnyView {
    let (whom, label) = (whom(scene, card), format!("See the portal as {}", card.stand.name));
    view! {
        <PostForm action=LookAsContact::url() page=scene.path.clone()>
            {whom}
            <Button label=label icon="eye" />
        </PostForm>
    }
    .into_any()
}

/// A button that does one thing for this contact.
fn press(
    scene: &Scene,
    card: &Card,
    action: &'static str,
    label: &'static str,
    look: Look,
    icon: &'static str,
) -> AnyView {
    let whom = whom(scene, card);
    view! {
        <PostForm action=action page=scene.path.clone()>
            {whom}
            <Button label=label look=look icon=icon />
        </PostForm>
    }
    .into_any()
}

/// Disabling, in one press; why may be said beside it.
pub fn disable(scene: &Scene, card: &Card) -> Option<AnyView> {
    if !scene.may_switch || card.standing != Standing::Active {
        return None;
    }
    let contact = card.stand.contact_id.as_str();
    let refused = &scene.forms.disable;
    let (form, id) = match refused.typed("contact") == Some(contact) {
        true => (refused.clone(), String::new()),
        false => (Form::default(), format!("reason-{contact}")),
    };
    let whom = whom(scene, card);
    Some(
        view! {
            <footer class="stack-tight">
                <p class="soft">"Disabling ends every session at once and deletes nothing. Only staff see the reason."</p>
                <PostForm action=DisableAccess::url() page=scene.path.clone() class="filters">
                    {whom}
                    <TextField form=form name="reason" label="Reason" id=id optional=true autocomplete="off" />
                    <Button label="Disable Access" look=Look::Danger />
                </PostForm>
            </footer>
        }
        .into_any(),
    )
}

/// Which client, which contact.
pub fn whom(scene: &Scene, card: &Card) -> AnyView {
    view! {
        <Hidden name="client" value=scene.client.to_string() />
        <Hidden name="contact" value=card.stand.contact_id.to_string() />
    }
    .into_any()
}
