//! Receipts: when a go of files is over, the sender gets one mail that names them all, and the other side hears once.

use super::model::ReceiptId;
use super::shares;
use super::store::{self, Receipt, Row};
use super::uploads::pieces::RESTS_FOR;
use crate::accounts::store::Account;
use crate::accounts::{self, AccountId};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::{ContactId, OnClient};
use crate::kernel::{AppError, Result, Span, Wall};
use crate::mail::{self, Letter, ReceivedFile};
use crate::requests::{self, RequestId};
use crate::server::{Services, Tx};

/// A go whose browser went away is closed after so long without another file; an upload that shows no life for so long
/// is not running any more.
const CLOSED_AFTER: Span = Span::minutes(10);
/// An announced upload that never ended is forgotten after so long, and so is an example that was never saved.
pub(super) const FORGOTTEN_AFTER: Span = Span::hours(24);

/// Closes a go: receipt to the client and word to staff, or shares and word to the contacts. Once.
pub async fn close(
    services: &Services,
    actor: &Actor,
    account: &AccountId,
    id: &ReceiptId,
    share_with: &[ContactId],
    note: &str,
) -> Result<Receipt> {
    let mut tx = services.db.write().await?;
    let receipt = store::receipt(&mut tx, id, account).await?;
    // Closed first: a file that comes now stands on another one.
    let closed = store::close_receipt(&mut tx, id, services.now()).await?;
    let documents = store::on_receipt(&mut tx, &Wall::none(), id).await?;
    if documents.is_empty() {
        return Err(AppError::field("files", "Select a file"));
    }
    if closed {
        if receipt.account_kind == "client" {
            tell_sender(&mut tx, services, &receipt, &documents).await?;
            tell_staff(&mut tx, services, &receipt, &documents).await?;
        } else {
            shares::share_all(&mut tx, services, actor, &receipt, &documents, share_with, note).await?;
        }
        log(&mut tx, services, actor, &receipt, documents.len()).await?;
    }
    tx.save().await?;
    services.bell.ring();
    Ok(receipt)
}

/// Closes all that this person's files stand on, in the caller's transaction: they get their receipts. Of the files for
/// `request` staff hear from the caller, of the others here. Gives the newest receipt.
pub async fn close_all(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    on: &OnClient,
    request: &RequestId,
) -> Result<Option<ReceiptId>> {
    let mut newest = None;
    for id in store::open_receipts(tx, on).await? {
        if store::close_receipt(tx, &id, services.now()).await? {
            let receipt = store::receipt(tx, &id, on.account()).await?;
            let mut documents = store::on_receipt(tx, &Wall::none(), &id).await?;
            tell_sender(tx, services, &receipt, &documents).await?;
            log(tx, services, actor, &receipt, documents.len()).await?;
            let answers = requests::store::on_receipt(tx, &id, on.account()).await?;
            let is_told = |one: &Row| answers.iter().any(|to| to.document_id == one.id && to.request_id == *request);
            documents.retain(|one| !is_told(one));
            if !documents.is_empty() {
                tell_staff(tx, services, &receipt, &documents).await?;
            }
            newest = Some(id);
        }
    }
    Ok(newest)
}

async fn log(tx: &mut Tx, services: &Services, actor: &Actor, receipt: &Receipt, documents: usize) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, receipt.account_id.as_str()).await?;
    let client = client.filter(|client| client == receipt.client_id.as_str());
    let entry = Entry {
        what: What::ReceiptSent,
        client: Some(receipt.client_id.as_str()),
        contact: client.and(contact.as_deref()),
        thing: receipt.id.as_str(),
        words: format!("Finished sending {}", count(documents)),
    };
    activity::record(tx, services.now(), actor, entry).await
}

