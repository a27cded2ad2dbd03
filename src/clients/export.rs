//! `GET /clients/export.csv`: the client list as a file, with the list's own filters. Each export leaves a line in the log.

use super::parts::Asked;
use super::store::{self, Filter, Row};
use crate::accounts::policy::staff_of;
use crate::accounts::session::SignedIn;
use crate::accounts::{Act, Staff, step_up};
use crate::activity::export::{BYTE_ORDER_MARK, safe_cell};
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::firm::Times;
use crate::kernel::{AppError, Instant, Result};
use crate::portal_access::Standing;
use crate::server::Services;
use crate::server::faults::fault;
use crate::server::http::Visitor;
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

/// Rows read at a time.
const PIECE: usize = 500;

/// The route.
pub async fn csv(State(services): State<Services>, parts: Parts) -> Response {
    match answer(&services, &parts).await {
        Ok(response) => response,
        Err(error) => plain_error(error, &parts.uri),
    }
}

async fn answer(services: &Services, request: &Parts) -> Result<Response> {
    let account = request.extensions.get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
    let staff = staff_of(&account, &visitor)?;
    staff.may(Act::ExportClients)?;
    step_up::fresh_of(services, &account).await?;
    let rows = all(services, &staff, &Asked::of_uri(&request.uri)).await?;
    let now = services.now();
    let text = written(&rows, now)?;
    note(services, &staff, rows.len()).await?;
    // The day in UTC, as the times in the file.
    let name = format!("attachment; filename=\"clients-{}.csv\"", Times::utc(now).get(..10).unwrap_or_default());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

/// Every row that the filter finds, page by page.
async fn all(services: &Services, staff: &Staff, asked: &Asked) -> Result<Vec<Row>> {
    let now = services.now();
    let mut tx = services.db.read().await?;
    let mut filter = asked.at(String::new()).filter();
    let mut rows = Vec::new();
    loop {
        let page = store::list(&mut tx, &filter, &staff.wall(), now, PIECE).await?;
        rows.extend(page.rows);
        match page.next {
            Some(after) => filter = Filter { after, ..filter },
            None => return Ok(rows),
        }
    }
}

async fn note(services: &Services, staff: &Staff, count: usize) -> Result<()> {
    let mut tx = services.db.write().await?;
    let words = if count == 1 { "Exported 1 client".to_owned() } else { format!("Exported {count} clients") };
    let entry = Entry { what: What::ClientsExported, client: None, contact: None, thing: "", words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

const HEAD: [&str; 9] =
    ["name", "portal access", "contacts", "email", "phone", "lead", "client since", "last login", "archived"];

fn written(rows: &[Row], now: Instant) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record(HEAD).map_err(fault)?;
    for row in rows {
        table.write_record(cells(row, now)).map_err(fault)?;
    }
    table.into_inner().map_err(fault)
}

fn cells(row: &Row, now: Instant) -> [String; 9] {
    let standing = |state: &String| {
        Standing::of(state, row.invitation_id.is_some(), row.expires_at, row.revoked_at, now).word().to_owned()
    };
    let time = |at: Option<Instant>| at.map(Times::utc).unwrap_or_default();
    [
        safe_cell(&row.name),
        row.state.as_ref().map(standing).unwrap_or_default(),
        row.contacts.to_string(),
        safe_cell(&row.email),
        safe_cell(&row.phone),
        safe_cell(row.lead_name.as_deref().unwrap_or_default()),
        time(Some(row.created_at)),
        time(row.last_login_at),
        time(row.archived_at),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::ClientId;

    #[test]
    fn a_client_is_a_line_in_which_nothing_is_a_formula() {
        let now = Instant(1_795_530_120_000);
        let row = Row {
            id: ClientId::fresh(),
            name: "=SUM(A1)".to_owned(),
            name_key: String::new(),
            email: "mariam@example.com".to_owned(),
            phone: "+592 555 0142".to_owned(),
            lead_name: None,
            created_at: now,
            archived_at: None,
            contacts: 2,
            state: Some("none".to_owned()),
            invitation_id: Some("1".to_owned()),
            expires_at: Some(now),
            revoked_at: None,
            last_login_at: None,
        };
        let text = written(&[row], now).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let line = text.lines().nth(1).unwrap_or_default();
        assert_eq!(line, "'=SUM(A1),Expired,2,mariam@example.com,'+592 555 0142,,2026-11-24T14:22:00.000Z,,");
    }
}
