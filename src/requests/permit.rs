//! The proof that somebody may touch one request. It carries the proof on its client.

use super::model::RequestId;
use super::store::{self, Request};
use crate::accounts::{Act, Staff};
use crate::clients::OnClient;
use crate::kernel::{AppError, Result};
use crate::portal_access::ClientPerson;
use crate::server::Tx;

/// Permission on one request, for one act of one person.
#[derive(Clone, Debug)]
pub struct OnRequest {
    request: RequestId,
    on: OnClient,
}

impl OnRequest {
    /// Of somebody of the firm, if the role may do `act`.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is no such request, or it is behind a wall.
    pub async fn of_staff(tx: &mut Tx, staff: &Staff, act: Act, request: RequestId) -> Result<Self> {
        staff.may(act)?;
        let client = store::client_of(tx, &staff.wall(), &request).await?.ok_or(AppError::NotFound)?;
        Ok(OnRequest { request, on: OnClient::of_thing(staff, act, client)? })
    }

    /// As [`OnRequest::of_staff`], with the request itself: a page that shows it asks once.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when there is no such request, or it is behind a wall.
    pub async fn with_request(tx: &mut Tx, staff: &Staff, act: Act, id: RequestId) -> Result<(Self, Request)> {
        staff.may(act)?;
        let request = store::by_id(tx, &staff.wall(), &id).await?;
        let on = OnClient::of_thing(staff, act, request.client_id.clone())?;
        Ok((OnRequest { request: id, on }, request))
    }

    /// Of a client person, for a request that was sent to them. A draft is absent.
    ///
    /// # Errors
    /// `NotFound` for every other request.
    pub async fn of_person(tx: &mut Tx, person: &ClientPerson, request: RequestId) -> Result<Self> {
        let client = store::client_of(tx, person.wall(), &request).await?.ok_or(AppError::NotFound)?;
        let on = person.on(&client)?;
        let contact = on.contact().ok_or(AppError::NotFound)?;
        if store::was_sent_to(tx, &request, contact).await? {
            Ok(OnRequest { request, on })
        } else {
            Err(AppError::NotFound)
        }
    }

    /// Which request.
    pub fn request(&self) -> &RequestId {
        &self.request
    }

    /// The proof on its client.
    pub fn on(&self) -> &OnClient {
        &self.on
    }
}
