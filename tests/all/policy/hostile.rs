//! Hostile names and texts in every column that people fill, seen on every page and in every export: whatever came into
//! the tables, nothing of it becomes markup, a script, an address or a formula. The texts are in `tests/hostile/texts.jsonl`,
//! which Chromium reads as well (`end2end/hostile.spec.ts`).

use super::people::{Person, World};
use crate::support::TestApp;
use gk_nexus::activity::export::safe_cell;
use gk_nexus::app::table::{TABLE, Who};
use gk_nexus::documents::names::{disposition, kept};
use gk_nexus::firm::model::{line, phone, text};
use gk_nexus::kernel::Email;
use gk_nexus::kernel::signs::without_tricks;
use gk_nexus::server::db::Pools;
use scraper::Html;

/// Columns of text that the program fills and reads back as what it wrote: words of its own, addresses, keys. Every other
/// one is filled with hostile texts, so that a new column is tried unless somebody says here that it is none.
const OURS: [&str; 66] = [
    "accounts.email",
    "accounts.kind",
    "accounts.role",
    "accounts.state",
    "activity.", // Only grows; its lines come from acts.
    "activity_chain.",
    "activity_head.",
    "activity_keys.",
    "chase_rules.received",
    "clients.email",
    "contacts.email",
    "contacts.time_zone",
    "decisions.item_state_before",
    "decisions.verdict",
    "devices.ip",
    "document_versions.blob",
    "document_versions.media_type",
    "document_versions.scan",
    "document_versions.sha256",
    "documents.origin",
    "example_files.blob",
    "example_files.media_type",
    "example_files.sha256",
    "factor_rules.",
    "firm.accent",
    "firm.email",
    "firm.filing_pattern",
    "firm.time_zone",
    "firm.working_days",
    "invitations.email",
    "invitations.nonce",
    "invitations.revoked_why",
    "item_answers.kind",
    "mail_events.fate",
    "mail_stops.address",
    "mail_stops.fate",
    "matters.readable_until",
    "matters.reference",
    "matters.status",
    "outbox.about",
    "outbox.carrier",
    "outbox.fate",
    "outbox.kind",
    "outbox.letter",
    "outbox.recipient",
    "outbox.state",
    "passkey_challenges.",
    "password_resets.nonce",
    "portal_access.reason",
    "portal_access.state",
    "recovery_codes.",
    "reminders.outcome",
    "request_items.kinds",
    "request_items.need",
    "request_items.state",
    "requests.chasing",
    "requests.state",
    "search_words.",
    "second_factors.",
    "sessions.ip",
    "submissions.state",
    "team_invitations.email",
    "team_invitations.nonce",
    "team_invitations.role",
    "template_items.kinds",
    "template_items.need",
];
/// Endings of columns that hold ids, hashes, keys and days.
const KEYS: [&str; 10] =
    ["_id", "_hash", "_key", "_at", "_on", "_by", "handed_to", "_client", "_contact", "uploads.state"];

fn texts() -> Vec<String> {
    include_str!("../../hostile/texts.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `table.column` of all that people fill.
async fn filled_by_people(app: &TestApp) -> Vec<(String, String)> {
    let Pools::Sqlite { read, .. } = &app.services.db.pools else { panic!("asked of SQLite") };
    let columns = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.type = 'TEXT' AND c.name <> 'id' ORDER BY 1, 2";
    let all: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(read).await.unwrap();
    let of_people = |(table, column): &(String, String)| {
        let name = format!("{table}.{column}");
        let ours = OURS.iter().any(|ours| if ours.ends_with('.') { name.starts_with(ours) } else { *ours == name });
        !ours && !KEYS.iter().any(|ending| name.ends_with(ending))
    };
    all.into_iter().filter(of_people).collect()
}

/// Fills each of these columns with its share of the texts; all of them stand somewhere, and each begins like a formula.
async fn fill(app: &TestApp, columns: &[(String, String)], texts: &[String]) {
    let share = texts.len().div_ceil(columns.len());
    let rows: Vec<String> = (columns.iter().zip(texts.chunks(share).cycle()))
        .map(|((table, column), share)| {
            let words = format!("={} \u{202e}hostile", share.join(" ")).replace('\'', "''");
            format!("UPDATE {table} SET {column} = '{words}';")
        })
        .collect();
    app.run(&rows.join("\n")).await.unwrap();
}

/// What of this page is not the portal's own.
fn foreign(html: &str, nonce: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let mut found = Vec::new();
    let elements = document.tree.nodes().filter_map(scraper::ElementRef::wrap);
    for element in elements {
        let name = element.value().name();
        if ["x-hostile", "style", "iframe", "object", "embed", "base", "marquee", "math", "video", "audio"]
            .contains(&name)
            && !(name == "iframe" && element.attr("src").is_some_and(|src| src.ends_with("/preview")))
        {
            found.push(format!("<{name}>"));
        }
        if name == "script" && element.attr("nonce") != Some(nonce) {
            found.push("a script without the nonce".to_owned());
        }
        for (attribute, value) in element.value().attrs() {
            let leads = ["href", "src", "action", "formaction", "data", "poster", "xlink:href"].contains(&attribute);
            let own =
                ["/", "#", "?", "mailto:", "tel:"].iter().any(|start| value.starts_with(start)) || value.is_empty();
            let away = value.starts_with("//") || value.starts_with("/\\") || value.contains(['\t', '\n', '\r']);
            if (leads && (!own || away))
                || attribute.starts_with("on")
                || ["style", "srcdoc", "data-hostile"].contains(&attribute)
            {
                found.push(format!("<{name} {attribute}={value:.80}>"));
            }
        }
    }
    found
}

/// Cells that a spreadsheet would compute.
fn formulas(csv: &str) -> Vec<String> {
    let mut table = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let cells = table.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    cells.filter(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])).collect()
}

