//! What people do with documents, except carrying their bytes.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::{DocumentId, ReceiptId, model::Begun};
use crate::clients::{ClientId, ContactId};
use crate::kernel::Result;
use crate::requests::ItemId;
use leptos::server;

/// Announces a file of `size` bytes, for an item where it answers one; its bytes then go to `/uploads/{upload}`.
/// `receipt` names the go it belongs to; by `modified`, the file's own time (UTC ms), one that stopped is gone on with.
#[server(prefix = "/api", endpoint = "begin_upload")]
pub async fn begin_upload(
    client: ClientId,
    item: Option<ItemId>,
    receipt: Option<ReceiptId>,
    name: String,
    size: u64,
    modified: Option<i64>,
) -> Result<Begun> {
    use super::uploads::{self, New};
    use crate::server::leptos::{services, visitor};
    let account = crate::accounts::signed_in().ok_or(crate::kernel::AppError::NotSignedIn)?;
    let new = New { name: &name, size, modified, metadata: None };
    uploads::begin(&services()?, &account, &visitor(), client, item, receipt, new).await
}

/// Ends a go of files: receipt and mails. Gives the page that tells what was received.
#[server(prefix = "/api", endpoint = "finish_upload")]
pub async fn finish_upload(
    receipt: ReceiptId,
    #[server(default)] contacts: Vec<ContactId>,
    #[server(default)] note: String,
) -> Result<String> {
    use super::receipts;
    use crate::accounts::sign_in;
    use crate::firm::model::text;
    use crate::server::leptos::{services, visitor};
    let account = crate::accounts::signed_in().ok_or(crate::kernel::AppError::NotSignedIn)?;
    let note = text("note", &note, 0, 2000, "")?;
    let actor = sign_in::actor(&account, &visitor());
    let receipt = receipts::close(&services()?, &actor, &account.id, &receipt, &contacts, &note).await?;
    Ok(super::parts::after(&receipt))
}

/// Shares a document with contacts of its client.
#[server(prefix = "/api", endpoint = "share_document")]
pub async fn share_document(
    client: ClientId,
    document: DocumentId,
    #[server(default)] contacts: Vec<ContactId>,
) -> Result<()> {
    use super::shares;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::ShareDocuments, client).await?;
    say(&shares::share(&services()?, &staff, &on, &document, &contacts).await?);
    Ok(())
}

/// Ends a share.
#[server(prefix = "/api", endpoint = "end_share")]
pub async fn end_share(client: ClientId, document: DocumentId, contact: ContactId) -> Result<()> {
    use super::shares;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::ShareDocuments, client).await?;
    say(&shares::end(&services()?, &staff, &on, &document, &contact).await?);
    Ok(())
}
