//! Pieces of the Portal Access tab: a sheet a contact with its state, its facts and what can be done about it.

mod acts;
mod card;
mod correct;
mod invite;
mod news;
mod story;

pub use card::Card;
pub use invite::dialog as invite_dialog;

use super::actions::{
    CorrectInvitation, DisableAccess, EnableAccess, ResendInvitation, ResetSecondFactor, RevokeInvitation,
    SendInvitation, SendResetToContact, TryMailAgain, Unlock,
};
use super::model::Standing;
use crate::accounts::lockout::Paused;
use crate::accounts::{Act, Desk};
use crate::clients::parts::{counted, standing_tag};
use crate::clients::store::Client;
use crate::clients::{ClientId, ContactId};
use crate::firm::Times;
use crate::kernel::{Form, Instant};
use crate::mail::DeliveryState;
use crate::mail::actions::ResumeMail;
use crate::mail::tags::{state_tag, stop_tag};
use crate::server::leptos as request;
use crate::ui::{Fact, Facts, Moment, Sheet, Tag, Tone};
use leptos::prelude::*;

/// The tab's forms as they came back; at most one of them was refused.
pub struct Forms {
    /// Sending an invitation.
    pub send: Form,
    /// Disabling access.
    pub disable: Form,
    /// Correcting the address of an invitation.
    pub correct: Form,
    /// Whichever else was refused.
    pub other: Form,
}

impl Forms {
    /// Of this request.
    pub fn read() -> Self {
        let others = [
            request::form::<ResendInvitation>(),
            request::form::<RevokeInvitation>(),
            request::form::<TryMailAgain>(),
            request::form::<ResumeMail>(),
            request::form::<EnableAccess>(),
            request::form::<Unlock>(),
            request::form::<SendResetToContact>(),
            request::form::<ResetSecondFactor>(),
        ];
        Forms {
            send: request::form::<SendInvitation>(),
            disable: request::form::<DisableAccess>(),
            correct: request::form::<CorrectInvitation>(),
            other: others.into_iter().find(Form::refused).unwrap_or_default(),
        }
    }

    /// The one that was refused, or an empty form.
    pub fn refused(&self) -> Form {
        [&self.send, &self.disable, &self.correct]
            .into_iter()
            .find(|form| form.refused())
            .unwrap_or(&self.other)
            .clone()
    }
}

/// What every sheet of the tab knows.
pub struct Scene {
    /// Whose tab.
    pub client: ClientId,
    /// The tab's path.
    pub path: String,
    /// Dates in the firm's zone.
    pub times: Times,
    /// Now.
    pub now: Instant,
    /// Whether mail really reaches people.
    pub delivers: bool,
    /// The forms as they came back.
    pub forms: Forms,
    /// May send, resend and revoke invitations.
    pub may_invite: bool,
    /// May disable and enable access.
    pub may_switch: bool,
    /// May unlock and send reset links.
    pub may_unlock: bool,
    /// May take a second step away.
    pub may_reset_factor: bool,
    /// May look at the portal as a contact sees it.
    pub may_look: bool,
    /// May edit contacts.
    pub may_edit: bool,
    /// May deal with mail that does not arrive.
    pub may_handle_mail: bool,
    /// May change the address of somebody who reads documents.
    pub may_change_address: bool,
    /// May see documents.
    pub sees_documents: bool,
    /// Whether this is the client's only contact: then its main act is the page's.
    pub alone: bool,
    /// Whose invitation dialog stands in the page, and whether it is open. At most one stands there, so that its
    /// field Email is the only one.
    dialog: Option<(ContactId, bool)>,
}

impl Scene {
    /// Of this desk; `invite` is the contact for whom the dialog is asked for in the address.
    pub fn new(desk: &Desk, client: &Client, cards: &[Card], invite: &str, forms: Forms) -> Self {
        let may_invite = desk.staff.can(Act::Invite);
        let invitable = |card: &&Card| may_invite && card.standing.can_be_invited();
        let invitable: Vec<&ContactId> = cards.iter().filter(invitable).map(|card| &card.stand.contact_id).collect();
        let asked = invitable.iter().find(|id| id.as_str() == invite);
        let dialog = match (asked, invitable.as_slice()) {
            (Some(asked), _) => Some(((*asked).clone(), true)),
            // Beside a corrected address that came back there would be two fields of one name.
            (None, [only]) if !forms.correct.refused() => Some(((*only).clone(), false)),
            (None, _) => None,
        };
        Scene {
            client: client.id.clone(),
            path: format!("/clients/{}/portal-access", client.id),
            times: desk.times.clone(),
            now: desk.services.now(),
            delivers: desk.services.carrier.delivers(),
            forms,
            may_invite,
            may_switch: desk.staff.can(Act::SwitchAccess),
            may_unlock: desk.staff.can(Act::Unlock),
            may_reset_factor: desk.staff.can(Act::ResetFactor),
            may_look: desk.staff.can(Act::LookAsContact),
            may_edit: desk.staff.can(Act::EditClients),
            may_handle_mail: desk.staff.can(Act::HandleMail),
            may_change_address: desk.staff.can(Act::ChangeSignInAddress),
            sees_documents: desk.staff.can(Act::SeeDocuments),
            alone: cards.len() == 1,
            dialog,
        }
    }

