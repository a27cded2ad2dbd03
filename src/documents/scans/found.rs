//! What follows, in the same transaction, when the scanner has found something in a file.

use crate::activity::{self, Actor, Entry, What};
use crate::clients::ClientId;
use crate::documents::store::{self, Unscanned};
use crate::kernel::{Instant, Result};
use crate::reviews::blocking;
use crate::server::Tx;

/// What the client reads who sent it, beside the thing asked for and in the mail.
const REASON: &str = "Our virus check found something harmful in this file, so we could not accept it, and nobody can open it \
    here. This is about this file alone. Please send it again from a clean copy, such as a new scan.";

/// The line in the log; and what a client handed in is sent back, so that they are asked for another file.
pub(super) async fn follow(tx: &mut Tx, now: Instant, file: &Unscanned, found: &str) -> Result<()> {
    let Some(one) = store::found_in(tx, file).await? else { return Ok(()) };
    let entry = Entry {
        what: What::VirusFound,
        client: one.client_id.as_ref().map(ClientId::as_str),
        contact: one.contact_id.as_deref(),
        thing: one.id.as_str(),
        words: format!("Blocked {}: the virus check found {found} in it", one.name),
    };
    activity::record(tx, now, &Actor::portal(), entry).await?;
    blocking::send_back(tx, now, &one.id, REASON).await
}
