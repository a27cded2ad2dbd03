//! New links for open invitations, when the key is changed that the old ones were derived from.

use super::store;
use crate::activity::{self, Actor, Entry, What};
use crate::kernel::Result;
use crate::mail::{self, Letter, Person};
use crate::server::keys::{random_token, token_hash};
use crate::server::{Services, Tx};

/// Every open invitation gets a new link, derived from the key of `services`, and is mailed anew; the old link dies. It
/// ends when it would have ended. How many there were.
///
/// # Errors
/// The database's.
pub async fn renew_links(tx: &mut Tx, services: &Services) -> Result<usize> {
    let open = store::open_links(tx, services.now()).await?;
    for hash in &open {
        let Some(invitation) = store::by_hash(tx, hash).await? else { continue };
        let nonce = random_token();
        let new_hash = token_hash(&services.keys.token("invitation", invitation.id.as_str(), &nonce));
        store::renew(tx, &invitation.id, &nonce, &new_hash).await?;
        let about = invitation.id.to_string();
        mail::drop_waiting(tx, &about).await?;
        let letter = Letter::Invitation {
            invitation: about.clone(),
            nonce,
            name: invitation.contact_name.clone(),
            client: invitation.client_name.clone(),
            sender: Person {
                name: invitation.sender_name.clone(),
                email: invitation.sender_email.clone(),
                phone: invitation.sender_phone.clone(),
            },
            note: store::note_of(tx, &invitation.id).await?,
            ends_at: invitation.expires_at,
            has_account: invitation.has_live_account(),
        };
        mail::post(tx, services, &invitation.email, &about, letter).await?;
        let entry = Entry {
            what: What::InvitationResent,
            client: Some(invitation.client_id.as_str()),
            contact: Some(invitation.contact_id.as_str()),
            thing: invitation.contact_id.as_str(),
            words: format!("Sent {} a new link: the portal’s key was changed", invitation.contact_name),
        };
        activity::record(tx, services.now(), &Actor::portal(), entry).await?;
    }
    Ok(open.len())
}
