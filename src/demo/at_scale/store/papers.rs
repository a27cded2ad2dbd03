//! Requests, documents, and what clients handed in.

use crate::demo::at_scale::rows::Batch;
use crate::kernel::Result;
use crate::server::Tx;
use crate::sql_insert;

pub(super) async fn requests(tx: &mut Tx, batch: &Batch) -> Result<()> {
    add!(
        tx,
        "INSERT INTO requests (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, sent_at, ended_at, changed_at) ",
        batch.requests,
        2000,
        |row, cells| {
            cells
                .push_bind(&row.id)
                .push_bind(&row.client)
                .push_bind(&row.matter)
                .push_bind(&row.title)
                .push_bind("Please send us these.");
            cells.push_bind(&row.due_on).push_bind(row.state).push_bind("firm").push_bind(&row.by).push_bind(row.at);
            cells.push_bind(row.at).push_bind((row.state == "complete").then_some(row.at)).push_bind(row.at);
        }
    );
    add!(
        tx,
        "INSERT INTO request_contacts (request_id, contact_id, created_at) ",
        batch.requests,
        5000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.contact).push_bind(row.at);
        }
    );
    add!(
        tx,
        "INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds, checks, state, state_since, created_at) ",
        batch.items,
        2000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.request).push_bind(row.position).push_bind("").push_bind(row.title);
            cells
                .push_bind("A clear copy.")
                .push_bind("required")
                .push_bind("")
                .push_bind(1_i64)
                .push_bind("")
                .push_bind("Readable");
            cells.push_bind(row.state).push_bind(row.at).push_bind(row.at);
        }
    );
    add!(
        tx,
        "INSERT INTO reminders (id, request_id, contact_id, planned_at, at, outcome, why, by_name) ",
        batch.reminders,
        3000,
        |row, cells| {
            cells.push_bind(&row.0).push_bind(&row.1).push_bind(&row.2).push_bind(row.3).push_bind(row.3);
            cells.push_bind("sent").push_bind("").push_bind("");
        }
    );
    Ok(())
}

pub(super) async fn documents(tx: &mut Tx, batch: &Batch) -> Result<()> {
    add!(
        tx,
        "INSERT INTO receipts (id, client_id, account_id, opened_at, last_at, closed_at) ",
        batch.receipts,
        5000,
        |row, cells| {
            cells
                .push_bind(&row.0)
                .push_bind(&row.1)
                .push_bind(&row.2)
                .push_bind(row.3)
                .push_bind(row.3)
                .push_bind(row.3);
        }
    );
    add!(
        tx,
        "INSERT INTO documents (id, client_id, name, origin, supplied_by, receipt_id, created_at, first_opened_at, matter_id, filed_as) ",
        batch.documents,
        3000,
        |row, cells| {
            cells
                .push_bind(&row.id)
                .push_bind(&row.client)
                .push_bind(&row.name)
                .push_bind(row.origin)
                .push_bind(&row.by);
            cells.push_bind(&row.receipt).push_bind(row.at).push_bind(row.opened_at).push_bind(&row.matter);
            cells.push_bind(row.matter.as_ref().map(|_| &row.name));
        }
    );
    add!(
        tx,
        "INSERT INTO document_versions (id, document_id, number, blob, size, sha256, media_type, scan, created_at) ",
        batch.documents,
        3000,
        |row, cells| {
            cells.push_bind(&row.id).push_bind(&row.id).push_bind(1_i64).push_bind(&row.blob).push_bind(row.size);
            cells.push_bind(&row.sha256).push_bind("text/plain").push_bind("not scanned").push_bind(row.at);
        }
    );
    add!(
        tx,
        "INSERT INTO shares (id, document_id, contact_id, shared_by, created_at) ",
        batch.shares,
        5000,
        |row, cells| {
            cells.push_bind(&row.0).push_bind(&row.0).push_bind(&row.1).push_bind(&row.2).push_bind(row.3);
        }
    );
    Ok(())
}

pub(super) async fn submissions(tx: &mut Tx, batch: &Batch) -> Result<()> {
    add!(
        tx,
        "INSERT INTO submissions (id, document_id, client_id, item_id, account_id, state, created_at, held_until) ",
        batch.submissions,
        3000,
        |row, cells| {
            cells.push_bind(&row.document).push_bind(&row.document).push_bind(&row.client).push_bind(&row.item);
            cells.push_bind(&row.account).push_bind(row.state).push_bind(row.at).push_bind(0_i64);
        }
    );
    let decided: Vec<_> = batch.submissions.iter().filter(|row| row.state != "waiting").collect();
    add!(
        tx,
        "INSERT INTO decisions (id, submission_id, verdict, reason, item_state_before, decided_by, decided_at, told_at) ",
        decided,
        3000,
        |row, cells| {
            cells.push_bind(&row.document).push_bind(&row.document).push_bind(row.state).push_bind("");
            cells
                .push_bind(if row.item.is_some() { "Submitted" } else { "" })
                .push_bind(&row.decided_by)
                .push_bind(row.at)
                .push_bind(row.at);
        }
    );
    Ok(())
}
