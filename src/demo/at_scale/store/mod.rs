//! All SQL of the demo at scale: many rows a statement, past the acts that people do one by one.

use super::rows::{Batch, FROM};
use crate::accounts::AccountId;
use crate::kernel::Result;
use crate::matters::MatterTypeId;
use crate::search::{self, Thing};
use crate::server::Tx;
use crate::{sql, sql_change, sql_insert};

/// Adds rows in statements of so many.
macro_rules! add {
    ($tx:expr, $text:literal, $rows:expr, $per:literal, |$row:ident, $cells:ident| $push:block) => {
        for rows in $rows.chunks($per) {
            sql_insert!($tx, $text, rows.iter(), |$row, $cells| $push)?;
        }
    };
}

// After the macro, which it uses.
mod papers;

/// The firm's matter types with the phases of each, in their order.
pub(super) async fn types(tx: &mut Tx) -> Result<Vec<(MatterTypeId, String, Vec<String>)>> {
    const TYPES: &str = "SELECT id, name FROM matter_types WHERE archived_at IS NULL ORDER BY name_key, id";
    const PHASES: &str = "SELECT type_id, id FROM phases WHERE archived_at IS NULL ORDER BY type_id, position";
    let types = sql!(tx, |c| sqlx::query_as::<_, (MatterTypeId, String)>(TYPES).fetch_all(c))?;
    let phases = sql!(tx, |c| sqlx::query_as::<_, (MatterTypeId, String)>(PHASES).fetch_all(c))?;
    let of = |id: &MatterTypeId| phases.iter().filter(|(of, _)| of == id).map(|(_, phase)| phase.clone()).collect();
    Ok(types
        .into_iter()
        .map(|(id, name)| {
            let steps = of(&id);
            (id, name, steps)
        })
        .collect())
}

/// The password's hash of an account.
pub(super) async fn password_hash(tx: &mut Tx, id: &AccountId) -> Result<String> {
    const HASH: &str = "SELECT COALESCE(password_hash, '') FROM accounts WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(HASH).bind(id).fetch_one(c))?)
}

/// The last number given in each year.
pub(super) async fn numbers(tx: &mut Tx) -> Result<Vec<(i64, i64)>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, (i64, i64)>("SELECT year, last FROM matter_numbers").fetch_all(c))?)
}

/// Keeps the last number of a year.
pub(super) async fn set_number(tx: &mut Tx, year: i64, last: i64) -> Result<()> {
    const SET: &str = "INSERT INTO matter_numbers (year, last) VALUES ($1, $2)
        ON CONFLICT (year) DO UPDATE SET last = excluded.last";
    sql_change!(tx, SET, year, last)?;
    Ok(())
}

/// On Postgres the planner learns what is there now, as it would by itself within minutes.
pub(super) async fn analyze(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        sql_change!(tx, "ANALYZE")?;
    }
    Ok(())
}

/// Writes a batch, in the order in which rows name each other.
pub(super) async fn write(tx: &mut Tx, batch: &Batch) -> Result<()> {
    people(tx, batch).await?;
    matters(tx, batch).await?;
    papers::requests(tx, batch).await?;
    papers::documents(tx, batch).await?;
    papers::submissions(tx, batch).await?;
    add!(
        tx,
        "INSERT INTO activity (id, at, actor_id, actor_name, actor_kind, act, client_id, contact_id, thing_id, words, ip, browser) ",
        batch.activity,
        2000,
        |row, cells| {
            cells
                .push_bind(&row.id)
                .push_bind(row.at)
                .push_bind(&row.actor_id)
                .push_bind(&row.actor_name)
                .push_bind(row.side);
            cells.push_bind(row.act).push_bind(&row.client_id).push_bind(&row.contact_id).push_bind(&row.thing_id);
            cells.push_bind(&row.words).push_bind(FROM.0).push_bind(FROM.1);
        }
    );
    for row in &batch.activity {
        tx.line_written(row.id.clone(), row.content());
    }
    for (thing, words) in [(Thing::Client, &batch.client_words), (Thing::Matter, &batch.matter_words)] {
        for words in words.chunks(5000) {
            search::store::add(tx, thing, words.to_vec()).await?;
        }
    }
    Ok(())
}

