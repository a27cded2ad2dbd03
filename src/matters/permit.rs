//! The proof that somebody may touch one matter. It carries the proof on its client.

use super::model::MatterId;
use super::store;
use crate::accounts::{Act, Staff};
use crate::clients::OnClient;
use crate::kernel::{AppError, Day, Result};
use crate::portal_access::ClientPerson;
use crate::server::Tx;

/// Permission on one matter, for one act of one person.
#[derive(Clone, Debug)]
pub struct OnMatter {
    matter: MatterId,
    on: OnClient,
}

impl OnMatter {
    /// Of somebody of the firm, if the role may do `act`.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is no such matter, or it or its client is of a practice group of others.
    pub async fn of_staff(tx: &mut Tx, staff: &Staff, act: Act, matter: MatterId) -> Result<Self> {
        staff.may(act)?;
        let client = store::client_of(tx, &staff.wall(), &matter).await?.ok_or(AppError::NotFound)?;
        Ok(OnMatter { matter, on: OnClient::of_thing(staff, act, client)? })
    }

    /// The same, with the matter itself, for pages that show it: one look instead of two.
    pub async fn and_matter(tx: &mut Tx, staff: &Staff, act: Act, matter: &MatterId) -> Result<(Self, store::Matter)> {
        staff.may(act)?;
        let found = store::reached(tx, &staff.wall(), matter).await?.ok_or(AppError::NotFound)?;
        let on = OnClient::of_thing(staff, act, found.client_id.clone())?;
        Ok((OnMatter { matter: found.id.clone(), on }, found))
    }

    /// Of a client person, for a matter that was made visible to them; a closed one until its last day. `today` is the
    /// firm's day.
    ///
    /// # Errors
    /// `NotFound` for every other matter.
    pub async fn of_person(tx: &mut Tx, person: &ClientPerson, matter: MatterId, today: &Day) -> Result<Self> {
        let client = store::client_of(tx, person.wall(), &matter).await?.ok_or(AppError::NotFound)?;
        let on = person.on(&client)?;
        let contact = on.contact().ok_or(AppError::NotFound)?;
        if store::is_seen_by(tx, &matter, contact, today).await? {
            Ok(OnMatter { matter, on })
        } else {
            Err(AppError::NotFound)
        }
    }

    /// Which matter.
    pub fn matter(&self) -> &MatterId {
        &self.matter
    }

    /// The proof on its client.
    pub fn on(&self) -> &OnClient {
        &self.on
    }
}
