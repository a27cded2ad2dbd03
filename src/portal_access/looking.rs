//! Staff who look at the portal as one contact sees it: read-only, logged, a mark on their own session and never a
//! session of the contact's. What they may download they may as staff.

use super::store;
use crate::accounts::session::{Kind, SignedIn};
use crate::accounts::{self, AccountId, Act, Staff};
use crate::activity::{self, Entry, What};
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::kernel::{AppError, Result, Wall};
use crate::server::http::Visitor;
use crate::server::{Services, Tx};

/// Whose portal a member of staff is looking at.
#[derive(Clone, Debug)]
pub struct Looking {
    /// The contact's name.
    pub name: String,
    /// Whose Portal Access tab it began on.
    pub client: ClientId,
    /// Who looks, as an opaque word.
    pub staff: AccountId,
}

/// The contact, as if they had signed in, and what they reach. Only for pages: nothing that changes something asks here.
pub(super) struct Seen {
    /// The contact's account; without one, an account that nobody has.
    pub account: SignedIn,
    /// What they reach; the client at which staff look even while the access is not active.
    pub reach: Vec<store::Reach>,
    /// Who looks.
    pub looking: Looking,
    /// What is not open to them.
    pub wall: Wall,
}

/// Begins to look: marks the session, and leaves a line in the log.
pub async fn begin(
    services: &Services,
    staff: &Staff,
    session: &str,
    on: &OnClient,
    contact: &ContactId,
) -> Result<()> {
    let mut tx = services.db.write().await?;
    let person = clients::store::contact(&mut tx, on, contact).await?;
    let place = Some((on.client().as_str(), contact.as_str()));
    accounts::store::set_viewing(&mut tx, session, place).await?;
    let entry = Entry {
        what: What::PortalLookedAt,
        client: Some(on.client().as_str()),
        contact: Some(contact.as_str()),
        thing: contact.as_str(),
        words: format!("Looked at the portal as {} sees it", person.name),
    };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

/// Stops, with a line in the log. Gives the client at which it began; nothing for somebody who was not looking.
pub async fn stop(services: &Services, staff: &Staff, account: &SignedIn) -> Result<Option<ClientId>> {
    let Some((client, contact)) = &account.viewing else { return Ok(None) };
    let mut tx = services.db.write().await?;
    accounts::store::set_viewing(&mut tx, &account.session, None).await?;
    let entry = Entry {
        what: What::PortalLookedAt,
        client: Some(client),
        contact: Some(contact),
        thing: contact,
        words: "Stopped looking at the portal".to_owned(),
    };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await?;
    Ok(ClientId::try_from(client.clone()).ok())
}

/// What this member of staff is looking at; absent for everybody else.
pub(super) async fn seen(tx: &mut Tx, staff: &SignedIn) -> Result<Seen> {
    let (Kind::Staff(role), Some((client, contact))) = (staff.kind, &staff.viewing) else {
        return Err(AppError::NotFound);
    };
    if !Act::LookAsContact.allowed(role) {
        return Err(AppError::NotFound);
    }
    let (client, contact) = (ClientId::try_from(client.clone())?, ContactId::try_from(contact.clone())?);
    let wall = accounts::policy::staff_of(staff, &Visitor::default())?.wall();
    let sights = store::sights(tx, &wall, &contact).await?;
    let here = sights.iter().find(|sight| sight.reach.client_id == client).ok_or(AppError::NotFound)?;
    let account = SignedIn {
        session: String::new(),
        device: String::new(),
        confirmed_at: crate::kernel::Instant(0),
        id: match &here.account_id {
            Some(id) => id.clone(),
            None => AccountId::try_from(contact.to_string())?,
        },
        kind: Kind::Client,
        name: here.name.clone(),
        email: here.email.clone(),
        phone: String::new(),
        previous_login: None,
        viewing: None,
        has_factor: false,
        factor_rule: None,
    };
    let looking = Looking { name: here.name.clone(), client: client.clone(), staff: staff.id.clone() };
    let reached = |sight: &store::Sight| sight.state == "active" || sight.reach.client_id == client;
    let reach = sights.into_iter().filter(reached).map(|sight| sight.reach).collect();
    Ok(Seen { account, reach, looking, wall })
}