/// Closes what browsers left open and forgets what never arrived. Called by the worker. What goes wrong with one receipt
/// is logged, and the others have their turn.
pub async fn tidy(services: &Services) -> Result<()> {
    let now = services.now();
    let mut tx = services.db.read().await?;
    let left = store::left_open(&mut tx, now - CLOSED_AFTER).await?;
    drop(tx);
    for (receipt, account) in left {
        if let Err(error) = close(services, &Actor::portal(), &account, &receipt, &[], "").await {
            tracing::error!(receipt = receipt.as_str(), "a receipt could not be closed: {error}");
        }
    }
    let mut tx = services.db.write().await?;
    store::forget_before(&mut tx, now - FORGOTTEN_AFTER, now - CLOSED_AFTER).await?;
    let given_up = store::forget_resting(&mut tx, now - RESTS_FOR).await?;
    store::forget_empty_receipts(&mut tx, now - FORGOTTEN_AFTER).await?;
    tx.save().await?;
    for upload in given_up {
        services.files.drop_part(upload.as_str()).await;
    }
    Ok(())
}

/// `1 document`, `3 documents`.
pub fn count(documents: usize) -> String {
    if documents == 1 { "1 document".to_owned() } else { format!("{documents} documents") }
}

async fn tell_sender(tx: &mut Tx, services: &Services, receipt: &Receipt, documents: &[Row]) -> Result<()> {
    let files = documents
        .iter()
        .map(|document| ReceivedFile {
            name: document.name.clone(),
            size: u64::try_from(document.size).unwrap_or_default(),
            sha256: document.sha256.clone(),
            at: document.created_at,
        })
        .collect();
    let letter = Letter::UploadReceipt {
        receipt: receipt.id.to_string(),
        name: receipt.account_name.clone(),
        client: receipt.client_name.clone(),
        at: receipt.last_at,
        files,
    };
    mail::post(tx, services, &receipt.account_email, receipt.id.as_str(), letter).await
}

async fn tell_staff(tx: &mut Tx, services: &Services, receipt: &Receipt, documents: &[Row]) -> Result<()> {
    for (reader, files) in readers(tx, receipt, documents).await? {
        let letter = Letter::UploadsWaiting {
            name: reader.name,
            client_id: receipt.client_id.to_string(),
            client: receipt.client_name.clone(),
            who: receipt.account_name.clone(),
            files,
        };
        mail::post(tx, services, &reader.email, &format!("waiting: {}", receipt.id), letter).await?;
    }
    Ok(())
}

/// Who hears of which uploads: the client's lead of those that they see, owners and managers of the others.
async fn readers(tx: &mut Tx, receipt: &Receipt, documents: &[Row]) -> Result<Vec<(Account, Vec<String>)>> {
    let staff = accounts::store::active_staff(tx).await?;
    let lead = crate::clients::store::lead_of(tx, &receipt.client_id).await?;
    let mut left: Vec<&Row> = documents.iter().collect();
    let mut found = Vec::new();
    let (leads, others): (Vec<Account>, Vec<Account>) = staff
        .into_iter()
        .filter(|one| Some(&one.id) == lead.as_ref() || one.looks_after_the_firm())
        .partition(|one| Some(&one.id) == lead.as_ref());
    for reader in leads {
        let seen = store::on_receipt(tx, &reader.wall(), &receipt.id).await?;
        let (theirs, rest): (Vec<&Row>, Vec<&Row>) =
            left.iter().partition(|one| seen.iter().any(|row| row.id == one.id));
        left = rest;
        found.push((reader, names(&theirs)));
    }
    for reader in others {
        let seen = store::on_receipt(tx, &reader.wall(), &receipt.id).await?;
        let theirs: Vec<&Row> = left.iter().filter(|one| seen.iter().any(|row| row.id == one.id)).copied().collect();
        found.push((reader, names(&theirs)));
    }
    found.retain(|(_, files)| !files.is_empty());
    Ok(found)
}

fn names(documents: &[&Row]) -> Vec<String> {
    documents.iter().map(|document| document.name.clone()).collect()
}
