//! `GET /matters/export.csv`: the list of matters as a file, with the list's own filters. Each export leaves a line in the
//! log.

use super::asked::Asked;
use super::store::{self, MatterFilter, MatterRow};
use crate::accounts::policy::staff_of;
use crate::accounts::session::SignedIn;
use crate::accounts::{Act, Staff, step_up};
use crate::activity::export::{BYTE_ORDER_MARK, safe_cell};
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::firm::{self, Times};
use crate::kernel::{AppError, Day, Result};
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
    staff.may(Act::ExportClients)?.may(Act::SeeMatters)?;
    step_up::fresh_of(services, &account).await?;
    let rows = all(services, &staff, &Asked::of_uri(&request.uri)).await?;
    let text = written(&rows)?;
    note(services, &staff, rows.len()).await?;
    // The day in UTC, as the times in the file.
    let day = Times::utc(services.now());
    let name = format!("attachment; filename=\"matters-{}.csv\"", day.get(..10).unwrap_or_default());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

/// Every row that the filter finds, page by page.
async fn all(services: &Services, staff: &Staff, asked: &Asked) -> Result<Vec<MatterRow>> {
    let mut tx = services.db.read().await?;
    let firm = firm::store::current(&mut tx).await?;
    let zone = firm.map_or_else(|| services.config.firm_time_zone.clone(), |firm| firm.time_zone);
    let today = Times::new(&zone, services.now()).today_day();
    let mut filter = asked.at(String::new()).filter(staff.id(), &today);
    let mut rows = Vec::new();
    loop {
        let page = store::matters(&mut tx, &filter, &staff.wall(), PIECE).await?;
        rows.extend(page.rows);
        match page.next {
            Some(after) => filter = MatterFilter { after, ..filter },
            None => return Ok(rows),
        }
    }
}

async fn note(services: &Services, staff: &Staff, count: usize) -> Result<()> {
    let mut tx = services.db.write().await?;
    let words = if count == 1 { "Exported 1 matter".to_owned() } else { format!("Exported {count} matters") };
    let entry = Entry { what: What::MattersExported, client: None, contact: None, thing: "", words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

const HEAD: [&str; 10] =
    ["reference", "title", "client", "type", "status", "phase", "lead", "first day", "due", "opened"];

fn written(rows: &[MatterRow]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record(HEAD).map_err(fault)?;
    for row in rows {
        table.write_record(cells(row)).map_err(fault)?;
    }
    table.into_inner().map_err(fault)
}

fn cells(row: &MatterRow) -> [String; 10] {
    [
        row.reference.clone(),
        safe_cell(&row.title),
        safe_cell(&row.client_name),
        safe_cell(&row.type_name),
        row.status.clone(),
        safe_cell(row.phase_name.as_deref().unwrap_or_default()),
        safe_cell(row.lead_name.as_deref().unwrap_or_default()),
        row.start_on.to_string(),
        row.due_on.as_ref().map(Day::to_string).unwrap_or_default(),
        Times::utc(row.created_at),
    ]
}
