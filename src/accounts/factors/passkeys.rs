//! Passkeys (WebAuthn): a key that stays on a device and signs what the server asks. The site's name and origin come from
//! BASE_URL alone. Each question is kept on the server, for one session or one waiting sign-in, and is answered once.

use super::store::{self, NewPasskey};
use crate::accounts::{AccountId, SignedIn};
use crate::kernel::{AppError, Result, Span};
use crate::server::faults::fault;
use crate::server::{Config, Services, Tx};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// How long a question waits for its answer.
pub const ASKED_FOR: Span = Span::minutes(5);
/// More than anybody has; each costs a line of the question.
const MOST: usize = 10;

/// This portal as browsers know it, or none: passkeys belong to a name, and a number has none.
pub fn site(config: &Config) -> Option<Webauthn> {
    let origin = Url::parse(&config.base_url).ok()?;
    let name = origin.domain()?.to_owned();
    WebauthnBuilder::new(&name, &origin).ok()?.build().ok()
}

/// What the browser needs to make a passkey for `who`, as JSON.
///
/// # Errors
/// `Conflict` where there can be none.
pub async fn begin_adding(services: &Services, who: &SignedIn) -> Result<String> {
    let site = site(&services.config).ok_or_else(without_name)?;
    let user = Uuid::parse_str(who.id.as_str()).map_err(fault)?;
    let mut tx = services.db.write().await?;
    let own = passkeys_of(&mut tx, &who.id).await?;
    if own.len() >= MOST {
        return Err(AppError::Conflict(format!("You have {MOST} passkeys. Remove one before you add another.")));
    }
    let known = own.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let (question, state) = site.start_passkey_registration(user, &who.email, &who.name, Some(known)).map_err(fault)?;
    ask(&mut tx, services, (&who.session, "add"), &serde_json::to_string(&state).map_err(fault)?).await?;
    tx.save().await?;
    serde_json::to_string(&question).map_err(fault)
}

/// Takes the browser's answer and keeps the new passkey under `name`.
///
/// # Errors
/// Beside `name` when it is no answer to what was asked last.
pub async fn add(tx: &mut Tx, services: &Services, who: &SignedIn, name: &str, answer: &str) -> Result<()> {
    let site = site(&services.config).ok_or_else(without_name)?;
    let now = services.now();
    let state = store::take_challenge(tx, &who.session, "add", now).await?.ok_or_else(not_accepted)?;
    let state: PasskeyRegistration = serde_json::from_str(&state).map_err(fault)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| not_accepted())?;
    let passkey = site.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::debug!(%error, "a new passkey was refused");
        not_accepted()
    })?;
    let key = serde_json::to_string(&passkey).map_err(fault)?;
    let credential = credential(passkey.cred_id());
    store::add_passkey(tx, &who.id, NewPasskey { name, key: &key, credential: &credential }, now).await
}

/// What the browser needs to use one of this account's passkeys, as JSON. `holder` is the session or the waiting sign-in
/// that asks.
///
/// # Errors
/// `Conflict` where there is none.
pub async fn begin_check(services: &Services, account: &AccountId, holder: &str) -> Result<String> {
    let site = site(&services.config).ok_or_else(without_name)?;
    let mut tx = services.db.write().await?;
    let own = passkeys_of(&mut tx, account).await?;
    if own.is_empty() {
        return Err(AppError::Conflict("You have no passkey here. Use another way.".to_owned()));
    }
    let (question, state) = site.start_passkey_authentication(&own).map_err(fault)?;
    ask(&mut tx, services, (holder, "check"), &serde_json::to_string(&state).map_err(fault)?).await?;
    tx.save().await?;
    serde_json::to_string(&question).map_err(fault)
}

/// Whether `answer` is this account's passkey signing what `holder` was asked; gives the passkey's name. The question is
/// spent either way. A passkey whose count of signatures does not grow may have been copied, and is refused.
///
/// # Errors
/// The database's.
pub async fn check(
    tx: &mut Tx,
    services: &Services,
    account: &AccountId,
    holder: &str,
    answer: &str,
) -> Result<Option<String>> {
    let (Some(site), now) = (site(&services.config), services.now()) else { return Ok(None) };
    let Some(state) = store::take_challenge(tx, holder, "check", now).await? else { return Ok(None) };
    let state: PasskeyAuthentication = serde_json::from_str(&state).map_err(fault)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(None) };
    let used = match site.finish_passkey_authentication(&answer, &state) {
        Ok(used) => used,
        Err(error) => {
            tracing::debug!(%error, "a passkey was refused");
            return Ok(None);
        }
    };
    let Some(factor) = store::passkey(tx, account, &credential(used.cred_id())).await? else { return Ok(None) };
    if !store::advance(tx, &factor.id, i64::from(used.counter()), now).await? {
        tracing::warn!(factor = factor.id.as_str(), "a passkey gave a count of signatures from before: was it copied?");
        return Ok(None);
    }
    let mut key: Passkey = serde_json::from_str(&factor.secret).map_err(fault)?;
    if key.update_credential(&used) == Some(true) {
        store::keep_key(tx, &factor.id, &serde_json::to_string(&key).map_err(fault)?).await?;
    }
    Ok(Some(factor.name))
}

async fn passkeys_of(tx: &mut Tx, account: &AccountId) -> Result<Vec<Passkey>> {
    let own = store::of(tx, account).await?.into_iter().filter(|factor| !factor.is_app());
    own.map(|factor| serde_json::from_str(&factor.secret).map_err(fault)).collect()
}

async fn ask(tx: &mut Tx, services: &Services, what: (&str, &str), state: &str) -> Result<()> {
    let now = services.now();
    store::set_challenge(tx, what, state, now, now + ASKED_FOR).await
}

/// How a passkey's own id is kept.
fn credential(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn not_accepted() -> AppError {
    AppError::field("name", "The passkey could not be added. Try once more")
}

fn without_name() -> AppError {
    AppError::Conflict("Passkeys need a portal that is reached by a name, not by a number.".to_owned())
}
