//! Who helps in a matter, and which contacts see it.

use crate::accounts::AccountId;
use crate::clients::ContactId;
use crate::kernel::{Instant, Result};
use crate::matters::model::MatterId;
use crate::matters::permit::OnMatter;
use crate::server::Tx;
use crate::{sql, sql_change};

/// The contacts who see a matter.
pub async fn contacts(tx: &mut Tx, on: &OnMatter) -> Result<Vec<ContactId>> {
    const CONTACTS: &str =
        "SELECT contact_id FROM matter_contacts WHERE matter_id = $1 ORDER BY created_at, contact_id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ContactId>(CONTACTS).bind(on.matter()).fetch_all(c))?)
}

/// Lets exactly these contacts see a matter. Whom it was shown to before keep their date.
pub async fn set_contacts(tx: &mut Tx, matter: &MatterId, contacts: &[ContactId], now: Instant) -> Result<()> {
    const BEFORE: &str = "SELECT contact_id FROM matter_contacts WHERE matter_id = $1";
    const REMOVE: &str = "DELETE FROM matter_contacts WHERE matter_id = $1 AND contact_id = $2";
    const ADD: &str = "INSERT INTO matter_contacts (matter_id, contact_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    let before = sql!(tx, |c| sqlx::query_scalar::<_, ContactId>(BEFORE).bind(matter).fetch_all(c))?;
    for gone in before.iter().filter(|one| !contacts.contains(one)) {
        sql_change!(tx, REMOVE, matter, gone)?;
    }
    for new in contacts.iter().filter(|one| !before.contains(one)) {
        sql_change!(tx, ADD, matter, new, now)?;
    }
    Ok(())
}

/// Who helps the lead: accounts and names.
pub async fn helpers(tx: &mut Tx, on: &OnMatter) -> Result<Vec<(AccountId, String)>> {
    const HELPERS: &str = "SELECT a.id, a.name FROM matter_helpers h JOIN accounts a ON a.id = h.account_id
        WHERE h.matter_id = $1 ORDER BY a.name, a.id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (AccountId, String)>(HELPERS).bind(on.matter()).fetch_all(c))?)
}

/// Lets exactly these help the lead.
pub async fn set_helpers(tx: &mut Tx, matter: &MatterId, helpers: &[AccountId]) -> Result<()> {
    const ADD: &str = "INSERT INTO matter_helpers (matter_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    sql_change!(tx, "DELETE FROM matter_helpers WHERE matter_id = $1", matter)?;
    for helper in helpers {
        sql_change!(tx, ADD, matter, helper)?;
    }
    Ok(())
}
