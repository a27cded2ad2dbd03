//! How a file comes in: announced by a server function, its bytes piece by piece over `/uploads/{id}` ([`pieces`]), or all
//! in one go in a plain form ([`whole`]), then one transaction that makes the document. Success is said only when file and
//! row would survive a power cut.

mod open;
pub mod pieces;
pub mod whole;

use super::handing_in::{self, Answers};
use super::model::{Begun, DocumentId, ReceiptId, UploadId};
use super::store::{self, Announced, Arrived, Upload};
use super::{endings, inside, kinds, names, room};
use crate::accounts::session::{Kind, SignedIn};
use crate::accounts::store::session_stands;
use crate::accounts::{self, Act, sign_in};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::{self, ClientId, OnClient};
use crate::kernel::{AppError, Instant, Result, Span};
use crate::portal_access::person;
use crate::requests::ItemId;
use crate::server::files::Received;
use crate::server::http::Visitor;
use crate::server::{Services, Tx};
use crate::ui::file_size;

/// How often a running upload is noted as activity, and its session asked for.
pub(super) const NOTED_EVERY: Span = Span::seconds(15);

/// Who sends, and for which client.
#[derive(Clone)]
pub struct Sender {
    /// The proof on the client.
    pub on: OnClient,
    /// As the log keeps them.
    pub actor: Actor,
    /// Their session, asked again before the document is made.
    pub session: String,
    /// What the files are the answer to.
    pub answers: Option<Answers>,
}

impl Sender {
    /// The signed-in account as a sender for `client`: staff whose role may, or a person who reaches it.
    pub async fn of(tx: &mut Tx, account: &SignedIn, visitor: &Visitor, client: ClientId) -> Result<Self> {
        let on = match account.kind {
            Kind::Staff(_) => {
                let staff = accounts::policy::staff_of(account, visitor)?;
                OnClient::of_staff(tx, &staff, Act::ShareDocuments, client).await?
            }
            Kind::Client => person::of(tx, account.clone()).await?.on(&client)?,
        };
        clients::store::find(tx, &on).await?;
        Ok(Sender { on, actor: sign_in::actor(account, visitor), session: account.session.clone(), answers: None })
    }

    /// The signed-in account as a sender of files for an item.
    pub async fn for_item(tx: &mut Tx, account: &SignedIn, visitor: &Visitor, item: &ItemId) -> Result<Self> {
        let answers = Answers::of(tx, account, item).await?;
        let client = answers.on().on().client().clone();
        Ok(Sender { answers: Some(answers), ..Sender::of(tx, account, visitor, client).await? })
    }

    /// What an upload names: an item's files, or files for the client alone.
    async fn of_either(
        tx: &mut Tx,
        account: &SignedIn,
        visitor: &Visitor,
        client: ClientId,
        item: Option<&ItemId>,
    ) -> Result<Self> {
        let Some(item) = item else { return Sender::of(tx, account, visitor, client).await };
        let sender = Sender::for_item(tx, account, visitor, item).await?;
        if *sender.on.client() == client { Ok(sender) } else { Err(AppError::NotFound) }
    }

    /// The signed-in account as the sender of an upload that it has begun, if it still may.
    async fn for_upload(tx: &mut Tx, account: &SignedIn, visitor: &Visitor, upload: &Upload) -> Result<Self> {
        let item = upload.item_id.clone().map(ItemId::try_from).transpose()?;
        Sender::of_either(tx, account, visitor, upload.client_id.clone(), item.as_ref()).await
    }

    /// The receipt that files of this sender stand on when none is named.
    async fn receipt(&self, tx: &mut Tx, now: Instant) -> Result<ReceiptId> {
        match &self.answers {
            Some(answers) => answers.receipt(tx, now).await,
            None => store::open_receipt(tx, &self.on, now).await,
        }
    }

    fn item(&self) -> Option<&ItemId> {
        self.answers.as_ref().map(Answers::item)
    }

    fn origin(&self) -> &'static str {
        if self.on.contact().is_some() { "client" } else { "firm" }
    }
}

/// A file as whoever sends it announces it.
pub struct New<'a> {
    /// Its name there.
    pub name: &'a str,
    /// Bytes.
    pub size: u64,
    /// Its own time, UTC ms. With it the same file, chosen again, goes on where it stopped.
    pub modified: Option<i64>,
    /// What the sender says of it, as it was sent.
    pub metadata: Option<&'a str>,
}

