//! All SQL of second factors: this file has the factors themselves, the others what a sign-in waits for, and the rules.

mod codes;
mod rules;
mod steps;

pub use codes::*;
pub use rules::*;
pub use steps::*;

use super::model::FactorId;
use crate::accounts::AccountId;
use crate::kernel::{AppError, Instant, Result};
use crate::server::{Keys, Tx, db};
use crate::{sql, sql_change};

/// What an authenticator app's secret is sealed for.
const APP: &str = "authenticator app";

/// A factor as stored.
#[derive(Clone, sqlx::FromRow)]
pub struct Factor {
    /// Id.
    pub id: FactorId,
    /// `app` or `passkey`.
    pub kind: String,
    /// What its owner calls it.
    pub name: String,
    /// App: the sealed secret; passkey: its public key as JSON.
    pub secret: String,
    /// Since when.
    pub created_at: Instant,
    /// None while an app has not shown its first code.
    pub confirmed_at: Option<Instant>,
    /// When it was last used.
    pub last_used_at: Option<Instant>,
}

impl Factor {
    /// Whether it is an authenticator app.
    pub fn is_app(&self) -> bool {
        self.kind == "app"
    }

    /// An app's secret, if the server's key opens it.
    pub fn opened(&self, keys: &Keys) -> Option<Vec<u8>> {
        keys.unseal(APP, self.id.as_str(), &self.secret)
    }
}

const ALL_OF: &str = "SELECT id, kind, name, secret, created_at, confirmed_at, last_used_at FROM second_factors
    WHERE account_id = $1 ORDER BY created_at, id";

/// Everything of an account, oldest first; also an app that has not shown its first code.
pub async fn all_of(tx: &mut Tx, account: &AccountId) -> Result<Vec<Factor>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Factor>(ALL_OF).bind(account).fetch_all(c))?)
}

/// What this account signs in with besides the password.
pub async fn of(tx: &mut Tx, account: &AccountId) -> Result<Vec<Factor>> {
    Ok(all_of(tx, account).await?.into_iter().filter(|factor| factor.confirmed_at.is_some()).collect())
}

/// The app that somebody is setting up, begun after `since`.
pub async fn begun_app(tx: &mut Tx, account: &AccountId, since: Instant) -> Result<Option<Factor>> {
    let begun = |factor: &Factor| factor.is_app() && factor.confirmed_at.is_none() && factor.created_at > since;
    Ok(all_of(tx, account).await?.into_iter().find(begun))
}

const ADD: &str = "INSERT INTO second_factors
    (id, account_id, kind, name, secret, credential, counter, created_at, confirmed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Begins an app with this secret; one that was begun before and never shown goes.
pub async fn begin_app(tx: &mut Tx, keys: &Keys, account: &AccountId, secret: &[u8], now: Instant) -> Result<()> {
    const BEGUN: &str = "DELETE FROM second_factors WHERE account_id = $1 AND confirmed_at IS NULL";
    sql_change!(tx, BEGUN, account)?;
    let id = FactorId::fresh();
    let sealed = keys.seal(APP, id.as_str(), secret);
    let (credential, confirmed): (Option<&str>, Option<Instant>) = (None, None);
    sql_change!(tx, ADD, &id, account, "app", "Authenticator app", &sealed, credential, 0_i64, now, confirmed)?;
    Ok(())
}

/// The app has shown a code: from now on it counts, and the one before no longer does. False if it is gone meanwhile.
pub async fn confirm_app(tx: &mut Tx, account: &AccountId, id: &FactorId, step: i64, now: Instant) -> Result<bool> {
    const OTHERS: &str = "DELETE FROM second_factors WHERE account_id = $1 AND kind = 'app' AND id <> $2";
    const CONFIRM: &str = "UPDATE second_factors SET confirmed_at = $1, counter = $2
        WHERE account_id = $3 AND id = $4 AND confirmed_at IS NULL";
    if sql_change!(tx, CONFIRM, now, step, account, id)? != 1 {
        return Ok(false);
    }
    sql_change!(tx, OTHERS, account, id)?;
    Ok(true)
}

/// A passkey to be kept.
pub struct NewPasskey<'a> {
    /// What its owner calls it.
    pub name: &'a str,
    /// Its public key, as JSON.
    pub key: &'a str,
    /// By which it is known.
    pub credential: &'a str,
}

