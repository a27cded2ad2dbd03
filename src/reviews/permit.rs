//! The proof that somebody of the firm may touch one submission. It carries the proof on its client.

use super::store;
use crate::accounts::{Act, Staff};
use crate::clients::OnClient;
use crate::kernel::{AppError, Result};
use crate::requests::model::SubmissionId;
use crate::server::Tx;

/// Permission on one submission, for one act of one person.
#[derive(Clone, Debug)]
pub struct OnSubmission {
    submission: SubmissionId,
    on: OnClient,
}

impl OnSubmission {
    /// Of somebody of the firm, if the role may do `act`.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is no such submission, or it is behind a wall.
    pub async fn of_staff(tx: &mut Tx, staff: &Staff, act: Act, submission: SubmissionId) -> Result<Self> {
        staff.may(act)?;
        let client = store::client_of(tx, &staff.wall(), &submission).await?.ok_or(AppError::NotFound)?;
        Ok(OnSubmission { submission, on: OnClient::of_thing(staff, act, client)? })
    }

    /// Which submission.
    pub fn submission(&self) -> &SubmissionId {
        &self.submission
    }

    /// The proof on its client.
    pub fn on(&self) -> &OnClient {
        &self.on
    }
}
