//! The client list: found by words, narrowed, ordered and paged, always by an index (migrations 0004 and 0005).

use crate::clients::model::FOLLOW_UP_AFTER;
use crate::clients::model::{ClientId, Order};
use crate::found_by_words;
use crate::kernel::page::Page;
use crate::kernel::{Instant, Result, Wall};
use crate::search::Wanted;
use crate::server::Tx;
use crate::{in_group, sql};
use sqlx::AssertSqlSafe;

/// A row of the client list, with its first contact's standing.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Id.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// Lower-case name, the list's key.
    pub name_key: String,
    /// General address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Lead's name.
    pub lead_name: Option<String>,
    /// Since when.
    pub created_at: Instant,
    /// Put away.
    pub archived_at: Option<Instant>,
    /// Number of contacts.
    pub contacts: i64,
    /// Access of the first contact.
    pub state: Option<String>,
    /// Their latest invitation.
    pub invitation_id: Option<String>,
    /// Its end.
    pub expires_at: Option<Instant>,
    /// Its revocation.
    pub revoked_at: Option<Instant>,
    /// Their last login.
    pub last_login_at: Option<Instant>,
}

/// What to look for in the list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Beginnings of words in the name, the address or a contact's name or address.
    pub words: String,
    /// `active` (also when empty), `archived` or `all`.
    pub status: String,
    /// A portal state by its word; empty: any.
    pub access: String,
    /// Order.
    pub order: Order,
    /// Key of the last row of the page before.
    pub after: String,
}

// Not the view `standings`: SQLite would make all of it first, before it joins it on the left.
const ROWS: &str =
    "SELECT c.id, c.name, c.name_key, c.email, c.phone, l.name AS lead_name, c.created_at, c.archived_at,
        (SELECT COUNT(*) FROM portal_access n WHERE n.client_id = c.id) AS contacts,
        s.state, i.id AS invitation_id, i.expires_at, i.revoked_at, a.last_login_at
    FROM clients c
    LEFT JOIN accounts l ON l.id = c.lead_id
    LEFT JOIN portal_access s ON s.client_id = c.id AND s.contact_id =
        (SELECT f.contact_id FROM portal_access f WHERE f.client_id = c.id ORDER BY f.created_at, f.contact_id LIMIT 1)
    LEFT JOIN invitations i ON i.id = (SELECT v.id FROM invitations v
        WHERE v.client_id = s.client_id AND v.contact_id = s.contact_id ORDER BY v.created_at DESC, v.id DESC LIMIT 1)
    LEFT JOIN contacts k ON k.id = s.contact_id
    LEFT JOIN accounts a ON a.id = k.account_id";
/// Beside the standings: open and ended invitations that are old enough for a call (`FOLLOW_UP_AFTER`).
pub const NOT_ACCEPTED: &str = "Not accepted after 3 days";
const REACHED: &str = in_group!("c.group_id", "$9");
const BY_WORDS: &str = found_by_words!("c.id", "client", "$2", "$3", "$4", "$5", "$6", "$7");

impl Filter {
    /// What follows WHERE. `$1` is whether archived, `$2` to `$7` the words, `$8` now, `$9` the wall. Only what is asked for stands in
    /// it: a condition that is sometimes empty hides the index from the database.
    fn conditions(&self) -> String {
        let status = match self.status.as_str() {
            "all" => "1 = 1",
            _ => "(c.archived_at IS NOT NULL) = $1",
        };
        let words = if self.words.is_empty() { "1 = 1" } else { BY_WORDS };
        let access = self.access().replace("{follow_up}", &FOLLOW_UP_AFTER.0.to_string());
        format!("{status} AND {REACHED} AND {words} AND {access}")
    }

