//! All SQL of matters: their rows (`matters`), who is in them (`people`), what is done in them (`work`, and `at_work` for the page), what contacts
//! see (`seen`), and their types (`types`, `type_lists`).

mod all_deadlines;
mod at_work;
mod board;
mod filter;
mod lists;
mod matters;
mod of_client;
mod people;
mod removed;
mod type_lists;
mod types;
mod work;

pub mod seen;

pub use all_deadlines::*;
pub use at_work::*;
pub use board::*;
pub use filter::*;
pub use lists::*;
pub use matters::*;
pub use of_client::*;
pub use people::*;
pub use removed::*;
pub use type_lists::*;
pub use types::*;
pub use work::*;

use super::model::MatterId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{Day, Result, Wall};
use crate::server::Tx;
use crate::{matter_in_groups, sql};

/// Whose matter it is, if no wall stands before it. Whether the caller may touch it is asked by `permit::OnMatter`.
pub(super) async fn client_of(tx: &mut Tx, wall: &Wall, matter: &MatterId) -> Result<Option<ClientId>> {
    const CLIENT: &str =
        concat!("SELECT m.client_id FROM matters m WHERE m.id = $1 AND ", matter_in_groups!("m", "$2"));
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(CLIENT).bind(matter).bind(wall).fetch_optional(c))?)
}

/// Whether this contact sees the matter on this day: it was made visible to them, and is open or still readable.
pub(super) async fn is_seen_by(tx: &mut Tx, matter: &MatterId, contact: &ContactId, today: &Day) -> Result<bool> {
    const SEEN: &str = "SELECT COUNT(*) FROM matter_contacts v JOIN matters m ON m.id = v.matter_id
        WHERE v.matter_id = $1 AND v.contact_id = $2 AND (m.open = $3 OR m.readable_until >= $4)";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SEEN).bind(matter).bind(contact).bind(true).bind(today).fetch_one(c))?
        > 0)
}