/// Announces a file: the answer says where its bytes go.
pub async fn begin(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    client: ClientId,
    item: Option<ItemId>,
    receipt: Option<ReceiptId>,
    file: New<'_>,
) -> Result<Begun> {
    check_size(services, file.size)?;
    endings::check_name(&names::kept(file.name))?;
    let mut tx = services.db.write().await?;
    let sender = Sender::of_either(&mut tx, account, visitor, client, item.as_ref()).await?;
    let receipt = match receipt {
        Some(receipt) if store::receipt_is_open(&mut tx, &sender.on, &receipt).await? => receipt,
        Some(_) => return Err(AppError::NotFound),
        None => sender.receipt(&mut tx, services.now()).await?,
    };
    let (upload, resumed) = announce(&mut tx, services, &sender, &receipt, file).await?;
    tx.save().await?;
    Ok(Begun { receipt, upload, resumed })
}

/// The upload that this file goes on with, or a new one; which of both.
async fn announce(
    tx: &mut Tx,
    services: &Services,
    sender: &Sender,
    receipt: &ReceiptId,
    file: New<'_>,
) -> Result<(UploadId, bool)> {
    let name = names::kept(file.name);
    let size = i64::try_from(file.size).map_err(|_| AppError::Unreadable)?;
    let item = sender.item().map(ItemId::as_str);
    let file = Announced { name: &name, size: Some(size), modified: file.modified, metadata: file.metadata };
    if let Some(resting) = store::resting(tx, &sender.on, item, &file).await? {
        store::move_to_receipt(tx, &resting, receipt).await?;
        return Ok((resting, true));
    }
    room::announce(tx, &sender.on, size).await?;
    let upload = store::announce(tx, &sender.on, receipt, item, file, services.now()).await?;
    // By the item, where it answers one: the line is behind the wall that the item is behind.
    let thing = item.unwrap_or(upload.as_str());
    log(tx, services, sender, What::UploadBegun, thing, format!("Began to upload {name}")).await?;
    Ok((upload, false))
}

/// The kind of a received file, if it is taken at all and for this item, under this name and with what is inside of it.
async fn kind_of(sender: &Sender, received: &Received, name: &str) -> Result<&'static str> {
    let kind = kinds::of(&received.head);
    if let Some(answers) = &sender.answers {
        // The item's own kinds are told, also where the firm takes no such file at all.
        answers.takes(kind.as_ref().copied().unwrap_or_default())?;
    }
    let kind = kind?;
    endings::check(name, kind)?;
    inside::check(received.open()?, received.size, kind).await?;
    Ok(kind)
}

async fn record(
    services: &Services,
    sender: &Sender,
    upload: &Upload,
    blob: &str,
    facts: (u64, &str, &str),
) -> Result<DocumentId> {
    let (size, sha256, media_type) = facts;
    let mut tx = services.db.write().await?;
    let now = services.now();
    note_activity(&mut tx, sender, now).await?;
    handing_in::hold(&mut tx, sender).await?;
    // The person may have finished while this was on its way.
    let receipt = match store::hold_receipt(&mut tx, &upload.receipt_id, now).await? {
        true => upload.receipt_id.clone(),
        false => sender.receipt(&mut tx, now).await?,
    };
    let arrived = Arrived {
        receipt: &receipt,
        name: &upload.name,
        origin: sender.origin(),
        blob,
        size: i64::try_from(size).map_err(|_| AppError::Unreadable)?,
        sha256,
        media_type,
    };
    room::arrive(&mut tx, &sender.on, arrived.size, upload.size.is_some()).await?;
    let document = store::add(&mut tx, &sender.on, arrived, now).await?;
    handing_in::hand_in(&mut tx, sender, &document, now).await?;
    match upload.size {
        Some(_) => store::arrived(&mut tx, &upload.id, &document).await?,
        None => store::forget(&mut tx, &upload.id).await?,
    }
    let (what, verb) = if sender.on.contact().is_some() {
        (What::DocumentReceived, "Uploaded")
    } else {
        (What::DocumentAdded, "Added")
    };
    log(&mut tx, services, sender, what, document.as_str(), format!("{verb} {}", upload.name)).await?;
    tx.save().await?;
    services.unscanned.ring();
    Ok(document)
}

async fn note_activity(tx: &mut Tx, sender: &Sender, now: Instant) -> Result<()> {
    if !session_stands(tx, &sender.session).await? {
        return Err(AppError::NotSignedIn);
    }
    accounts::store::session_seen(tx, &sender.session, now).await
}

pub(super) fn check_size(services: &Services, size: u64) -> Result<()> {
    let most = services.config.max_upload_bytes;
    match size {
        0 => Err(AppError::field("files", "The selected file is empty")),
        size if size > most => {
            Err(AppError::TooLarge(format!("The selected file must be smaller than {}", file_size(most))))
        }
        _ => Ok(()),
    }
}

async fn log(tx: &mut Tx, services: &Services, sender: &Sender, what: What, thing: &str, words: String) -> Result<()> {
    let contact = sender.on.contact().map(clients::ContactId::as_str);
    let entry = Entry { what, client: Some(sender.on.client().as_str()), contact, thing, words };
    activity::record(tx, services.now(), &sender.actor, entry).await
}
