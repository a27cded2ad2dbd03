//! All SQL of the log. Rows are only added; triggers refuse anything else on both databases.

use super::model::{Actor, Entry, Line};
use crate::kernel::page::Page;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

const ADD: &str = "INSERT INTO activity
    (id, at, actor_id, actor_name, actor_kind, act, client_id, contact_id, thing_id, words, ip, browser)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Writes one line, in the transaction of the act it tells of.
pub async fn record(tx: &mut Tx, now: Instant, actor: &Actor, entry: Entry<'_>) -> Result<()> {
    let id = uuid::Uuid::now_v7().simple().to_string();
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
    Ok(())
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

const LIST: &str = "SELECT a.id, a.at, a.actor_name, a.actor_kind, a.act, a.client_id, c.name AS client_name, a.contact_id,
        a.words, a.ip, a.browser
    FROM activity a LEFT JOIN clients c ON c.id = a.client_id
    WHERE ($1 = '' OR a.client_id = $1)
      AND ($2 = '' OR a.contact_id = $2)
      AND ($3 = '' OR a.act = $3)
      AND ($4 = '' OR a.actor_kind = $4)
      AND ($5 = '' OR lower(a.words) LIKE $5 ESCAPE '!' OR lower(a.actor_name) LIKE $5 ESCAPE '!' OR c.name_key LIKE $5 ESCAPE '!')
      AND a.at >= $6 AND a.at < $7
      AND (a.at < $8 OR (a.at = $8 AND a.id < $9))
    ORDER BY a.at DESC, a.id DESC LIMIT $10";

/// Lines, newest first, at most `size` a page.
pub async fn list(tx: &mut Tx, filter: &Filter, size: usize) -> Result<Page<Line>> {
    let words = crate::server::db::like(&filter.words);
    let (at, id) = key(&filter.after);
    let from = filter.from.unwrap_or(Instant(0));
    let before = filter.before.unwrap_or(Instant(i64::MAX));
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Line>(LIST)
        .bind(&filter.client)
        .bind(&filter.contact)
        .bind(&filter.act)
        .bind(&filter.side)
        .bind(&words)
        .bind(from)
        .bind(before)
        .bind(at)
        .bind(&id)
        .bind(limit)
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |line| format!("{}-{}", line.at.0, line.id)))
}

fn key(after: &str) -> (Instant, String) {
    let (at, id) = after.split_once('-').unwrap_or_default();
    (Instant(at.parse().unwrap_or(i64::MAX)), id.to_owned())
}

const COUNT: &str = "SELECT COUNT(*) FROM activity WHERE client_id = $1 AND contact_id = $2";

/// How many lines concern this contact at this client.
pub async fn count(tx: &mut Tx, client: &str, contact: &str) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(client).bind(contact).fetch_one(c))?)
}

const PLACE: &str = "SELECT p.client_id, p.contact_id FROM contacts k JOIN portal_access p ON p.contact_id = k.id
    WHERE k.account_id = $1 ORDER BY p.created_at, p.client_id LIMIT 1";

/// Client and contact behind a client person's account, so that sign-ins stand in the client's history.
pub async fn place_of_account(tx: &mut Tx, account: &str) -> Result<(Option<String>, Option<String>)> {
    let place = sql!(tx, |c| sqlx::query_as::<_, (String, String)>(PLACE).bind(account).fetch_optional(c))?;
    Ok(place.map_or((None, None), |(client, contact)| (Some(client), Some(contact))))
}
