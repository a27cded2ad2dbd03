//! `GET /clients/export.csv`: the client list as a file, with the list's own filters. Each export leaves a line in the log.

use super::parts::Asked;
use super::store::{self, Filter, Row};
use crate::accounts::policy::staff_of;
use crate::accounts::session::SignedIn;
use crate::accounts::{Act, Staff};
use crate::activity::export::safe_cell;
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::firm::Times;
use crate::kernel::{AppError, Instant, Result};
use crate::portal_access::Standing;
use crate::server::Services;
use crate::server::faults::fault;
use crate::server::http::Visitor;
use axum::extract::{Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

/// Rows read at a time.
const PIECE: usize = 500;

/// The route.
pub async fn csv(State(services): State<Services>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    match answer(&services, &request).await {
        Ok(response) => response,
        Err(error) => plain_error(error, &request.uri),
    }
}

async fn answer(services: &Services, request: &Parts) -> Result<Response> {
    let account = request.extensions.get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
    let staff = staff_of(&account, &visitor)?;
    staff.may(Act::ExportClients)?;
    let rows = all(services, &Asked::of_uri(&request.uri)).await?;
    let text = written(&rows, services.now()).map_err(fault)?;
    note(services, &staff, rows.len()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"clients.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// Every row that the filter finds, page by page.
async fn all(services: &Services, asked: &Asked) -> Result<Vec<Row>> {
    let now = services.now();
    let mut tx = services.db.read().await?;
    let mut filter = asked.at(String::new()).filter();
    let mut rows = Vec::new();
    loop {
        let page = store::list(&mut tx, &filter, now, PIECE).await?;
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

const HEAD: [&str; 9] = [
    "Name", "Portal access", "Contacts", "Email", "Phone", "Lead", "Client since (UTC)", "Last login (UTC)", "Archived (UTC)",
];

fn written(rows: &[Row], now: Instant) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEAD)?;
    for row in rows {
        csv.write_record(cells(row, now).iter().map(|cell| safe_cell(cell)))?;
    }
    Ok(csv.into_inner().map_err(|error| error.to_string())?)
}

fn cells(row: &Row, now: Instant) -> [String; 9] {
    let standing = row.state.as_ref().map(|state| {
        Standing::of(state, row.invitation_id.is_some(), row.expires_at, row.revoked_at, now).word().to_owned()
    });
    let time = |at: Option<Instant>| at.map(Times::utc).unwrap_or_default();
    [
        row.name.clone(),
        standing.unwrap_or_default(),
        row.contacts.to_string(),
        row.email.clone(),
        row.phone.clone(),
        row.lead_name.clone().unwrap_or_default(),
        time(Some(row.created_at)),
        time(row.last_login_at),
        time(row.archived_at),
    ]
}
