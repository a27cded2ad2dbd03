//! What the tab tells about one contact, read once.

use crate::accounts::lockout::{self, Paused};
use crate::accounts::{Act, Desk};
use crate::activity::{self, What, model::Line};
use crate::clients::model::FOLLOW_UP_AFTER;
use crate::clients::{self, OnClient};
use crate::documents;
use crate::kernel::{Instant, Result};
use crate::mail::{self, Delivery, DeliveryState};
use crate::portal_access::model::Standing;
use crate::portal_access::store::{self, Stand};

use super::Scene;

/// One contact of the client.
pub struct Card {
    /// As stored.
    pub stand: Stand,
    /// Where they stand now.
    pub standing: Standing,
    /// Whether their sign-in is paused, and until when.
    pub paused: Option<Paused>,
    /// How many documents they uploaded.
    pub documents: i64,
    /// Whether their address decides who reads documents, and so is not for this role to change.
    pub address_fixed: bool,
    /// Whether a lock or a second step may be taken away here: not by who sees only some of this person's clients.
    pub sees_account: bool,
    /// How many lines of the log concern them.
    pub entries: i64,
    /// What became of the last mail with the link.
    pub mail: Option<Delivery>,
    /// The line that tells who took the last invitation back.
    pub revoked: Option<Line>,
}

impl Card {
    /// Everybody at this client, first contact first.
    pub async fn of_client(desk: &mut Desk, on: &OnClient) -> Result<Vec<Card>> {
        let mut cards = Vec::new();
        for stand in store::stands(&mut desk.tx, on).await? {
            cards.push(Card::of(desk, on, stand).await?);
        }
        Ok(cards)
    }

    async fn of(desk: &mut Desk, on: &OnClient, stand: Stand) -> Result<Card> {
        let standing = stand.standing(desk.services.now());
        let (client, contact) = (on.client().as_str(), stand.contact_id.as_str());
        let key = stand.email.to_lowercase();
        let paused = match standing {
            Standing::Active => lockout::paused(&mut desk.tx, &desk.services, &key).await?,
            _ => None,
        };
        let documents = match &stand.account_id {
            Some(account) => documents::store::supplied_count(&mut desk.tx, on, account).await?,
            None => 0,
        };
        let address_fixed = !desk.staff.can(Act::ChangeSignInAddress)
            && (stand.account_id.is_some()
                || documents::store::any_shared_with(&mut desk.tx, &stand.contact_id).await?);
        let sees_account = (paused.is_some() || stand.has_factor)
            && clients::store::is_seen_wholly(&mut desk.tx, &desk.staff.wall(), &stand.contact_id).await?;
        let entries = activity::store::count(&mut desk.tx, client, contact, on.wall()).await?;
        let revoked = match standing {
            Standing::Revoked if desk.staff.can(Act::SeeClientActivity) => {
                let act = What::InvitationRevoked.word().to_owned();
                let (client, contact) = (client.to_owned(), contact.to_owned());
                let filter = activity::store::Filter { client, contact, act, ..Default::default() };
                activity::store::list(&mut desk.tx, &filter, on.wall(), 1).await?.rows.pop()
            }
            _ => None,
        };
        let mail = link_mail(desk, &stand, standing).await?;
        Ok(Card { stand, standing, paused, documents, address_fixed, sees_account, entries, mail, revoked })
    }

    /// How the link's mail came to reach nobody, while the link works.
    pub fn missed(&self) -> Option<DeliveryState> {
        let state = self.mail.as_ref().map(|mail| mail.state).filter(|state| state.missed());
        state.filter(|_| self.standing == Standing::Pending)
    }

    /// Whether a corrected address and a new invitation is what helps: not where the mail never left, often by our fault.
    pub fn wants_another_address(&self) -> bool {
        let went = |mail: &Delivery| mail.state.missed() && mail.state != DeliveryState::Failed;
        let back = self.mail.as_ref().is_some_and(went) || self.stand.stop().is_some();
        back && self.standing.can_be_resent() && !self.address_fixed
    }

    /// For how many days the invitation has not been accepted, once that is worth a call.
    pub fn unaccepted_days(&self, now: Instant) -> Option<i64> {
        let invited = self.stand.invited_at.filter(|_| self.standing == Standing::Pending)?;
        (now - invited > FOLLOW_UP_AFTER).then(|| (now - invited).0 / crate::kernel::Span::days(1).0)
    }

    /// Whether somebody has to act.
    pub fn waits(&self, scene: &Scene) -> bool {
        let stuck = self.standing == Standing::Expired || self.paused.is_some() || self.missed().is_some();
        stuck || self.asked_again() || self.unaccepted_days(scene.now).is_some()
    }

    /// Whether they asked for a new link and did not get one yet.
    pub fn asked_again(&self) -> bool {
        let without_access = !matches!(self.standing, Standing::Active | Standing::Inactive);
        without_access && self.stand.asked_again_at.is_some()
    }
}

/// What became of the mail with the link. Asking for a new link causes a mail to staff about the same invitation;
/// that one is not meant.
async fn link_mail(desk: &mut Desk, stand: &Stand, standing: Standing) -> Result<Option<Delivery>> {
    let invited = matches!(standing, Standing::Pending | Standing::Expired);
    let Some(invitation) = stand.invitation_id.as_ref().filter(|_| invited) else { return Ok(None) };
    let last = mail::last_about(&mut desk.tx, invitation.as_str()).await?;
    Ok(last.filter(|mail| stand.asked_again_at.is_none_or(|asked| mail.created_at < asked)))
}
