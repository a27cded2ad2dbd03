//! The proof that somebody may touch one client's things. Store functions that touch client data ask for it.

use super::model::{ClientId, ContactId};
use crate::accounts::{AccountId, Act, Staff};
use crate::kernel::Result;

/// Permission on one client's things, for one act of one person.
#[derive(Clone, Debug)]
pub struct OnClient {
    client: ClientId,
    account: AccountId,
    contact: Option<ContactId>,
}

impl OnClient {
    /// Of somebody of the firm, if the role may do `act`.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn of_staff(staff: &Staff, act: Act, client: ClientId) -> Result<Self> {
        staff.may(act)?;
        Ok(OnClient { client, account: staff.id().clone(), contact: None })
    }

    /// Of a client person. Only `portal_access::person` calls this, for clients where the access is active
    /// (tests/all/shape.rs holds it so).
    pub(crate) fn of_person(account: AccountId, contact: ContactId, client: ClientId) -> Self {
        OnClient { client, account, contact: Some(contact) }
    }

    /// Of somebody of the firm who is finishing a go of files that `documents::uploads` let them begin.
    pub(crate) fn of_batch(account: AccountId, client: ClientId) -> Self {
        OnClient { client, account, contact: None }
    }

    /// Which client.
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    /// Whose account acts.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The contact who acts; none for staff.
    pub fn contact(&self) -> Option<&ContactId> {
        self.contact.as_ref()
    }
}
