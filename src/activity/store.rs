//! All SQL of the log. Rows are only added; triggers refuse anything else on both databases, and a chain of keyed hashes
//! tells of whoever does it all the same (`chain`).

pub mod chain;

use super::model::{Actor, Entry, Line};
use crate::kernel::page::Page;
use crate::kernel::{Instant, Result, Wall};
use crate::server::Tx;
use crate::{
    reaches_client, reaches_document, reaches_item, reaches_mail, reaches_matter, reaches_request, sql, sql_change,
};

/// Asks with the filter's twelve places; `$10` is the limit or the offset, `$12` the wall.
macro_rules! ask {
    ($tx:expr, $filter:expr, $wall:expr, $text:expr, $many:expr, $fetch:ident) => {{
        let (text, filter) = ($text, $filter);
        let (at, id) = key(&filter.after);
        sql!($tx, |c| sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(&filter.client)
            .bind(&filter.contact)
            .bind(&filter.act)
            .bind(&filter.side)
            .bind(crate::server::db::like(&filter.words))
            .bind(filter.from.unwrap_or(Instant(0)))
            .bind(filter.before.unwrap_or(Instant(i64::MAX)))
            .bind(at)
            .bind(id)
            .bind($many)
            .bind(LOOKED_THROUGH)
            .bind($wall)
            .$fetch(c))
    }};
}

const ADD: &str = "INSERT INTO activity
    (id, at, actor_id, actor_name, actor_kind, act, client_id, contact_id, thing_id, words, ip, browser)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Writes one line, in the transaction of the act it tells of.
pub async fn record(tx: &mut Tx, now: Instant, actor: &Actor, entry: Entry<'_>) -> Result<()> {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let content = chain::content(
        now,
        [
            Some(&id),
            Some(&actor.id),
            Some(&actor.name),
            Some(actor.kind.word()),
            Some(entry.what.word()),
            entry.client,
            entry.contact,
            Some(entry.thing),
            Some(&entry.words),
            Some(&actor.visitor.ip),
            Some(&actor.visitor.browser),
        ],
    );
    sql_change!(
        tx,
        ADD,
        &id,
        now,
        &actor.id,
        &actor.name,
        actor.kind.word(),
        entry.what.word(),
        entry.client,
        entry.contact,
        entry.thing,
        &entry.words,
        &actor.visitor.ip,
        &actor.visitor.browser
    )?;
    tx.line_written(id, content);
    Ok(())
}

const STANDS: &str = "SELECT COUNT(*) FROM activity
    WHERE client_id = $1 AND at >= $2 AND thing_id = $3 AND actor_id = $4 AND act = $5 AND words = $6";

/// Whether this line about a client stands in the log since `since`, written for the same actor.
pub async fn stands_since(tx: &mut Tx, since: Instant, actor: &Actor, entry: &Entry<'_>) -> Result<bool> {
    let count: i64 = sql!(tx, |c| sqlx::query_scalar(STANDS)
        .bind(entry.client)
        .bind(since)
        .bind(entry.thing)
        .bind(&actor.id)
        .bind(entry.what.word())
        .bind(&entry.words)
        .fetch_one(c))?;
    Ok(count > 0)
}

/// What to look for. Empty texts and none mean: no limit.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this client.
    pub client: String,
    /// Only concerning this contact.
    pub contact: String,
    /// Only this act, by its word.
    pub act: String,
    /// Only by this side: `staff`, `client`, `portal`, `nobody`.
    pub side: String,
    /// Words in the line, the actor's or the client's name.
    pub words: String,
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub before: Option<Instant>,
    /// Only lines older than this key (`at-id`), for the next page.
    pub after: String,
}

/// What a line tells of can be reached: its client, and the matter that it is about itself or through what it names.
macro_rules! reached {
    ($wall:literal) => {
        concat!(
            " AND ",
            reaches_client!("a.client_id", $wall),
            " AND ",
            reaches_matter!("a.thing_id", $wall),
            " AND ",
            reaches_request!("a.thing_id", $wall),
            " AND ",
            reaches_item!("a.thing_id", $wall),
            " AND ",
            reaches_document!("a.thing_id", $wall),
            " AND ",
            reaches_mail!("a.thing_id", $wall),
            " AND ",
            reaches_receipt!($wall),
            " AND ",
            reaches_begun!($wall)
        )
    };
}

/// Files are counted in the line that a go is over: each document on that receipt can be reached.
macro_rules! reaches_receipt {
    ($wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR NOT EXISTS (SELECT 1 FROM documents wt WHERE wt.receipt_id = a.thing_id AND NOT ",
            reaches_document!("wt.id", $wall),
            "))"
        )
    };
}

