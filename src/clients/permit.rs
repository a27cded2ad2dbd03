//! The proof that somebody may touch one client's things. Store functions that touch client data ask for it.

use super::model::{ClientId, ContactId};
use super::store;
use crate::accounts::{AccountId, Act, Staff};
use crate::kernel::{AppError, Result, Wall};
use crate::server::Tx;

/// Permission on one client's things, for one act of one person.
#[derive(Clone, Debug)]
pub struct OnClient {
    client: ClientId,
    account: AccountId,
    contact: Option<ContactId>,
    wall: Wall,
}

impl OnClient {
    /// Of somebody of the firm, if the role may do `act` and no wall stands before the client.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is no such client, or it is of a practice group of others.
    pub async fn of_staff(tx: &mut Tx, staff: &Staff, act: Act, client: ClientId) -> Result<Self> {
        staff.may(act)?;
        let wall = staff.wall();
        if store::reaches(tx, &wall, &client).await? {
            Ok(OnClient { client, account: staff.id().clone(), contact: None, wall })
        } else {
            Err(AppError::NotFound)
        }
    }

    /// The same, with the client itself, for pages that show it: one look instead of two.
    pub async fn and_client(tx: &mut Tx, staff: &Staff, act: Act, client: &ClientId) -> Result<(Self, store::Client)> {
        staff.may(act)?;
        let found = store::reached(tx, &staff.wall(), client).await?.ok_or(AppError::NotFound)?;
        Ok((Self::of_thing(staff, act, found.id.clone())?, found))
    }

    /// Of somebody of the firm, on the client of a thing that was looked for within their wall, if the role may do `act`. Only
    /// the proofs on a matter, a request and a submission call this (tests/all/shape.rs holds it so).
    ///
    /// # Errors
    /// `Forbidden`.
    pub(crate) fn of_thing(staff: &Staff, act: Act, client: ClientId) -> Result<Self> {
        staff.may(act)?;
        Ok(OnClient { client, account: staff.id().clone(), contact: None, wall: staff.wall() })
    }

    /// Of a client person. Only `portal_access::person` calls this, for clients where the access is active
    /// (tests/all/shape.rs holds it so).
    /// `wall` is that of staff who look at the portal as they see it.
    pub(crate) fn of_person(account: AccountId, contact: ContactId, client: ClientId, wall: Wall) -> Self {
        OnClient { client, account, contact: Some(contact), wall }
    }

    /// Of somebody of the firm who is finishing a go of files that `documents::uploads` let them begin.
    pub(crate) fn of_batch(account: AccountId, client: ClientId) -> Self {
        OnClient { client, account, contact: None, wall: Wall::none() }
    }

    /// Which client.
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    /// Whose account acts.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The wall before things of other practice groups: a matter can have a group of its own.
    pub fn wall(&self) -> &Wall {
        &self.wall
    }

    /// The contact who acts; none for staff.
    pub fn contact(&self) -> Option<&ContactId> {
        self.contact.as_ref()
    }
}
