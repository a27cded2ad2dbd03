//! What a client's file is the answer to. Every document of a client's is handed in, asked for or not, in the
//! transaction that makes it; a file for an item also moves the item.

use super::kinds;
use super::model::{DocumentId, ReceiptId};
use super::store;
use super::uploads::Sender;
use crate::accounts::SignedIn;
use crate::kernel::{AppError, Instant, Result, Span};
use crate::portal_access::person;
use crate::requests::open::open_for_files;
use crate::requests::store::{self as requests, Item};
use crate::requests::{ItemId, ItemState, OnRequest};
use crate::reviews;
use crate::server::Tx;

/// Files of one person that come so close together stand on one receipt.
const ONE_GO: Span = Span::minutes(10);

/// The proof that a client person may send a file for an item, and the item.
#[derive(Clone)]
pub struct Answers {
    on: OnRequest,
    item: Item,
}

impl Answers {
    /// For an item that was asked of this account's contact and is open for files. Another one is absent; for staff
    /// every one is.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when nothing more is needed.
    pub async fn of(tx: &mut Tx, account: &SignedIn, item: &ItemId) -> Result<Self> {
        let person = person::of(tx, account.clone()).await?;
        let request = requests::request_of(tx, item).await?.ok_or(AppError::NotFound)?;
        let on = OnRequest::of_person(tx, &person, request).await?;
        let item = open_for_files(tx, &on, item).await?;
        Ok(Answers { on, item })
    }

    /// Whose request.
    pub fn on(&self) -> &OnRequest {
        &self.on
    }

    /// Which item.
    pub fn item(&self) -> &ItemId {
        &self.item.id
    }

    /// Whether the item takes this kind of file.
    pub fn takes(&self, media_type: &str) -> Result<()> {
        kinds::check(&self.item.kinds, media_type)
    }

    /// The receipt that this person's files for the request stand on: the open one, or a new one.
    pub async fn receipt(&self, tx: &mut Tx, now: Instant) -> Result<ReceiptId> {
        requests::hold_place(tx, &self.on).await?;
        match store::open_receipt_since(tx, self.on.on(), now - ONE_GO).await? {
            Some(open) => Ok(open),
            None => store::open_receipt(tx, self.on.on(), now).await,
        }
    }
}

/// Takes what the file is the answer to until the transaction ends, if it is still open. Before the receipt: whoever
/// takes both takes the item first, so that nobody waits in a circle.
pub async fn hold(tx: &mut Tx, sender: &Sender) -> Result<()> {
    if let Some(answers) = &sender.answers {
        open_for_files(tx, &answers.on, &answers.item.id).await?;
    }
    Ok(())
}

/// Notes what a client sent, as the answer to what it was sent for. Staff's files are handed in to nobody.
pub async fn hand_in(tx: &mut Tx, sender: &Sender, document: &DocumentId, now: Instant) -> Result<()> {
    let Some(contact) = sender.on.contact() else { return Ok(()) };
    let Some(answers) = &sender.answers else {
        reviews::store::hand_in(tx, &sender.on, document, None, now).await?;
        return Ok(());
    };
    // As it is now that the file is here.
    let (on, item) = (&answers.on, requests::item(tx, &answers.on, &answers.item.id).await?);
    reviews::store::hand_in(tx, &sender.on, document, Some(&item.id), now).await?;
    let everybody_s = item.standing() == ItemState::DoesNotApply;
    requests::end_answers(tx, &item.id, (!everybody_s).then_some(contact), now).await?;
    requests::set_item_state(tx, &item.id, ItemState::Submitted, now).await?;
    requests::unfinish(tx, on.request(), contact).await?;
    requests::settle(tx, on.request(), now).await?;
    Ok(())
}