/// Keeps a passkey. One that is registered already is refused beside `name`.
pub async fn add_passkey(tx: &mut Tx, account: &AccountId, new: NewPasskey<'_>, now: Instant) -> Result<()> {
    let (id, credential) = (FactorId::fresh(), Some(new.credential));
    sql_change!(tx, ADD, &id, account, "passkey", new.name, new.key, credential, 0_i64, now, Some(now)).map_err(
        |error| {
            db::or_conflict(error, "second_factors_credential", "second_factors.credential", || {
                AppError::field("name", "This passkey is registered already")
            })
        },
    )?;
    Ok(())
}

/// The passkey of this account that is known by `credential`.
pub async fn passkey(tx: &mut Tx, account: &AccountId, credential: &str) -> Result<Option<Factor>> {
    const ONE: &str = "SELECT id, kind, name, secret, created_at, confirmed_at, last_used_at FROM second_factors
        WHERE account_id = $1 AND credential = $2";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Factor>(ONE).bind(account).bind(credential).fetch_optional(c))?)
}

/// Moves a factor's counter on, once for each value: false if it stands there already, or further. A passkey that does
/// not count its signatures stays at 0.
pub async fn advance(tx: &mut Tx, id: &FactorId, counter: i64, now: Instant) -> Result<bool> {
    const ADVANCE: &str = "UPDATE second_factors SET counter = $1, last_used_at = $2
        WHERE id = $3 AND confirmed_at IS NOT NULL AND (counter < $1 OR (kind = 'passkey' AND counter = 0 AND $1 = 0))";
    Ok(sql_change!(tx, ADVANCE, counter, now, id)? == 1)
}

/// Keeps what a passkey said of itself when it was used.
pub async fn keep_key(tx: &mut Tx, id: &FactorId, key: &str) -> Result<()> {
    sql_change!(tx, "UPDATE second_factors SET secret = $1 WHERE id = $2", key, id)?;
    Ok(())
}

/// Takes one of somebody's factors away.
pub async fn remove(tx: &mut Tx, account: &AccountId, id: &FactorId) -> Result<()> {
    sql_change!(tx, "DELETE FROM second_factors WHERE account_id = $1 AND id = $2", account, id)?;
    Ok(())
}

/// Takes everything away: factors, codes, challenges that wait. Gives how many factors there were.
pub async fn remove_all(tx: &mut Tx, account: &AccountId) -> Result<u64> {
    const CONFIRMED: &str = "DELETE FROM second_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL";
    sql_change!(tx, "DELETE FROM recovery_codes WHERE account_id = $1", account)?;
    let removed = sql_change!(tx, CONFIRMED, account)?;
    sql_change!(tx, "DELETE FROM second_factors WHERE account_id = $1", account)?;
    Ok(removed)
}

#[derive(sqlx::FromRow)]
struct Sealed {
    id: FactorId,
    secret: String,
}

/// Forgets every app, when the key is lost that their secrets are sealed under.
pub async fn forget_apps(tx: &mut Tx) -> Result<()> {
    sql_change!(tx, "DELETE FROM second_factors WHERE kind = 'app'")?;
    Ok(())
}

/// Seals every app's secret under another key, for `rotate-keys`. Gives how many there are; one that the old key does
/// not open stays as it is and is not counted.
pub async fn seal_anew(tx: &mut Tx, old: &Keys, new: &Keys) -> Result<u64> {
    const APPS: &str = "SELECT id, secret FROM second_factors WHERE kind = 'app' ORDER BY id";
    let apps = sql!(tx, |c| sqlx::query_as::<_, Sealed>(APPS).fetch_all(c))?;
    let mut sealed = 0;
    for app in apps {
        let Some(secret) = old.unseal(APP, app.id.as_str(), &app.secret) else { continue };
        let again = new.seal(APP, app.id.as_str(), &secret);
        sql_change!(tx, "UPDATE second_factors SET secret = $1 WHERE id = $2", &again, &app.id)?;
        sealed += 1;
    }
    Ok(sealed)
}
