//! How a file comes in: announced by a server function, its bytes over `/uploads/{id}` or a plain form, then one
//! transaction that makes the document. Success is said only when file and row would survive a power cut.

use super::arriving::{Arriving, feed};
use super::handing_in::{self, Answers};
use super::model::{Begun, DocumentId, ReceiptId, UploadId};
use super::store::{self, Arrived, Upload};
use super::{kinds, names};
use crate::accounts::session::{Kind, SignedIn};
use crate::accounts::store::session_stands;
use crate::accounts::{self, Act, sign_in};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::{self, ClientId, OnClient};
use crate::kernel::{AppError, Instant, Result, Span};
use crate::portal_access::person;
use crate::requests::ItemId;
use crate::server::http::Visitor;
use crate::server::{Services, Tx};
use crate::ui::file_size;
use bytes::Bytes;
use futures::{Stream, StreamExt};

/// How often a running upload is noted as activity, and its session asked for.
const NOTED_EVERY: Span = Span::seconds(15);

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

/// Announces a file: the answer says where its bytes go.
pub async fn begin(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    client: ClientId,
    item: Option<ItemId>,
    receipt: Option<ReceiptId>,
    file: (&str, u64),
) -> Result<Begun> {
    let (name, size) = file;
    check_size(services, size)?;
    let mut tx = services.db.write().await?;
    let sender = Sender::of_either(&mut tx, account, visitor, client, item.as_ref()).await?;
    let receipt = match receipt {
        Some(receipt) if store::receipt_is_open(&mut tx, &sender.on, &receipt).await? => receipt,
        Some(_) => return Err(AppError::NotFound),
        None => sender.receipt(&mut tx, services.now()).await?,
    };
    let name = names::kept(name);
    let size = i64::try_from(size).map_err(|_| AppError::Unreadable)?;
    let item = sender.item().map(ItemId::as_str);
    let upload = store::announce(&mut tx, &sender.on, &receipt, item, (&name, Some(size)), services.now()).await?;
    log(&mut tx, services, &sender, What::UploadBegun, upload.as_str(), format!("Began to upload {name}")).await?;
    tx.save().await?;
    Ok(Begun { receipt, upload })
}

/// A receipt and an announced file for one part of a plain form.
pub async fn begin_plain(
    services: &Services,
    sender: &Sender,
    receipt: &mut Option<ReceiptId>,
    name: &str,
) -> Result<Upload> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let open = match receipt.take() {
        Some(open) => open,
        None => sender.receipt(&mut tx, now).await?,
    };
    let name = names::kept(name);
    let item = sender.item().map(ItemId::as_str);
    let id = store::announce(&mut tx, &sender.on, &open, item, (&name, None), now).await?;
    let upload = store::take(&mut tx, &id, sender.on.account(), now).await?;
    tx.save().await?;
    *receipt = Some(open);
    Ok(upload)
}

/// Takes an announced upload of this account, to receive its bytes.
pub async fn take(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    id: &UploadId,
) -> Result<(Sender, Upload)> {
    let mut tx = services.db.write().await?;
    let upload = store::take(&mut tx, id, &account.id, services.now()).await?;
    let item = upload.item_id.clone().map(ItemId::try_from).transpose()?;
    let sender = Sender::of_either(&mut tx, account, visitor, upload.client_id.clone(), item.as_ref()).await;
    if matches!(sender, Err(AppError::Conflict(_))) {
        store::forget(&mut tx, id).await?; // Nothing more is needed: it will not come.
    }
    if matches!(sender, Ok(_) | Err(AppError::Conflict(_))) {
        tx.save().await?;
    }
    sender.map(|sender| (sender, upload))
}

/// Receives the bytes and makes the document. On any refusal neither row nor file is left, also when the request ends
/// before we do.
pub async fn receive<S, E>(services: &Services, sender: &Sender, upload: Upload, bytes: S) -> Result<DocumentId>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (services, sender) = (services.clone(), sender.clone());
    feed(bytes, |bytes| async move {
        let done = try_receive(&services, &sender, &upload, bytes).await;
        if done.is_err() {
            let mut tx = services.db.write().await?;
            store::forget(&mut tx, &upload.id).await?;
            tx.save().await?;
        }
        done
    })
    .await
}

async fn try_receive(services: &Services, sender: &Sender, upload: &Upload, bytes: Arriving) -> Result<DocumentId> {
    let bytes = while_allowed(services, sender, upload, bytes);
    let received = services.files.receive(upload.id.as_str(), bytes, services.config.max_upload_bytes).await?;
    let whole = upload.size.is_none_or(|announced| u64::try_from(announced) == Ok(received.size));
    if !whole {
        return Err(AppError::Unreadable);
    }
    check_size(services, received.size)?;
    let kind = kinds::of(&received.head);
    if let Some(answers) = &sender.answers {
        // The item's own kinds are told, also where the firm takes no such file at all.
        answers.takes(kind.as_ref().copied().unwrap_or_default())?;
    }
    let media_type = kind?;
    let (size, sha256) = (received.size, received.sha256.clone());
    let blob = services.files.keep(received).await?;
    let document = record(services, sender, upload, &blob, (size, &sha256, media_type)).await;
    if document.is_err() {
        services.files.discard(&blob).await;
    }
    document
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
    let document = store::add(&mut tx, &sender.on, arrived, now).await?;
    handing_in::hand_in(&mut tx, sender, &document, now).await?;
    store::forget(&mut tx, &upload.id).await?;
    let (what, verb) = if sender.on.contact().is_some() {
        (What::DocumentReceived, "Uploaded")
    } else {
        (What::DocumentAdded, "Added")
    };
    log(&mut tx, services, sender, what, document.as_str(), format!("{verb} {}", upload.name)).await?;
    tx.save().await?;
    Ok(document)
}

/// The bytes, cut when the session has ended. An upload in progress counts as activity (PRODUCT: Accounts and security),
/// and its row says that it is still running.
fn while_allowed(
    services: &Services,
    sender: &Sender,
    upload: &Upload,
    bytes: Arriving,
) -> impl Stream<Item = Result<Bytes>> + Unpin {
    let mut noted_at = services.now();
    Box::pin(bytes.then(move |piece| {
        let now = services.now();
        let due = now - noted_at >= NOTED_EVERY;
        noted_at = if due { now } else { noted_at };
        async move {
            if due {
                let mut tx = services.db.write().await?;
                note_activity(&mut tx, sender, now).await?;
                store::upload_seen(&mut tx, &upload.id, now).await?;
                tx.save().await?;
            }
            piece
        }
    }))
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
