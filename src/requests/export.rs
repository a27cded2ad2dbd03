//! `GET /requests/export.csv`: the list of requests as a file, with the list's own filters: how far each is, and how each
//! thing of it stands, in the words of its page. Each export leaves a line in the log.

use super::store::{self, Filter, RequestLine, Standing};
use super::wanted::Wanted;
use crate::accounts::policy::staff_of;
use crate::accounts::session::SignedIn;
use crate::accounts::{Act, Staff, step_up};
use crate::activity::export::{BYTE_ORDER_MARK, safe_cell};
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::clients::parts::counted;
use crate::firm::{self, Times};
use crate::kernel::{AppError, Result};
use crate::server::faults::fault;
use crate::server::http::Visitor;
use crate::server::{Services, Tx};
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

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
    let rows = all(services, &staff, &Wanted::of_uri(&request.uri)).await?;
    let text = written(&rows)?;
    note(services, &staff, rows.len()).await?;
    // The day in UTC, as the times in the file.
    let day = Times::utc(services.now()).get(..10).unwrap_or_default().to_owned();
    let name = format!("attachment; filename=\"requests-{day}.csv\"");
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

/// A request, and its things as they stand.
type Told = (RequestLine, Vec<Standing>);

/// Every row that the filter finds, page by page.
async fn all(services: &Services, staff: &Staff, wanted: &Wanted) -> Result<Vec<Told>> {
    let mut tx = services.db.read().await?;
    let firm = firm::store::current(&mut tx).await?;
    let zone = firm.map_or_else(|| services.config.firm_time_zone.clone(), |firm| firm.time_zone);
    let today = Times::new(&zone, services.now()).today_day();
    let mut filter = Filter { after: String::new(), ..wanted.filter(&today) };
    let mut rows = Vec::new();
    loop {
        let page = store::list(&mut tx, &filter, &staff.wall(), PIECE).await?;
        rows.extend(with_things(&mut tx, page.rows).await?);
        match page.next {
            Some(after) => filter = Filter { after, ..filter },
            None => return Ok(rows),
        }
    }
}

async fn with_things(tx: &mut Tx, rows: Vec<RequestLine>) -> Result<Vec<Told>> {
    let ids: Vec<_> = rows.iter().map(|row| &row.id).collect();
    let mut things: HashMap<_, Vec<Standing>> = HashMap::new();
    for thing in store::standings(tx, &ids).await? {
        things.entry(thing.request_id.clone()).or_default().push(thing);
    }
    let told = |row: RequestLine| {
        let own = things.remove(&row.id).unwrap_or_default();
        (row, own)
    };
    Ok(rows.into_iter().map(told).collect())
}

async fn note(services: &Services, staff: &Staff, count: usize) -> Result<()> {
    let mut tx = services.db.write().await?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let words = format!("Exported {}", counted(count, "request", "requests"));
    let entry = Entry { what: What::RequestsExported, client: None, contact: None, thing: "", words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

const HEAD: [&str; 10] =
    ["client", "title", "matter", "state", "due", "done", "asked for", "to review", "sent", "things"];

fn written(rows: &[Told]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record(HEAD).map_err(fault)?;
    for (row, things) in rows {
        table.write_record(cells(row, things)).map_err(fault)?;
    }
    table.into_inner().map_err(fault)
}

fn cells(row: &RequestLine, things: &[Standing]) -> [String; 10] {
    let things: Vec<String> = things.iter().map(|thing| format!("{}: {}", thing.title, thing.words())).collect();
    [
        safe_cell(&row.client_name),
        safe_cell(&row.title),
        safe_cell(row.matter_title.as_deref().unwrap_or_default()),
        row.state.clone(),
        row.due_on.to_string(),
        row.received.to_string(),
        row.total.to_string(),
        row.to_review.to_string(),
        row.sent_at.map(Times::utc).unwrap_or_default(),
        safe_cell(&things.join(" · ")),
    ]
}
