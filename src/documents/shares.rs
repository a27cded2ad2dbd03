//! Sharing: a document becomes visible to chosen contacts, who hear of it in one mail.

use super::model::DocumentId;
use super::store::{self, Receipt, Row};
use crate::accounts::{self, Act, Staff};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::store::Contact;
use crate::clients::{self, ContactId, OnClient};
use crate::kernel::{AppError, Result};
use crate::mail::{self, Letter};
use crate::portal_access::invitations::sender;
use crate::server::{Services, Tx};

/// Shares one document with contacts of its client.
pub async fn share(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    document: &DocumentId,
    with: &[ContactId],
) -> Result<String> {
    let mut tx = services.db.write().await?;
    let name = store::name_of(&mut tx, on, document).await?;
    let contacts = chosen(&mut tx, on, with).await?;
    if contacts.is_empty() {
        return Err(AppError::field("contacts", "Choose who may see it"));
    }
    let documents = [(document.clone(), name.clone())];
    give(&mut tx, services, &staff.actor(), sender(staff), on, &documents, &contacts, "").await?;
    tx.save().await?;
    services.bell.ring();
    Ok(format!("{name} is shared with {}.", names(&contacts)))
}

/// Ends a share. The contact no longer sees the document; the record stays.
pub async fn end(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    document: &DocumentId,
    contact: &ContactId,
) -> Result<String> {
    let mut tx = services.db.write().await?;
    let name = store::name_of(&mut tx, on, document).await?;
    let who = clients::store::contact(&mut tx, on, contact).await?.name;
    if !store::end_share(&mut tx, on, document, contact, services.now()).await? {
        return Err(AppError::Conflict(format!("{name} is not shared with {who}.")));
    }
    let words = format!("Stopped sharing {name} with {who}");
    log(&mut tx, services, &staff.actor(), on, contact, What::ShareEnded, document, words).await?;
    tx.save().await?;
    Ok(format!("{who} no longer sees {name}."))
}

/// Shares all documents of a go that staff sent with the chosen contacts.
pub(super) async fn share_all(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    documents: &[Row],
    with: &[ContactId],
    note: &str,
) -> Result<()> {
    let who = accounts::store::by_id(tx, &receipt.account_id).await?;
    // They may have lost the client's practice group since they began, or got another role.
    if !with.is_empty() && !who.may(Act::ShareDocuments)? {
        return Err(AppError::Forbidden);
    }
    if !with.is_empty() && !clients::store::reaches(tx, &who.wall(), &receipt.client_id).await? {
        return Err(AppError::NotFound);
    }
    let on = OnClient::of_batch(receipt.account_id.clone(), receipt.client_id.clone());
    let contacts = chosen(tx, &on, with).await?;
    let documents: Vec<_> = documents.iter().map(|row| (row.id.clone(), row.name.clone())).collect();
    let sender = mail::Person { name: who.name, email: who.email, phone: who.phone };
    give(tx, services, actor, sender, &on, &documents, &contacts, note).await
}

async fn give(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    sender: mail::Person,
    on: &OnClient,
    documents: &[(DocumentId, String)],
    contacts: &[Contact],
    note: &str,
) -> Result<()> {
    let now = services.now();
    let client = clients::store::find(tx, on).await?.name;
    for contact in contacts {
        let (mut given, mut ids) = (Vec::new(), Vec::new());
        for (document, name) in documents {
            if store::share(tx, on, document, &contact.id, now).await? {
                let words = format!("Shared {name} with {}", contact.name);
                log(tx, services, actor, on, &contact.id, What::DocumentShared, document, words).await?;
                given.push(name.clone());
                ids.push(document.to_string());
            }
        }
        // Somebody who can't sign in yet finds the documents when they can; a mail would lead to a closed door.
        if !given.is_empty() && contact.account_id.is_some() {
            let letter = Letter::DocumentShared {
                name: contact.name.clone(),
                client: client.clone(),
                sender: sender.clone(),
                note: note.to_owned(),
                documents: given,
            };
            let mail = mail::post_noted(tx, services, &contact.email, contact.id.as_str(), letter).await?;
            store::told_by(tx, contact.id.as_str(), now, &ids, mail.as_str()).await?;
        }
    }
    Ok(())
}

/// The chosen contacts, each once; one who doesn't stand at this client is absent.
async fn chosen(tx: &mut Tx, on: &OnClient, with: &[ContactId]) -> Result<Vec<Contact>> {
    let contacts = clients::store::contacts(tx, on).await?;
    if with.iter().any(|id| contacts.iter().all(|contact| contact.id != *id)) {
        return Err(AppError::NotFound);
    }
    Ok(contacts.into_iter().filter(|contact| with.contains(&contact.id)).collect())
}

fn names(contacts: &[Contact]) -> String {
    contacts.iter().map(|contact| contact.name.as_str()).collect::<Vec<_>>().join(", ")
}

async fn log(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    on: &OnClient,
    contact: &ContactId,
    what: What,
    document: &DocumentId,
    words: String,
) -> Result<()> {
    let entry = Entry {
        what,
        client: Some(on.client().as_str()),
        contact: Some(contact.as_str()),
        thing: document.as_str(),
        words,
    };
    activity::record(tx, services.now(), actor, entry).await
}