/// A file's name stands in the line that it was begun, and what it was for is known only where the line names an item:
/// the others are for whoever no group is closed to.
macro_rules! reaches_begun {
    ($wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR a.act <> 'upload begun' OR EXISTS (SELECT 1 FROM request_items wi WHERE wi.id = a.thing_id)
            OR NOT EXISTS (SELECT 1 FROM practice_groups wg WHERE wg.id NOT IN
                (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            ")))"
        )
    };
}
const REACHED: &str = reached!("$12");

/// How many lines are looked through for words at a time: no index serves them, and the log may have millions.
const LOOKED_THROUGH: i64 = 5000;

impl Filter {
    /// What follows WHERE, without the words. Only what is asked for stands in it: a condition that is sometimes empty
    /// hides the index from the database. `$1` client, `$2` contact, `$3` act, `$4` side, `$6` and `$7` from and
    /// before, `$8` and `$9` the key, `$12` the wall.
    fn conditions(&self) -> String {
        let mut text = "a.at >= $6 AND a.at < $7".to_owned();
        for (asked, condition) in [
            (!self.client.is_empty(), " AND a.client_id = $1"),
            (!self.contact.is_empty(), " AND a.contact_id = $2"),
            (!self.act.is_empty(), " AND a.act = $3"),
            (!self.side.is_empty(), " AND a.actor_kind = $4"),
            (!self.after.is_empty(), " AND (a.at, a.id) < ($8, $9)"),
        ] {
            text.push_str(if asked { condition } else { "" });
        }
        text.push_str(REACHED);
        text
    }

    /// The lines of these conditions; of the newest [`LOOKED_THROUGH`] those that have the words `$5`.
    fn text(&self) -> String {
        let conditions = self.conditions();
        if self.words.is_empty() {
            return format!(
                "SELECT a.id, a.at, a.actor_id, a.actor_name, a.actor_kind, a.act, a.client_id, a.contact_id, a.thing_id, a.words, a.ip, a.browser,
                    c.name AS client_name
                FROM activity a LEFT JOIN clients c ON c.id = a.client_id
                WHERE {conditions} ORDER BY a.at DESC, a.id DESC LIMIT $10"
            );
        }
        format!(
            "SELECT n.id, n.at, n.actor_id, n.actor_name, n.actor_kind, n.act, n.client_id, n.contact_id, n.thing_id, n.words, n.ip, n.browser,
                c.name AS client_name
            FROM (SELECT * FROM activity a WHERE {conditions} ORDER BY a.at DESC, a.id DESC LIMIT $11) n
            LEFT JOIN clients c ON c.id = n.client_id
            WHERE lower(n.words) LIKE $5 ESCAPE '!' OR lower(n.actor_name) LIKE $5 ESCAPE '!' OR c.name_key LIKE $5 ESCAPE '!'
            ORDER BY n.at DESC, n.id DESC LIMIT $10"
        )
    }
}

/// Lines, newest first, at most `size` a page. With words, a page may have fewer, or none, and still be followed by
/// another: so many lines were looked through.
pub async fn list(tx: &mut Tx, filter: &Filter, wall: &Wall, size: usize) -> Result<Page<Line>> {
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows: Vec<Line> = ask!(tx, filter, wall, filter.text(), limit, fetch_all)?;
    let mut page = Page::cut(rows, size, |line| format!("{}-{}", line.at.0, line.id));
    if page.next.is_none() && !filter.words.is_empty() {
        page.next = looked_until(tx, filter, wall).await?;
    }
    Ok(page)
}

/// The key of the last line that was looked through for words, if there may be more.
async fn looked_until(tx: &mut Tx, filter: &Filter, wall: &Wall) -> Result<Option<String>> {
    let conditions = filter.conditions();
    let text = format!(
        "SELECT a.at, a.id FROM activity a WHERE {conditions} ORDER BY a.at DESC, a.id DESC LIMIT 1 OFFSET $10"
    );
    let last: Option<(Instant, String)> = ask!(tx, filter, wall, text, LOOKED_THROUGH - 1, fetch_optional)?;
    Ok(last.map(|(at, id)| format!("{}-{id}", at.0)))
}

fn key(after: &str) -> (Instant, String) {
    let (at, id) = after.split_once('-').unwrap_or_default();
    (Instant(at.parse().unwrap_or(i64::MAX)), id.to_owned())
}

/// The last time that somebody verified the log: when, who, the result in words, and what it names.
pub async fn last_verified(tx: &mut Tx) -> Result<Option<(Instant, String, String, String)>> {
    const LAST: &str = "SELECT at, actor_name, words, thing_id FROM activity
        WHERE act = 'log verified' ORDER BY at DESC, id DESC LIMIT 1";
    Ok(sql!(tx, |c| sqlx::query_as(LAST).fetch_optional(c))?)
}

const COUNT: &str =
    concat!("SELECT COUNT(*) FROM activity a WHERE a.client_id = $1 AND a.contact_id = $2", reached!("$3"));

/// How many lines concern this contact at this client, before which no wall stands.
pub async fn count(tx: &mut Tx, client: &str, contact: &str, wall: &Wall) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(client).bind(contact).bind(wall).fetch_one(c))?)
}

const PLACE: &str = "SELECT p.client_id, p.contact_id FROM contacts k JOIN portal_access p ON p.contact_id = k.id
    WHERE k.account_id = $1 ORDER BY p.created_at, p.client_id LIMIT 1";

/// Client and contact behind a client person's account, so that sign-ins stand in the client's history.
pub async fn place_of_account(tx: &mut Tx, account: &str) -> Result<(Option<String>, Option<String>)> {
    let place = sql!(tx, |c| sqlx::query_as::<_, (String, String)>(PLACE).bind(account).fetch_optional(c))?;
    Ok(place.map_or((None, None), |(client, contact)| (Some(client), Some(contact))))
}
