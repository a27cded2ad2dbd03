//! A signed-in client person: which clients they reach, and the proof on each. Client pages and actions begin here.

use super::looking::{self, Looking};
use super::store::{self, Reach};
use crate::accounts::desk::Door;
use crate::accounts::session::{Kind, SignedIn};
use crate::accounts::{sign_in, signed_in};
use crate::activity::Actor;
use crate::clients::{ClientId, ContactId, OnClient};
use crate::firm::{Firm, Times};
use crate::kernel::{AppError, Result, Wall};
use crate::server::leptos as request;
use crate::server::{Services, Tx};

/// A client person with at least one active access.
#[derive(Clone, Debug)]
pub struct ClientPerson {
    account: SignedIn,
    reach: Vec<Reach>,
    /// Of staff who look at the portal as this person sees it.
    wall: Wall,
}

/// Reads session and access: a client person, or the refusal.
///
/// # Errors
/// `NotSignedIn` without a session or without any active access; `NotFound` for staff.
pub async fn person(tx: &mut Tx) -> Result<ClientPerson> {
    let account = signed_in().ok_or(AppError::NotSignedIn)?;
    of(tx, account).await
}

/// As [`person`], for plain routes that carry bytes.
pub async fn of(tx: &mut Tx, account: SignedIn) -> Result<ClientPerson> {
    if account.kind != Kind::Client {
        return Err(AppError::NotFound);
    }
    let reach = store::reach(tx, &account.id).await?;
    if reach.is_empty() { Err(AppError::NotSignedIn) } else { Ok(ClientPerson { account, reach, wall: Wall::none() }) }
}

impl ClientPerson {
    /// The proof for one client, if this person reaches it; a foreign one is absent.
    pub fn on(&self, client: &ClientId) -> Result<OnClient> {
        let reach = self.reach.iter().find(|reach| reach.client_id == *client).ok_or(AppError::NotFound)?;
        Ok(OnClient::of_person(self.account.id.clone(), reach.contact_id.clone(), client.clone(), self.wall.clone()))
    }

    /// What is not shown even to them: none, but before staff who look at the portal as they see it.
    pub fn wall(&self) -> &Wall {
        &self.wall
    }

    /// The proofs for all clients they reach.
    pub fn everywhere(&self) -> Vec<OnClient> {
        self.reach.iter().filter_map(|reach| self.on(&reach.client_id).ok()).collect()
    }

    /// The clients they reach, first one first.
    pub fn reach(&self) -> &[Reach] {
        &self.reach
    }

    /// Their account.
    pub fn account(&self) -> &SignedIn {
        &self.account
    }

    /// As the log keeps them.
    pub fn actor(&self) -> Actor {
        sign_in::actor(&self.account, &request::visitor())
    }
}

/// Where a client page begins.
pub struct Place {
    /// Who is there.
    pub person: ClientPerson,
    /// The services.
    pub services: Services,
    /// The firm.
    pub firm: Firm,
    /// Dates in the firm's zone.
    pub times: Times,
    /// A transaction to read in.
    pub tx: Tx,
    /// Path and query of this page.
    pub here: String,
    /// Set while a member of staff looks at this contact's portal: everything is shown, nothing can be changed.
    pub looking: Option<Looking>,
}

impl Place {
    /// Opens it, if a client person is signed in, or a member of staff who looks at a contact's portal.
    pub async fn open() -> Result<Place> {
        let account = signed_in().ok_or(AppError::NotSignedIn)?;
        let Door { services, firm, times, mut tx } = Door::open().await?;
        let (person, looking) = if account.kind == Kind::Client {
            (of(&mut tx, account).await?, None)
        } else {
            let seen = looking::seen(&mut tx, &account).await?;
            (ClientPerson { account: seen.account, reach: seen.reach, wall: seen.wall }, Some(seen.looking))
        };
        Ok(Place { person, services, firm, times, tx, here: request::address(), looking })
    }

    /// The contact who is there: one person is one contact, at however many clients.
    pub fn contact(&self) -> Result<ContactId> {
        self.person.reach.first().map(|reach| reach.contact_id.clone()).ok_or(AppError::NotFound)
    }
}
