//! The dialog in which the address is confirmed and the invitation sent.

use super::acts::whom;
use super::{Card, Scene};
use crate::clients::ContactId;
use crate::kernel::Form;
use crate::portal_access::actions::SendInvitation;
use crate::portal_access::model::INVITATION_LASTS;
use crate::ui::{Button, ButtonLink, Choice, Dialog, ErrorSummary, Look, Moment, PostForm, TextArea, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The dialog's id for this contact.
pub fn id(contact: &ContactId) -> String {
    format!("invite-{contact}")
}

/// The invitation's dialog, for the contact whom the scene names: closed, or open as the page arrives.
pub fn dialog(scene: &Scene, cards: &[Card]) -> Option<AnyView> {
    let (contact, open) = scene.dialog.as_ref()?;
    let card = cards.iter().find(|card| card.stand.contact_id == *contact)?;
    let form = scene.forms.send.clone();
    let until = scene.times.short(scene.now + INVITATION_LASTS);
    let how = if card.stand.account_id.is_some() {
        "They get a mail with a link, and open it with the password they have. It works until "
    } else {
        "They get a mail with a link, and choose a password there. It works until "
    };
    let (whom, email) = (whom(scene, card), card.stand.email.clone());
    let back = scene.path.clone();
    let (fixed, tick) = (card.address_fixed, sign_in_tick(scene, card, &form));
    let hint = if fixed {
        "It decides who reads documents, so only an owner, a manager or somebody of staff may change it."
    } else {
        "Confirm where it goes. If you correct it, the contact is corrected too."
    };
    let page = format!("{back}?invite={contact}");
    Some(
        view! {
            <Dialog id=id(contact) title=format!("Invite {}", card.stand.name) open=*open>
                <ErrorSummary form=&form />
                <p>{how}<b><Moment at=until /></b>", seven days from now, and once. You are named as the sender."</p>
                <PostForm action=SendInvitation::url() page=page>
                    {whom}
                    <TextField
                        form=&form
                        name="email"
                        label="Email"
                        kind="email"
                        value=email
                        hint=hint
                        autocomplete="off"
                        readonly=fixed
                    />
                    {tick}
                    <TextArea
                        form=&form
                        name="note"
                        label="Personal note"
                        hint="Appears in the mail, above the link."
                        optional=true
                    />
                    <div class="actions">
                        <Button label="Send Invitation" look=Look::Primary icon="mail" />
                        <ButtonLink href=back label="Cancel" look=Look::Quiet attr:data-closes="" />
                    </div>
                </PostForm>
            </Dialog>
        }
        .into_any(),
    )
}

/// For somebody who signs in already: that a corrected address is one to sign in with.
pub fn sign_in_tick(scene: &Scene, card: &Card, form: &Form) -> Option<AnyView> {
    let wanted = card.stand.account_id.is_some() && scene.may_change_address;
    wanted.then(|| {
        view! {
            <Choice
                form=form
                name="changes_sign_in"
                value="true"
                label="They sign in with this address; change it"
                small="Only needed where you correct it. We tell both addresses, and every session ends."
            />
        }
        .into_any()
    })
}
