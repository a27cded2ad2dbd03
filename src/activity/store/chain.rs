//! The log as the chain sees it: what each line says, in the order of links or of time.

use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::sql;
use sha2::{Digest, Sha256};

/// A line with all that its link is made of.
#[allow(missing_docs, reason = "each field is the column of its name")]
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Whole {
    pub id: String,
    pub at: Instant,
    pub actor_id: String,
    pub actor_name: String,
    pub actor_kind: String,
    pub act: String,
    pub client_id: Option<String>,
    pub contact_id: Option<String>,
    pub thing_id: String,
    pub words: String,
    pub ip: String,
    pub browser: String,
}

impl Whole {
    /// The hash of what it says.
    pub fn content(&self) -> [u8; 32] {
        content(
            self.at,
            [
                Some(&self.id),
                Some(&self.actor_id),
                Some(&self.actor_name),
                Some(&self.actor_kind),
                Some(&self.act),
                self.client_id.as_deref(),
                self.contact_id.as_deref(),
                Some(&self.thing_id),
                Some(&self.words),
                Some(&self.ip),
                Some(&self.browser),
            ],
        )
    }
}

/// The SHA-256 of what a line says: when, then id, actor's id, name and side, act, client, contact, thing, words, address,
/// browser. Each with its length before it, so that nothing can move from one to the next.
pub fn content(at: Instant, cells: [Option<&str>; 11]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(at.0.to_be_bytes());
    for cell in cells {
        match cell {
            None => hash.update([0]),
            Some(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
    }
    hash.finalize().into()
}

/// A link with its line, if that is there.
pub struct Linked {
    /// Number.
    pub seq: i64,
    /// The link's hash.
    pub hash: String,
    /// Its line.
    pub line: Option<Whole>,
}

/// Links after number `after` up to `last`, at most `most`.
pub async fn links(tx: &mut Tx, after: i64, last: i64, most: i64) -> Result<Vec<Linked>> {
    const LINKS: &str = "SELECT h.seq, h.hash, h.activity_id FROM activity_chain h
        WHERE h.seq > $1 AND h.seq <= $2 ORDER BY h.seq LIMIT $3";
    const LINES: &str =
        "SELECT a.id, a.at, a.actor_id, a.actor_name, a.actor_kind, a.act, a.client_id, a.contact_id, a.thing_id,
            a.words, a.ip, a.browser
        FROM activity_chain h JOIN activity a ON a.id = h.activity_id
        WHERE h.seq > $1 AND h.seq <= $2 ORDER BY h.seq";
    let links: Vec<(i64, String, String)> =
        sql!(tx, |c| sqlx::query_as(LINKS).bind(after).bind(last).bind(most).fetch_all(c))?;
    let Some((to, ..)) = links.last() else { return Ok(Vec::new()) };
    let lines: Vec<Whole> = sql!(tx, |c| sqlx::query_as(LINES).bind(after).bind(to).fetch_all(c))?;
    let mut lines = lines.into_iter().peekable();
    Ok(links
        .into_iter()
        .map(|(seq, hash, id)| Linked { seq, hash, line: lines.next_if(|line| line.id == id) })
        .collect())
}

/// Lines in the order of time, after this key, at most `most`.
pub async fn lines(tx: &mut Tx, (at, id): (Instant, &str), most: i64) -> Result<Vec<Whole>> {
    const LINES: &str =
        "SELECT id, at, actor_id, actor_name, actor_kind, act, client_id, contact_id, thing_id, words, ip, browser
        FROM activity WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3";
    Ok(sql!(tx, |c| sqlx::query_as(LINES).bind(at).bind(id).bind(most).fetch_all(c))?)
}

/// A line that has no link, or one outside of the chain: nobody wrote it through the portal.
pub async fn stranger(tx: &mut Tx) -> Result<Option<Whole>> {
    const STRANGER: &str =
        "SELECT a.id, a.at, a.actor_id, a.actor_name, a.actor_kind, a.act, a.client_id, a.contact_id, a.thing_id,
            a.words, a.ip, a.browser
        FROM activity a LEFT JOIN activity_chain h ON h.activity_id = a.id
            AND h.seq >= 1 AND h.seq <= (SELECT w.seq FROM activity_head w WHERE w.id = 1)
        WHERE h.activity_id IS NULL LIMIT 1";
    Ok(sql!(tx, |c| sqlx::query_as(STRANGER).fetch_optional(c))?)
}

/// When the line behind a link was written, and what act it tells of.
pub async fn told_at(tx: &mut Tx, seq: i64) -> Result<Option<(Instant, String)>> {
    const TOLD: &str =
        "SELECT a.at, a.act FROM activity_chain h JOIN activity a ON a.id = h.activity_id WHERE h.seq = $1";
    Ok(sql!(tx, |c| sqlx::query_as(TOLD).bind(seq).fetch_optional(c))?)
}

/// Number and hash of each of these lines' links.
pub async fn links_of(tx: &mut Tx, ids: &[String]) -> Result<Vec<(String, i64, String)>> {
    let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let text =
        format!("SELECT activity_id, seq, hash FROM activity_chain WHERE activity_id IN ({})", places.join(", "));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sql!(tx, |c| {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text));
        for id in ids {
            query = query.bind(id);
        }
        query.fetch_all(c)
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_from_one_cell_to_the_next_unseen() {
        let with = |client: Option<&str>, contact: Option<&str>, thing: &str| {
            let all = [Some("1"), Some("2"), Some("A"), Some("staff"), Some("act"), client, contact, Some(thing)];
            let mut cells = [Some("w"); 11];
            cells[..8].copy_from_slice(&all);
            content(Instant(5), cells)
        };
        let plain = with(None, None, "ab");
        assert_eq!(plain, with(None, None, "ab"));
        for other in [with(Some(""), None, "ab"), with(None, Some(""), "ab"), with(Some("a"), None, "b")] {
            assert_ne!(plain, other);
        }
        assert_ne!(with(Some("a"), Some("b"), ""), with(Some("ab"), Some(""), ""));
    }
}
