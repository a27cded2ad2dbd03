//! The one thing that contacts change about themselves besides their password: the clock on their wall.

use super::ClientPerson;
use crate::activity::{self, Entry, What};
use crate::clients::model::Zone;
use crate::clients::store;
use crate::kernel::{AppError, Result};
use crate::server::Services;

/// Keeps the time zone that a contact has chosen; the log says so.
pub async fn choose(services: &Services, person: &ClientPerson, zone: &Zone) -> Result<()> {
    let reach = person.reach().first().ok_or(AppError::NotFound)?;
    let (on, contact) = (person.on(&reach.client_id)?, &reach.contact_id);
    let mut tx = services.db.write().await?;
    store::set_time_zone(&mut tx, &on, contact, zone).await?;
    let words = match zone.as_str() {
        "" => "Chose the firm’s time zone".to_owned(),
        zone => format!("Chose the time zone {}", zone.replace('_', " ")),
    };
    let (client, contact) = (on.client().as_str(), contact.as_str());
    let entry =
        Entry { what: What::ContactChanged, client: Some(client), contact: Some(contact), thing: contact, words };
    activity::record(&mut tx, services.now(), &person.actor(), entry).await?;
    tx.save().await
}
