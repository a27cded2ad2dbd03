//! `GET /activity/export.csv` and `GET /activity/export.jsonl`: the log with the filters of its page, for other programs:
//! as a table, and as one JSON object a line. Both carry each line's number and hash in the chain. The export itself leaves
//! a line.

use super::model::{Entry, Line, What};
use super::store;
use super::wanted::{Wanted, pairs};
use crate::accounts::policy::staff_of;
use crate::accounts::{Act, SignedIn, Staff, step_up};
use crate::app::plain_error;
use crate::clients::{self, ClientId, OnClient};
use crate::firm::{self, Firm, Times};
use crate::kernel::{AppError, Result, Wall};
use crate::server::faults::fault;
use crate::server::http::Visitor;
use crate::server::{Services, Tx};
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

/// Spreadsheets need it to read names like Łukasz as UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Lines in one file at most; more are exported in parts, so that no file looks complete and isn't.
const MOST: usize = 100_000;
/// Lines read at a time.
const AT_A_TIME: usize = 1_000;

/// The route of the table.
pub async fn csv(State(services): State<Services>, parts: Parts) -> Response {
    exported(services, parts, Kind::Csv).await
}

/// The route of the JSON lines.
pub async fn json_lines(State(services): State<Services>, parts: Parts) -> Response {
    exported(services, parts, Kind::JsonLines).await
}

#[derive(Clone, Copy)]
enum Kind {
    Csv,
    JsonLines,
}

