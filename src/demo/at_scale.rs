//! Many clients, for measuring: each with one contact, 20 documents and 100 lines in the log. The documents' files are
//! small and not synced one by one; nobody relies on them.

use crate::accounts::AccountId;
use crate::accounts::store as accounts;
use crate::activity::{self, Actor, Entry, What};
use crate::clients::model::Person;
use crate::clients::store::{self as clients, Details};
use crate::clients::{ClientId, OnClient};
use crate::documents::store::{self as documents, Arrived};
use crate::kernel::{AppError, Email, Instant, Result, Span};
use crate::server::keys::{hex, random_bytes};
use crate::server::{Services, Tx};
use sha2::{Digest, Sha256};

const GIVEN: [&str; 12] =
    ["Ada", "Bela", "Chidi", "Dora", "Emeka", "Fatima", "Goran", "Hana", "Ines", "Jonas", "Kavita", "Liam"];
const FAMILY: [&str; 12] = [
    "Abrams", "Bello", "Castro", "Dubois", "Eriksen", "Farouk", "Gupta", "Hassan", "Ito", "Jansen", "Kowalski", "Lopez",
];
/// Clients a transaction.
const AT_ONCE: u32 = 200;
const DOCUMENTS: usize = 20;
const LINES: usize = 100;

/// Adds `count` clients.
pub async fn fill(services: &Services, count: u32, now: Instant) -> Result<()> {
    let mut tx = services.db.read().await?;
    let staff = accounts::active_staff(&mut tx).await?;
    drop(tx);
    let lead = staff.into_iter().next().ok_or(AppError::NotFound)?.id;
    for start in (0..count).step_by(AT_ONCE as usize) {
        let mut tx = services.db.write().await?;
        for number in start..count.min(start + AT_ONCE) {
            one(&mut tx, services, number, &lead, now - Span::minutes(i64::from(count - number))).await?;
        }
        tx.save().await?;
    }
    Ok(())
}

async fn one(tx: &mut Tx, services: &Services, number: u32, lead: &AccountId, at: Instant) -> Result<()> {
    let index = number as usize;
    let name = format!("{} {} {number}", GIVEN[index % 12], FAMILY[(index / 12) % 12]);
    let email = Email::parse("email", &format!("client{number}@scale.example"))?;
    let details = Details { name: &name, email: email.as_str(), phone: "", lead: Some(lead) };
    let client = clients::add(tx, details, Some(lead), at).await?;
    let contact = clients::add_contact(tx, &Person { name, email, phone: String::new() }, at).await?;
    clients::stand_at(tx, &client, &contact, "The demo", at).await?;
    let on = OnClient::of_batch(lead.clone(), client.clone());
    let receipt = documents::open_receipt(tx, &on, at).await?;
    for document in 0..DOCUMENTS {
        let content = format!("Paper {document} of client {number}\n");
        let (blob, sha256) = (hex(&random_bytes::<16>()), hex(&Sha256::digest(content.as_bytes())));
        services.files.place(&blob, content.as_bytes()).await?;
        let arrived = Arrived {
            receipt: &receipt,
            name: &format!("paper {document}.txt"),
            origin: "firm",
            blob: &blob,
            size: i64::try_from(content.len()).unwrap_or_default(),
            sha256: &sha256,
            media_type: "text/plain",
        };
        documents::add(tx, &on, arrived, at).await?;
    }
    documents::close_receipt(tx, &receipt, at).await?;
    lines(tx, &client, at).await
}

async fn lines(tx: &mut Tx, client: &ClientId, at: Instant) -> Result<()> {
    for line in 0..LINES {
        let entry = Entry {
            what: What::ALL[line % What::ALL.len()],
            client: Some(client.as_str()),
            contact: None,
            thing: client.as_str(),
            words: format!("Line {line} of the demo"),
        };
        activity::record(tx, at, &Actor::portal(), entry).await?;
    }
    Ok(())
}
