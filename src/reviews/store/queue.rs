//! What waits to be reviewed, over all clients, oldest first.

use crate::accounts::{AccountId, Staff};
use crate::clients::ClientId;
use crate::kernel::page::Page;
use crate::kernel::{Instant, Result, Wall};
use crate::requests::model::SubmissionId;
use crate::server::Tx;
use crate::{reaches_client, reaches_document, sql};

/// A submission that waits.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    /// Id.
    pub id: SubmissionId,
    /// Whose client.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// What it is the answer to.
    pub item_title: Option<String>,
    /// The document's name as the client gave it.
    pub name: String,
    /// Who sent it.
    pub account_name: String,
    /// When it came.
    pub created_at: Instant,
    /// Who looked at it last.
    pub held_by: Option<AccountId>,
    /// Their name.
    pub held_by_name: Option<String>,
    /// Until when that is taken to be so.
    pub held_until: Instant,
}

impl Waiting {
    /// What was asked for, or what the file is called.
    pub fn title(&self) -> &str {
        self.item_title.as_deref().unwrap_or(&self.name)
    }

    /// Who else looks at it now.
    pub fn holder(&self, me: &AccountId, now: Instant) -> Option<&str> {
        let other = self.held_by.as_ref().is_some_and(|who| who != me) && self.held_until > now;
        self.held_by_name.as_deref().filter(|_| other)
    }

    /// Its place in the queue.
    pub fn key(&self) -> String {
        format!("{}-{}", self.created_at.0, self.id)
    }
}

macro_rules! waiting {
    ($where:literal) => {
        concat!(
            "SELECT s.id, s.client_id, c.name AS client_name, i.title AS item_title, d.name, a.name AS account_name,
                s.created_at, s.held_by, h.name AS held_by_name, s.held_until
            FROM submissions s JOIN documents d ON d.id = s.document_id JOIN clients c ON c.id = s.client_id
            JOIN accounts a ON a.id = s.account_id
            LEFT JOIN request_items i ON i.id = s.item_id LEFT JOIN accounts h ON h.id = s.held_by
            WHERE s.state = 'waiting' AND ",
            $where
        )
    };
}

// Before what waits, at the place of the wall: the client, and the matter that it is filed under or answers a request about.
macro_rules! reached {
    ($wall:literal) => {
        concat!(reaches_client!("s.client_id", $wall), " AND ", reaches_document!("s.document_id", $wall), " AND ")
    };
}

const QUEUE: &str =
    concat!(waiting!(""), reached!("$4"), "(s.created_at, s.id) > ($1, $2) ORDER BY s.created_at, s.id LIMIT $3");

/// What waits and no wall stands before, oldest first, after the place `after`.
pub async fn queue(tx: &mut Tx, wall: &Wall, after: &str, size: usize) -> Result<Page<Waiting>> {
    let (at, id) = key(after);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows =
        sql!(tx, |c| sqlx::query_as::<_, Waiting>(QUEUE).bind(at).bind(&id).bind(limit).bind(wall).fetch_all(c))?;
    Ok(Page::cut(rows, size, Waiting::key))
}

// One round for what stands before a place and what stands from it on.
const AROUND: &str = concat!(
    "SELECT * FROM (",
    waiting!(""),
    reached!("$5"),
    "(s.created_at, s.id) < ($1, $2) ORDER BY s.created_at DESC, s.id DESC LIMIT $3",
    ") earlier UNION ALL SELECT * FROM (",
    waiting!(""),
    reached!("$5"),
    "(s.created_at, s.id) >= ($1, $2) ORDER BY s.created_at, s.id LIMIT $4",
    ") later ORDER BY created_at, id"
);

/// What waits around a place in the queue: at most `before` rows before it, and `size` from it on; whether more follow.
pub async fn around(
    tx: &mut Tx,
    wall: &Wall,
    place: (Instant, &str),
    before: i64,
    size: usize,
) -> Result<Page<Waiting>> {
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let mut rows = sql!(tx, |c| sqlx::query_as::<_, Waiting>(AROUND)
        .bind(place.0)
        .bind(place.1)
        .bind(before)
        .bind(limit)
        .bind(wall)
        .fetch_all(c))?;
    let earlier = rows.iter().take_while(|row| (row.created_at, row.id.as_str()) < place).count();
    let more = rows.len() - earlier > size;
    rows.truncate(earlier + size);
    let next = if more { rows.last().map(Waiting::key) } else { None };
    Ok(Page { rows, next })
}

const NEXT: &str = concat!(
    "SELECT s.id FROM submissions s WHERE s.state = 'waiting' AND ",
    reached!("$5"),
    "(s.created_at, s.id) > ($1, $2)
    AND (s.held_by IS NULL OR s.held_by = $3 OR s.held_until <= $4) ORDER BY s.created_at, s.id LIMIT 1"
);

/// The next that waits after a place and that nobody else looks at; after the last one the queue begins anew.
pub async fn next(tx: &mut Tx, me: &Staff, now: Instant, place: (Instant, &str)) -> Result<Option<SubmissionId>> {
    for (at, id) in [place, (Instant(0), "")] {
        let found = sql!(tx, |c| sqlx::query_scalar::<_, SubmissionId>(NEXT)
            .bind(at)
            .bind(id)
            .bind(me.id())
            .bind(now)
            .bind(me.wall())
            .fetch_optional(c))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// How many wait before which no wall stands, and since when the oldest.
pub async fn waiting_count(tx: &mut Tx, wall: &Wall) -> Result<(i64, Option<Instant>)> {
    const COUNT: &str =
        concat!("SELECT COUNT(*), MIN(s.created_at) FROM submissions s WHERE ", reached!("$1"), "s.state = 'waiting'");
    Ok(sql!(tx, |c| sqlx::query_as::<_, (i64, Option<Instant>)>(COUNT).bind(wall).fetch_one(c))?)
}

fn key(after: &str) -> (Instant, String) {
    let (at, id) = after.split_once('-').unwrap_or_default();
    (Instant(at.parse().unwrap_or_default()), id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_in_their_own_way_and_nobody_for_longer_than_they_look() {
        let (renee, thomas, now) = (AccountId::fresh(), AccountId::fresh(), Instant(1_000));
        let row = Waiting {
            id: SubmissionId::fresh(),
            client_id: ClientId::fresh(),
            client_name: "Mariam Rahman".into(),
            item_title: None,
            name: "passport.pdf".into(),
            account_name: "Mariam Rahman".into(),
            created_at: Instant(0),
            held_by: Some(thomas.clone()),
            held_by_name: Some("Thomas Vale".into()),
            held_until: now + crate::kernel::Span::minutes(2),
        };
        assert_eq!(row.holder(&renee, now), Some("Thomas Vale"));
        assert_eq!(row.holder(&thomas, now), None);
        assert_eq!(row.holder(&renee, row.held_until), None);
        assert_eq!(row.title(), "passport.pdf");
    }
}