async fn exported(services: Services, parts: Parts, kind: Kind) -> Response {
    match answer(&services, &parts, kind).await {
        Ok(response) => response,
        Err(error) => plain_error(error, &parts.uri),
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP: CSV injection): a sign that could begin one gets an
/// apostrophe before it. Where cells are parted by semicolons or tabs, one could also begin inside of ours.
pub fn safe_cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut begins = true;
    for (at, sign) in text.char_indices() {
        let starts = matches!(sign, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
        if begins && (starts || (at == 0 && matches!(sign, '\t' | '\r' | '\n'))) {
            safe.push('\'');
        }
        begins = matches!(sign, ';' | '\t') || (begins && at > 0 && sign == ' ');
        safe.push(sign);
    }
    safe
}

async fn answer(services: &Services, parts: &Parts, kind: Kind) -> Result<Response> {
    let account = parts.extensions.get::<SignedIn>().ok_or(AppError::NotSignedIn)?;
    let staff = staff_of(account, &parts.extensions.get::<Visitor>().cloned().unwrap_or_default())?;
    staff.may(Act::SeeActivity)?;
    step_up::fresh_of(services, account).await?;
    let address = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut tx = services.db.read().await?;
    let client = client(&mut tx, &staff, address).await?;
    let firm = firm::store::current(&mut tx).await?.unwrap_or_else(|| Firm::unnamed(&services.config.firm_time_zone));
    let mut wanted = Wanted::read(address, &Times::new(&firm.time_zone, services.now()));
    if let Some(error) = wanted.form.error {
        return Err(error);
    }
    let of = match &client {
        Some(on) => Some(clients::store::find(&mut tx, on).await?.name),
        None => None,
    };
    wanted.filter.client = client.as_ref().map(|on| on.client().to_string()).unwrap_or_default();
    let (text, count) = written(&mut tx, &staff.wall(), wanted.filter, kind).await?;
    drop(tx);
    note(services, &staff, client.as_ref(), of, count).await?;
    Ok(attachment(services, text, kind))
}

async fn client(tx: &mut Tx, staff: &Staff, address: &str) -> Result<Option<OnClient>> {
    let id = pairs(address).into_iter().find(|(name, _)| name == "client").map(|(_, id)| id).unwrap_or_default();
    if id.is_empty() {
        return Ok(None);
    }
    OnClient::of_staff(tx, staff, Act::SeeActivity, ClientId::try_from(id)?).await.map(Some)
}

/// The whole file, and how many lines it has.
async fn written(tx: &mut Tx, wall: &Wall, mut filter: store::Filter, kind: Kind) -> Result<(Vec<u8>, usize)> {
    let mut file = begun(kind)?;
    let mut count = 0;
    filter.after.clear();
    loop {
        let page = store::list(tx, &filter, wall, AT_A_TIME).await?;
        count += page.rows.len();
        if count > MOST || (count == MOST && page.next.is_some()) {
            let words = "More than 100,000 lines match. Choose a first and a last day and export them in parts.";
            return Err(AppError::TooLarge(words.to_owned()));
        }
        let ids: Vec<String> = page.rows.iter().map(|line| line.id.clone()).collect();
        let links = store::chain::links_of(tx, &ids).await?;
        let links: HashMap<String, Link> = links.into_iter().map(|(id, seq, hash)| (id, Link { seq, hash })).collect();
        for line in &page.rows {
            file = added(file, line, links.get(&line.id), kind)?;
        }
        match page.next {
            Some(next) => filter.after = next,
            None => return Ok((file, count)),
        }
    }
}

/// A line's place in the chain.
struct Link {
    seq: i64,
    hash: String,
}

fn begun(kind: Kind) -> Result<Vec<u8>> {
    match kind {
        Kind::Csv => row(BYTE_ORDER_MARK.to_vec(), &HEADINGS.map(str::to_owned)),
        Kind::JsonLines => Ok(Vec::new()),
    }
}

fn added(mut file: Vec<u8>, line: &Line, link: Option<&Link>, kind: Kind) -> Result<Vec<u8>> {
    match kind {
        Kind::Csv => row(file, &cells(line, link)),
        Kind::JsonLines => {
            serde_json::to_writer(&mut file, &object(line, link)).map_err(fault)?;
            file.push(b'\n');
            Ok(file)
        }
    }
}

const HEADINGS: [&str; 10] = ["time", "who", "side", "what", "client", "words", "ip", "browser", "line", "hash"];

fn row(file: Vec<u8>, cells: &[String]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(file);
    table.write_record(cells).map_err(fault)?;
    table.into_inner().map_err(fault)
}

fn cells(line: &Line, link: Option<&Link>) -> [String; 10] {
    [
        Times::utc(line.at),
        safe_cell(&line.actor_name),
        safe_cell(&line.actor_kind),
        safe_cell(&line.act),
        safe_cell(line.client_name.as_deref().unwrap_or_default()),
        safe_cell(&line.words),
        safe_cell(&line.ip),
        safe_cell(&line.browser),
        link.map(|link| link.seq.to_string()).unwrap_or_default(),
        link.map(|link| link.hash.clone()).unwrap_or_default(),
    ]
}

/// All that the line's hash is made of, and what it is called today.
fn object(line: &Line, link: Option<&Link>) -> serde_json::Value {
    serde_json::json!({
        "line": link.map(|link| link.seq),
        "hash": link.map(|link| &link.hash),
        "id": line.id,
        "time": Times::utc(line.at),
        "at": line.at.0,
        "actor_id": line.actor_id,
        "who": line.actor_name,
        "side": line.actor_kind,
        "what": line.act,
        "client_id": line.client_id,
        "client": line.client_name,
        "contact_id": line.contact_id,
        "thing_id": line.thing_id,
        "words": line.words,
        "ip": line.ip,
        "browser": line.browser,
    })
}

async fn note(
    services: &Services,
    staff: &Staff,
    client: Option<&OnClient>,
    of: Option<String>,
    count: usize,
) -> Result<()> {
    let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    let words = match of {
        Some(name) => format!("Exported {lines} of the activity of {name}"),
        None => format!("Exported {lines} of the firm’s activity"),
    };
    let client = client.map(|on| on.client().as_str());
    let entry = Entry { what: What::ActivityExported, client, contact: None, thing: client.unwrap_or_default(), words };
    let mut tx = services.db.write().await?;
    super::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

fn attachment(services: &Services, text: Vec<u8>, kind: Kind) -> Response {
    let (ending, media_type) = match kind {
        Kind::Csv => ("csv", "text/csv; charset=utf-8"),
        Kind::JsonLines => ("jsonl", "application/jsonl; charset=utf-8"),
    };
    // The day in UTC, as the times in the file.
    let now = Times::utc(services.now());
    let name = format!("attachment; filename=\"activity-{}.{ending}\"", now.get(..10).unwrap_or_default());
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Instant;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+592 555 0142", "'+592 555 0142"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("x;=1+1;y.pdf", "x;'=1+1;y.pdf"),
            ("a; \t@b", "a; \t'@b"),
            ("Rahman; Yusuf = 2", "Rahman; Yusuf = 2"),
            ("\r=1", "'\r=1"),
            ("Mariam = Rahman", "Mariam = Rahman"),
            ("'=1", "'=1"),
            ("", ""),
        ] {
            assert_eq!(safe_cell(text), cell, "{text}");
        }
    }

    #[test]
    fn a_line_is_ten_cells_with_its_time_in_utc() {
        let line = Line {
            id: "1".into(),
            at: Instant(1_795_530_120_000),
            actor_id: "2".into(),
            actor_name: "=cmd|'/c calc'!A0".into(),
            actor_kind: "client".into(),
            act: "signed in".into(),
            client_id: None,
            client_name: None,
            contact_id: None,
            thing_id: "2".into(),
            words: "Signed in".into(),
            ip: "190.80.2.14".into(),
            browser: "Chrome on Windows".into(),
        };
        let expected = [
            "2026-11-24T14:22:00.000Z",
            "'=cmd|'/c calc'!A0",
            "client",
            "signed in",
            "",
            "Signed in",
            "190.80.2.14",
            "Chrome on Windows",
            "7",
            "0a",
        ];
        assert_eq!(cells(&line, Some(&Link { seq: 7, hash: "0a".into() })), expected);
    }
}
