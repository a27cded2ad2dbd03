//! The firm's rules.

use crate::accounts::factors::model::Rule;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A rule as stored.
#[derive(sqlx::FromRow)]
pub struct RuleRow {
    /// A role's word, or `client`.
    pub who: String,
    /// `off`, `offered`, `required`.
    pub rule: String,
    /// Since when it is required.
    pub from_at: Instant,
}

/// The rules that the firm has set.
pub async fn rules(tx: &mut Tx) -> Result<Vec<RuleRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, RuleRow>("SELECT who, rule, from_at FROM factor_rules").fetch_all(c))?)
}

/// Keeps a rule.
pub async fn set_rule(tx: &mut Tx, who: &str, rule: Rule, now: Instant) -> Result<()> {
    const SET: &str = "INSERT INTO factor_rules (who, rule, from_at, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (who) DO UPDATE SET rule = excluded.rule, from_at = excluded.from_at, changed_at = excluded.changed_at";
    let from = if let Rule::Required(from) = rule { from } else { Instant(0) };
    sql_change!(tx, SET, who, rule.word(), from, now)?;
    Ok(())
}

/// How many of the firm sign in with a role, and how many of them have a second factor.
#[derive(sqlx::FromRow)]
pub struct Share {
    /// The role's word.
    pub role: String,
    /// How many can sign in.
    pub people: i64,
    /// How many of them with a second factor.
    pub with_factor: i64,
}

/// How far the firm has come, by role. Clients may be many thousands; they are not counted.
pub async fn shares(tx: &mut Tx) -> Result<Vec<Share>> {
    const SHARES: &str = "SELECT a.role, COUNT(*) AS people, COUNT(f.account_id) AS with_factor FROM accounts a
        LEFT JOIN second_factors f ON f.id =
            (SELECT MIN(o.id) FROM second_factors o WHERE o.account_id = a.id AND o.confirmed_at IS NOT NULL)
        WHERE a.kind = 'staff' AND a.state = 'active' GROUP BY a.role";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Share>(SHARES).fetch_all(c))?)
}