/// Everything that this person can open, with what is wrong there; and how many pages show a hostile text.
async fn look(world: &World, person: &Person, wanted: fn(Who) -> bool) -> (Vec<String>, usize) {
    let (mut wrong, mut shown) = (Vec::new(), 0);
    for (_, path, _) in
        TABLE.iter().filter(|(method, path, who)| *method == "GET" && *path != "/events" && wanted(*who))
    {
        let got = person.call("GET", path, &world.real, false).await;
        assert!(got.status < 500 && got.status != 404, "{path}: {} {:.300}", got.status, got.body);
        shown += usize::from(got.body.contains("hostile"));
        let bad = match path.rsplit_once("/export.") {
            Some((_, "csv")) => formulas(&got.body),
            Some(_) => got
                .body
                .lines()
                .filter(|line| serde_json::from_str::<serde_json::Value>(line).is_err())
                .map(str::to_owned)
                .collect(),
            None => foreign(&got.body, &got.nonce()),
        };
        wrong.extend(bad.into_iter().map(|what| format!("{} {path}: {what}", person.name)));
        // Seven times seven, had a template engine been asked.
        if got.body.contains(">49<") || got.body.contains("=49 ") {
            wrong.push(format!("{path} computes"));
        }
    }
    (wrong, shown)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_texts_in_every_column_stay_texts_on_every_page_and_in_every_export() {
    let world = World::open(TestApp::on_sqlite().await).await;
    let columns = filled_by_people(&world.app).await;
    assert!(columns.len() > 40, "{columns:?}");
    fill(&world.app, &columns, &texts()).await;
    let of = |name: &str| world.people.iter().find(|person| person.name == name).unwrap();
    let (mut wrong, staff_saw) = look(&world, of("owner"), |who| matches!(who, Who::Staff(_) | Who::Both(_))).await;
    let (more, client_saw) = look(&world, of("client A"), |who| matches!(who, Who::ClientPeople)).await;
    wrong.extend(more);
    let (more, _) = look(&world, of("nobody"), |who| who == Who::Everybody).await;
    wrong.extend(more);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(staff_saw > 40 && client_saw > 4, "hostile texts were seen on {staff_saw} and {client_saw} pages only");
    // What is asked for comes back on pages as well.
    for (at, text) in texts().iter().enumerate().filter(|(at, text)| at % 9 == 0 && text.len() < 200) {
        let asked = reqwest::Url::parse_with_params("http://x/", [("q", text)]).unwrap();
        let page = ["/clients", "/matters", "/activity", "/requests"][at % 4];
        let got = of("owner").call("GET", &format!("{page}?{}", asked.query().unwrap()), &world.real, false).await;
        assert_eq!((got.status, foreign(&got.body, &got.nonce())), (200, Vec::new()), "{page} {text}");
    }
    // Rows that an act writes, in the log and in mail (`Mailbox`, `mail/render_tests.rs`).
    world.app.deliver().await;
}

#[test]
fn what_looks_for_foreign_markup_finds_it() {
    let page = |inside: &str| foreign(&format!("<!doctype html><body>{inside}</body>"), "n");
    assert_eq!(
        page("<script nonce=n></script><a href='/x'>&lt;script&gt;</a><a href='mailto:a@b.example'>x</a>"),
        Vec::<String>::new()
    );
    for inside in texts()
        .iter()
        .filter(|text| text.starts_with("<img") || text.starts_with("<svg o") || text.starts_with("<iframe"))
    {
        assert!(!page(inside).is_empty(), "{inside}");
    }
    for inside in [
        "<script>1</script>",
        "<a href='javascript:alert(1)'>",
        "<a href=//evil.example>",
        "<p style=x>",
        "<form action='https://x'>",
    ] {
        assert!(!page(inside).is_empty(), "{inside}");
    }
    assert_eq!(formulas("a,b\n\"=1+1\",x\n'=1,-2\n").len(), 2);
}

#[test]
fn what_people_type_is_taken_whole_or_refused() {
    for sent in texts() {
        for (taken, lines) in
            [(text("f", &sent, 1, 300, "missing"), true), (line("f", &sent, 1, 300, "missing"), false)]
        {
            let Ok(taken) = taken else { continue };
            assert!(taken.chars().all(|c| !c.is_control() || (lines && c == '\n')), "{sent:?}");
            assert_eq!(taken, without_tricks(&taken).trim(), "{sent:?}: taken once, it stays as it is");
        }
        if let Ok(email) = Email::parse("email", &sent) {
            assert!(!email.as_str().contains(['<', '>', '"', ',', '\r', '\n', ' ']), "{sent:?}");
        }
        if let Ok(phone) = phone("phone", &sent) {
            assert!(!phone.contains(['<', '"', '&', '\n']), "{sent:?}");
        }
        let name = kept(&sent);
        assert!(
            !name.is_empty() && !name.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']) && !name.starts_with('.'),
            "{sent:?}"
        );
        let header = disposition(&name);
        assert!(
            header.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && header.matches('"').count() == 2,
            "{header}"
        );
        let cell = safe_cell(&sent);
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
    }
}