    /// Whether the page arrives with the dialog open.
    pub fn dialog_is_open(&self) -> bool {
        matches!(self.dialog, Some((_, true)))
    }

    /// The refusal that stands above the page's heading; one of the open dialog stands in the dialog.
    pub fn summary(&self) -> Form {
        if self.dialog_is_open() && self.forms.send.refused() { Form::default() } else { self.forms.refused() }
    }
}

/// One contact: name and address, where they stand, what happened, what can be done.
pub fn sheet(scene: &Scene, card: &Card) -> AnyView {
    let stand = &card.stand;
    let name = if scene.may_edit {
        let href = format!("/clients/{}/contacts/{}/edit", scene.client, stand.contact_id);
        view! { <a href=href>{stand.name.clone()}</a> }.into_any()
    } else {
        stand.name.clone().into_any()
    };
    let (email, tags) = (stand.email.clone(), tags(scene, card));
    let trouble = match stand.stop() {
        Some(stop) => Some(correct::stopped(scene, card, &stop)),
        None => news::mail_trouble(scene, card),
    };
    let told = (news::asked_again(scene, card), trouble, correct::form(scene, card), story::of(scene, card));
    let (facts, mail) = (facts(scene, card), news::mail_went(scene, card));
    let (buttons, disable) = (acts::buttons(scene, card), acts::disable(scene, card));
    view! {
        <Sheet label=format!("Portal access of {}", stand.name)>
            <header>
                <div>
                    <h3>{name}</h3>
                    <p class="soft">{email}</p>
                </div>
                <div class="actions">{tags}</div>
            </header>
            {told}
            {facts}
            {mail}
            {buttons}
            {disable}
        </Sheet>
    }
    .into_any()
}

fn tags(scene: &Scene, card: &Card) -> AnyView {
    let locked = card.paused.map(|paused| match paused {
        Paused::Until(until) => {
            let until = scene.times.clock(until);
            view! { <Tag tone=Tone::Bad icon="lock">"Locked until " <Moment at=until /></Tag> }.into_any()
        }
        Paused::Stopped => view! { <Tag tone=Tone::Bad icon="lock">"Locked after 100 failures"</Tag> }.into_any(),
    });
    let failed = match card.stand.stop() {
        Some(stop) => Some(stop_tag(&stop)),
        None => card.missed().map(|state| match state {
            DeliveryState::Failed => view! { <Tag tone=Tone::Bad icon="warning">"Mail failed"</Tag> }.into_any(),
            other => state_tag(other),
        }),
    };
    view! { {standing_tag(card.standing)} {locked} {failed} }.into_any()
}

fn facts(scene: &Scene, card: &Card) -> AnyView {
    let stand = &card.stand;
    let from =
        stand.last_login_from.clone().filter(|from| !from.is_empty()).map(|from| view! { <small>{from}</small> });
    let last_login = match stand.last_login_at {
        Some(at) => view! { <Moment at=scene.times.short(at) />" "{from} }.into_any(),
        None => view! { <span class="soft">"never"</span> }.into_any(),
    };
    let documents = if scene.sees_documents && card.documents > 0 {
        view! { <a href=format!("/clients/{}/documents", scene.client)>{card.documents}</a> }.into_any()
    } else {
        card.documents.into_any()
    };
    let second_step = stand.account_id.is_some().then(|| {
        let words = if stand.has_factor { "Set up" } else { "Not set up" };
        view! { <Fact term="Second step">{words}</Fact> }
    });
    let (entries, other_side) = (counted(card.entries, "entry", "entries"), other_side(scene, card));
    view! {
        <Facts>
            <Fact term="Last login">{last_login}</Fact>
            <Fact term="Documents uploaded">{documents}</Fact>
            <Fact term="Activity"><a href="#history">{entries}</a></Fact>
            {other_side}
            {second_step}
        </Facts>
    }
    .into_any()
}

/// The tag above tells of the access or of the invitation; this fact tells of the other one.
fn other_side(scene: &Scene, card: &Card) -> Option<AnyView> {
    let access = |word: &'static str| view! { <Fact term="Access">{word}</Fact> }.into_any();
    match card.standing {
        Standing::NotInvited => None,
        Standing::Pending | Standing::Expired => Some(access("Invited")),
        Standing::Revoked => Some(access("Not Invited")),
        Standing::Active | Standing::Inactive => card.stand.accepted_at.map(|at| {
            let when = scene.times.short(at);
            view! {
                <Fact term="Invitation">
                    <Tag tone=Tone::Done icon="state-done">"Accepted"</Tag>
                    <small><Moment at=when /></small>
                </Fact>
            }
            .into_any()
        }),
    }
}