async fn people(tx: &mut Tx, batch: &Batch) -> Result<()> {
    add!(
        tx,
        "INSERT INTO accounts (id, kind, role, name, email, email_key, phone, password_hash, state, created_at, last_login_at, last_login_from) ",
        batch.accounts,
        2000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(row.kind).push_bind(row.role).push_bind(&row.name).push_bind(&row.email);
            cells.push_bind(&row.email).push_bind("").push_bind(&row.hash).push_bind(row.state).push_bind(row.at);
            cells.push_bind(row.at).push_bind("Safari on iPhone");
        }
    );
    add!(
        tx,
        "INSERT INTO clients (id, name, name_key, email, phone, lead_id, created_at, created_by, archived_at) ",
        batch.clients,
        3000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.name).push_bind(&row.name_key).push_bind(&row.email).push_bind("");
            cells.push_bind(&row.lead).push_bind(row.at).push_bind(&row.lead).push_bind(row.archived_at);
        }
    );
    add!(
        tx,
        "INSERT INTO contacts (id, name, name_key, email, email_key, phone, account_id, created_at) ",
        batch.clients,
        3000,
        |row, cells| {
            cells.push_bind(&row.contact).push_bind(&row.name).push_bind(&row.name_key).push_bind(&row.email);
            cells.push_bind(&row.email).push_bind("").push_bind(&row.account).push_bind(row.at);
        }
    );
    add!(
        tx,
        "INSERT INTO portal_access (client_id, contact_id, state, changed_at, changed_by, reason, created_at) ",
        batch.clients,
        3000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.contact).push_bind(row.access).push_bind(row.at);
            cells.push_bind("The demo").push_bind("").push_bind(row.at);
        }
    );
    add!(
        tx,
        "INSERT INTO invitations (id, client_id, contact_id, email, note, nonce, token_hash, sent_by, created_at, expires_at, accepted_at, revoked_why) ",
        batch.invitations,
        2000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.client).push_bind(&row.contact).push_bind(&row.email).push_bind("");
            cells.push_bind(&row.id).push_bind(&row.id).push_bind(&row.sender).push_bind(row.at).push_bind(row.until);
            cells.push_bind(row.accepted_at).push_bind("");
        }
    );
    add!(
        tx,
        "INSERT INTO outbox (id, kind, about, recipient, letter, state, tries, due_at, give_up_at, leased_until, fault, created_at, sent_at,
            recipient_key, contact_id, carrier) ",
        batch.invitations,
        2000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind("invitation").push_bind(&row.id).push_bind(&row.email).push_bind("{}");
            cells.push_bind("sent").push_bind(1_i64).push_bind(row.at).push_bind(row.until).push_bind(0_i64);
            cells.push_bind("").push_bind(row.at).push_bind(row.at).push_bind(row.email.to_lowercase());
            cells.push_bind(&row.contact).push_bind("the demo (no mail is sent)");
        }
    );
    Ok(())
}

async fn matters(tx: &mut Tx, batch: &Batch) -> Result<()> {
    add!(
        tx,
        "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id, phases_done, sentence, lead_id,
            start_on, due_on, open, closed_at, readable_until, created_at, created_by, changed_at) ",
        batch.matters,
        1500,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.reference).push_bind(&row.client).push_bind(&row.kind).push_bind(&row.title);
            cells.push_bind(row.status.word()).push_bind(row.at).push_bind(&row.phase).push_bind(!row.open()).push_bind("");
            cells.push_bind(&row.lead).push_bind(&row.start_on).push_bind(&row.due_on).push_bind(row.open());
            cells.push_bind(row.closed_at).push_bind(&row.readable_until).push_bind(row.at).push_bind(&row.lead).push_bind(row.at);
        }
    );
    add!(tx, "INSERT INTO matter_contacts (matter_id, contact_id, created_at) ", batch.matters, 5000, |row, cells| {
        cells.push_bind(&row.id).push_bind(&row.contact).push_bind(row.at);
    });
    add!(tx, "INSERT INTO matter_helpers (matter_id, account_id) ", batch.helpers, 5000, |row, cells| {
        cells.push_bind(&row.0).push_bind(&row.1);
    });
    add!(tx, "INSERT INTO matter_steps (id, matter_id, phase_id, entered_at) ", batch.matters, 5000, |row, cells| {
        cells.push_bind(&row.id).push_bind(&row.id).push_bind(&row.phase).push_bind(row.at);
    });
    add!(
        tx,
        "INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_at, done_by) ",
        batch.deadlines,
        3000,
        |row, cells| {
            cells
                .push_bind(&row.id)
                .push_bind(&row.matter)
                .push_bind(row.title)
                .push_bind(&row.due_on)
                .push_bind(row.visible);
            cells.push_bind(row.at).push_bind(row.done).push_bind(row.done.then_some(row.at)).push_bind("");
        }
    );
    add!(
        tx,
        "INSERT INTO tasks (id, matter_id, position, title, done_at, done_by) ",
        batch.tasks,
        4000,
        |row, cells| {
            cells.push_bind(&row.0).push_bind(&row.1).push_bind(row.2).push_bind(row.3).push_bind(row.4).push_bind("");
        }
    );
    Ok(())
}