    /// Who has a contact that stands like this.
    fn access(&self) -> &'static str {
        match self.access.as_str() {
            "Active" => "c.id IN (SELECT p.client_id FROM portal_access p WHERE p.state = 'active')",
            "Inactive" => "c.id IN (SELECT p.client_id FROM portal_access p WHERE p.state = 'inactive')",
            "Not Invited" => {
                "c.id IN (SELECT p.client_id FROM portal_access p WHERE p.state = 'none' AND NOT EXISTS
                    (SELECT 1 FROM invitations i WHERE i.client_id = p.client_id AND i.contact_id = p.contact_id))"
            }
            "Revoked" => {
                "c.id IN (SELECT p.client_id FROM standings p WHERE p.state = 'none' AND p.revoked_at IS NOT NULL)"
            }
            // A cross join, because SQLite then begins with the invitations: few of them are open.
            "Pending" => {
                "c.id IN (SELECT i.client_id FROM invitations i CROSS JOIN portal_access p
                    WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $8
                    AND p.client_id = i.client_id AND p.contact_id = i.contact_id AND p.state = 'none')"
            }
            "Expired" => {
                "c.id IN (SELECT i.client_id FROM invitations i CROSS JOIN portal_access p
                    WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at <= $8
                    AND p.client_id = i.client_id AND p.contact_id = i.contact_id AND p.state = 'none')"
            }
            NOT_ACCEPTED => {
                "c.id IN (SELECT i.client_id FROM invitations i CROSS JOIN portal_access p
                    WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.created_at < CAST($8 AS BIGINT) - {follow_up}
                    AND p.client_id = i.client_id AND p.contact_id = i.contact_id AND p.state = 'none')"
            }
            _ => "1 = 1",
        }
    }

    fn archived(&self) -> bool {
        self.status == "archived"
    }

    fn by_name(&self) -> bool {
        matches!(self.order, Order::Name | Order::NameDown)
    }

    /// Where the page begins, if it is not the first: the key's name or instant, and its id.
    fn key(&self) -> Option<(&str, &str)> {
        let (key, id) = self.after.rsplit_once('-')?;
        (!id.is_empty() && (self.by_name() || key.parse::<i64>().is_ok())).then_some((key, id))
    }
}

/// Clients before which no wall stands, in order, at most `size` a page.
pub async fn list(tx: &mut Tx, filter: &Filter, wall: &Wall, now: Instant, size: usize) -> Result<Page<Row>> {
    let (after, order) = match filter.order {
        Order::Name => ("(c.name_key, c.id) > ($10, $11)", "c.name_key, c.id"),
        Order::NameDown => ("(c.name_key, c.id) < ($10, $11)", "c.name_key DESC, c.id DESC"),
        Order::Newest => ("(c.created_at, c.id) < (CAST($10 AS BIGINT), $11)", "c.created_at DESC, c.id DESC"),
        Order::Oldest => ("(c.created_at, c.id) > (CAST($10 AS BIGINT), $11)", "c.created_at, c.id"),
    };
    let key = filter.key();
    let after = if key.is_some() { after } else { "1 = 1" };
    let text = format!("{ROWS} WHERE {} AND {after} ORDER BY {order} LIMIT $12", filter.conditions());
    let (key, id) = key.unwrap_or_default();
    let [a, b, c, d, e, f] = Wanted::of(&filter.words).ranges();
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |conn| sqlx::query_as::<_, Row>(AssertSqlSafe(text))
        .bind(filter.archived())
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(now)
        .bind(wall)
        .bind(key)
        .bind(id)
        .bind(limit)
        .fetch_all(conn))?;
    Ok(Page::cut(rows, size, |row| {
        let key = if filter.by_name() { row.name_key.clone() } else { row.created_at.0.to_string() };
        format!("{key}-{}", row.id)
    }))
}

/// How many clients the filter finds before which no wall stands.
pub async fn count(tx: &mut Tx, filter: &Filter, wall: &Wall, now: Instant) -> Result<i64> {
    let text = format!("SELECT COUNT(*) FROM clients c WHERE {}", filter.conditions());
    let [a, b, c, d, e, f] = Wanted::of(&filter.words).ranges();
    Ok(sql!(tx, |conn| sqlx::query_scalar::<_, i64>(AssertSqlSafe(text))
        .bind(filter.archived())
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(now)
        .bind(wall)
        .fetch_one(conn))?)
}
