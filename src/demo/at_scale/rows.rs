//! Rows of the demo at scale, as they are written.

use crate::accounts::AccountId;
use crate::activity::store::chain::content;
use crate::clients::{ClientId, ContactId};
use crate::documents::DocumentId;
use crate::documents::model::ReceiptId;
use crate::kernel::{Day, Instant};
use crate::matters::{MatterId, MatterStatus, MatterTypeId};
use crate::requests::{ItemId, RequestId};

/// A login.
pub(super) struct Account {
    pub id: AccountId,
    pub kind: &'static str,
    pub role: Option<&'static str>,
    pub name: String,
    pub email: String,
    pub hash: String,
    pub state: &'static str,
    pub at: Instant,
}

/// A client and its one contact, who has its name.
pub(super) struct Client {
    pub id: ClientId,
    pub contact: ContactId,
    pub name: String,
    pub name_key: String,
    pub email: String,
    pub lead: AccountId,
    /// The contact's login.
    pub account: Option<AccountId>,
    pub access: &'static str,
    pub at: Instant,
    pub archived_at: Option<Instant>,
}

/// An invitation.
pub(super) struct Invitation {
    pub id: String,
    pub client: ClientId,
    pub contact: ContactId,
    pub email: String,
    pub sender: AccountId,
    pub at: Instant,
    pub until: Instant,
    pub accepted_at: Option<Instant>,
}

/// A matter, which its client's contact sees.
pub(super) struct Matter {
    pub id: MatterId,
    pub reference: String,
    pub client: ClientId,
    pub contact: ContactId,
    pub kind: MatterTypeId,
    pub title: String,
    pub status: MatterStatus,
    pub phase: Option<String>,
    pub lead: AccountId,
    pub start_on: Day,
    pub due_on: Day,
    pub closed_at: Option<Instant>,
    pub readable_until: Option<Day>,
    pub at: Instant,
}

impl Matter {
    pub fn open(&self) -> bool {
        self.status.is_open()
    }
}

/// A deadline.
pub(super) struct Deadline {
    pub id: String,
    pub matter: MatterId,
    pub title: &'static str,
    pub due_on: Day,
    pub visible: bool,
    pub done: bool,
    pub at: Instant,
}

/// A request.
pub(super) struct Request {
    pub id: RequestId,
    pub client: ClientId,
    pub contact: ContactId,
    pub matter: MatterId,
    pub title: String,
    pub due_on: Day,
    pub state: &'static str,
    pub by: AccountId,
    pub at: Instant,
}

/// A thing asked for.
pub(super) struct Item {
    pub id: ItemId,
    pub request: RequestId,
    pub position: i64,
    pub title: &'static str,
    pub state: &'static str,
    pub at: Instant,
}

/// A document with its one version.
pub(super) struct Document {
    pub id: DocumentId,
    pub client: ClientId,
    pub name: String,
    pub origin: &'static str,
    pub by: AccountId,
    pub receipt: ReceiptId,
    pub matter: Option<MatterId>,
    pub blob: String,
    pub content: String,
    pub sha256: String,
    pub size: i64,
    pub at: Instant,
    pub opened_at: Option<Instant>,
}

/// Something handed in.
pub(super) struct Submission {
    pub document: DocumentId,
    pub client: ClientId,
    pub item: Option<ItemId>,
    pub account: AccountId,
    pub decided_by: AccountId,
    pub state: &'static str,
    pub at: Instant,
}

/// A line of the log.
pub(super) struct Line {
    pub id: String,
    pub at: Instant,
    pub actor_id: String,
    pub actor_name: String,
    pub side: &'static str,
    pub act: &'static str,
    pub client_id: ClientId,
    pub contact_id: Option<ContactId>,
    pub thing_id: String,
    pub words: String,
}

/// Address and browser of every line.
pub(super) const FROM: (&str, &str) = ("203.0.113.10", "Firefox on Linux");

impl Line {
    /// The hash of what it says, for the log's chain.
    pub fn content(&self) -> [u8; 32] {
        let concerns = [Some(self.client_id.as_str()), self.contact_id.as_ref().map(ContactId::as_str)];
        let who =
            [Some(self.id.as_str()), Some(&self.actor_id), Some(&self.actor_name), Some(self.side), Some(self.act)];
        let what = [Some(self.thing_id.as_str()), Some(&self.words), Some(FROM.0), Some(FROM.1)];
        let mut cells = [None; 11];
        for (cell, text) in cells.iter_mut().zip(who.into_iter().chain(concerns).chain(what)) {
            *cell = text;
        }
        content(self.at, cells)
    }
}

/// What is written in one transaction.
#[derive(Default)]
pub(super) struct Batch {
    pub accounts: Vec<Account>,
    pub clients: Vec<Client>,
    pub invitations: Vec<Invitation>,
    pub matters: Vec<Matter>,
    pub helpers: Vec<(MatterId, AccountId)>,
    pub deadlines: Vec<Deadline>,
    /// Id, matter, place, title, when done.
    pub tasks: Vec<(String, MatterId, i64, &'static str, Option<Instant>)>,
    pub requests: Vec<Request>,
    pub items: Vec<Item>,
    /// Id, request, contact, when.
    pub reminders: Vec<(String, RequestId, ContactId, Instant)>,
    /// Id, client, account, when.
    pub receipts: Vec<(ReceiptId, ClientId, AccountId, Instant)>,
    pub documents: Vec<Document>,
    /// Document, contact, by whom, when.
    pub shares: Vec<(DocumentId, ContactId, AccountId, Instant)>,
    pub submissions: Vec<Submission>,
    pub activity: Vec<Line>,
    /// Word and owner.
    pub client_words: Vec<(String, String)>,
    pub matter_words: Vec<(String, String)>,
}
