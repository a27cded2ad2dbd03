//! Many clients, for measuring: each with a contact, 5 matters, 20 documents, 2 requests and 100 lines in the log. They
//! are written many rows at a time; the documents' files are small and not synced one by one. Nobody relies on them.

mod client;
mod rows;
mod store;

use crate::accounts::store as accounts;
use crate::accounts::{AccountId, Role};
use crate::kernel::{AppError, Instant, Result, Span};
use crate::matters::MatterTypeId;
use crate::server::Services;
use futures::{StreamExt, TryStreamExt};
use rows::{Account, Batch};
use std::collections::BTreeMap;

const GIVEN: [&str; 12] =
    ["Ada", "Bela", "Chidi", "Dora", "Emeka", "Fatima", "Goran", "Hana", "Ines", "Jonas", "Kavita", "Liam"];
const FAMILY: [&str; 12] = [
    "Abrams", "Bello", "Castro", "Dubois", "Eriksen", "Farouk", "Gupta", "Hassan", "Ito", "Jansen", "Kowalski", "Lopez",
];
/// Clients a transaction.
const AT_ONCE: u32 = 100;
/// A firm has somebody for so many clients.
const CLIENTS_A_HEAD: u32 = 100;
/// Files written at once.
const FILES_AT_ONCE: usize = 32;

/// What all clients have in common.
struct Frame {
    now: Instant,
    staff: Vec<(AccountId, String)>,
    /// Of everybody's password.
    hash: String,
    types: Vec<(MatterTypeId, String, Vec<String>)>,
    /// The last number given in each year.
    numbers: BTreeMap<i64, i64>,
}

/// Adds `count` clients.
pub async fn fill(services: &Services, count: u32, now: Instant) -> Result<()> {
    let mut frame = frame(services, now).await?;
    colleagues(services, &mut frame, count).await?;
    for start in (0..count).step_by(AT_ONCE as usize) {
        let mut batch = Batch::default();
        for number in start..count.min(start + AT_ONCE) {
            client::add(&mut batch, &mut frame, number);
        }
        place(services, &batch).await?;
        let mut tx = services.db.write().await?;
        store::write(&mut tx, &batch).await?;
        tx.save().await?;
    }
    let mut tx = services.db.write().await?;
    for (year, last) in &frame.numbers {
        store::set_number(&mut tx, *year, *last).await?;
    }
    store::analyze(&mut tx).await?;
    tx.save().await
}

async fn frame(services: &Services, now: Instant) -> Result<Frame> {
    let mut tx = services.db.read().await?;
    let staff: Vec<_> = accounts::active_staff(&mut tx).await?.into_iter().map(|one| (one.id, one.name)).collect();
    let first = staff.first().ok_or(AppError::NotFound)?;
    let hash = store::password_hash(&mut tx, &first.0).await?;
    let types = store::types(&mut tx).await?;
    if types.is_empty() {
        return Err(AppError::NotFound);
    }
    let numbers = store::numbers(&mut tx).await?.into_iter().collect();
    Ok(Frame { now, staff, hash, types, numbers })
}

/// A firm with so many clients has more staff.
async fn colleagues(services: &Services, frame: &mut Frame, count: u32) -> Result<()> {
    let wanted = (count / CLIENTS_A_HEAD) as usize;
    let mut batch = Batch::default();
    for number in frame.staff.len()..wanted {
        let name = format!("{} {}", GIVEN[number % 12], FAMILY[(number * 5) % 12]);
        let id = AccountId::fresh();
        frame.staff.push((id.clone(), name.clone()));
        batch.accounts.push(Account {
            id,
            kind: "staff",
            role: Some(Role::Staff.word()),
            name,
            email: format!("colleague{number}@persaudvale.example"),
            hash: frame.hash.clone(),
            state: "active",
            at: frame.now - Span::days(400),
        });
    }
    let mut tx = services.db.write().await?;
    store::write(&mut tx, &batch).await?;
    tx.save().await
}

async fn place(services: &Services, batch: &Batch) -> Result<()> {
    let files =
        batch.documents.iter().map(|document| services.files.place(&document.blob, document.content.as_bytes()));
    futures::stream::iter(files).buffer_unordered(FILES_AT_ONCE).try_collect::<Vec<()>>().await?;
    Ok(())
}

impl Frame {
    /// Who works for client `number`, with matter `at`.
    fn lead(&self, number: usize, at: usize) -> &(AccountId, String) {
        &self.staff[(number + at / 3) % self.staff.len()]
    }

    /// The next number of a year.
    fn number(&mut self, year: i64) -> i64 {
        let last = self.numbers.entry(year).or_default();
        *last += 1;
        *last
    }
}
