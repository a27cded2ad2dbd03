//! Devices that somebody signed in on before (OWASP: Slow down online guessing attacks with device cookies). A known device
//! has its own count of failures, so that a stranger who guesses locks nobody out; a sign-in on an unknown one is told by
//! mail. The cookie names account and device and carries a mark derived from the server's key.

use super::model::{AccountId, DeviceId};
use super::session::SignedIn;
use super::sign_in;
use super::store;
use crate::activity::{self, Entry, What};
use crate::kernel::Result;
use crate::mail::{self, Letter};
use crate::server::http::{DeviceCookie, Visitor};
use crate::server::{Services, Tx};
use subtle::ConstantTimeEq;

/// People who share a browser: their devices are all in its cookie, the newest first.
const MOST_IN_A_COOKIE: usize = 5;
/// Devices of one account that are remembered.
const MOST: i64 = 20;
/// Between the devices of a cookie, and between the parts of one.
const BETWEEN: char = '~';
const INSIDE: char = '.';

/// A device of one account, as its cookie names it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    account: AccountId,
    device: DeviceId,
}

/// The device that this browser proves to be, if it is one of this account's.
///
/// # Errors
/// The database's.
pub async fn known(
    tx: &mut Tx,
    services: &Services,
    account: &AccountId,
    visitor: &Visitor,
) -> Result<Option<DeviceId>> {
    let named = named(services, &visitor.device).into_iter().find(|named| named.account == *account);
    match named {
        Some(named) if store::device_stands(tx, account, &named.device).await? => Ok(Some(named.device)),
        _ => Ok(None),
    }
}

/// The device of a session that begins: the known one, or a new one, which the person is told of by mail unless it is
/// their first. Gives it, and what the cookie says from now on.
///
/// # Errors
/// The database's.
pub(super) async fn recognise(
    tx: &mut Tx,
    services: &Services,
    account: &AccountId,
    visitor: &Visitor,
) -> Result<(DeviceId, String)> {
    let now = services.now();
    let device = match known(tx, services, account, visitor).await? {
        Some(device) => {
            store::device_used(tx, &device, now, visitor).await?;
            device
        }
        None => {
            let first = !store::any_device(tx, account).await?;
            let device = DeviceId::fresh();
            store::add_device(tx, &device, account, now, visitor).await?;
            store::forget_old_devices(tx, account, MOST).await?;
            if !first {
                tell(tx, services, account, visitor).await?;
            }
            device
        }
    };
    let others = named(services, &visitor.device).into_iter().filter(|named| named.account != *account);
    let own = cookie(services, account, &device);
    let all = std::iter::once(own).chain(others.map(|named| cookie(services, &named.account, &named.device)));
    Ok((device, all.take(MOST_IN_A_COOKIE).collect::<Vec<_>>().join(&BETWEEN.to_string())))
}

/// What the cookie of this device says.
pub fn cookie(services: &Services, account: &AccountId, device: &DeviceId) -> String {
    format!("{account}{INSIDE}{device}{INSIDE}{}", mark(services, account, device))
}

/// Ends one of a person's own devices: its sessions, and that it is known. One that is not theirs, or gone, is not there;
/// either way it is signed in no more.
///
/// # Errors
/// The database's.
pub async fn end(services: &Services, visitor: &Visitor, who: &SignedIn, device: &DeviceId) -> Result<()> {
    let mut tx = services.db.write().await?;
    let Some(ended) = store::end_device(&mut tx, &who.id, device).await? else { return Ok(()) };
    log(&mut tx, services, visitor, who, format!("Signed out the device {ended}")).await?;
    tx.save().await
}

/// Ends all devices of a person but the one they are on; gives how many.
///
/// # Errors
/// The database's.
pub async fn end_others(services: &Services, visitor: &Visitor, who: &SignedIn) -> Result<u64> {
    let mut tx = services.db.write().await?;
    store::end_sessions(&mut tx, &who.id, &who.session).await?;
    let count = store::forget_devices(&mut tx, &who.id, &who.device).await?;
    let words = match count {
        0 => "Signed out all other devices; there were none".to_owned(),
        1 => "Signed out 1 other device".to_owned(),
        count => format!("Signed out {count} other devices"),
    };
    log(&mut tx, services, visitor, who, words).await?;
    tx.save().await?;
    Ok(count)
}

async fn log(tx: &mut Tx, services: &Services, visitor: &Visitor, who: &SignedIn, words: String) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, who.id.as_str()).await?;
    let (client, contact) = (client.as_deref(), contact.as_deref());
    let entry = Entry { what: What::DeviceSignedOut, client, contact, thing: who.id.as_str(), words };
    activity::record(tx, services.now(), &sign_in::actor(who, visitor), entry).await
}

async fn tell(tx: &mut Tx, services: &Services, account: &AccountId, visitor: &Visitor) -> Result<()> {
    let whose = store::by_id(tx, account).await?;
    let letter = Letter::NewDevice {
        name: whose.name,
        at: services.now(),
        browser: visitor.browser.clone(),
        address: visitor.ip.clone(),
    };
    mail::post(tx, services, &whose.email, account.as_str(), letter).await
}

/// The devices that a cookie proves; what is forged is not among them.
fn named(services: &Services, cookie: &DeviceCookie) -> Vec<Named> {
    cookie.0.split(BETWEEN).take(MOST_IN_A_COOKIE).filter_map(|text| proven(services, text)).collect()
}

fn proven(services: &Services, text: &str) -> Option<Named> {
    let mut parts = text.split(INSIDE);
    let (account, device, given) = (parts.next()?, parts.next()?, parts.next()?);
    let account = AccountId::try_from(account.to_owned()).ok()?;
    let device = DeviceId::try_from(device.to_owned()).ok()?;
    let right = mark(services, &account, &device);
    let same: bool = right.as_bytes().ct_eq(given.as_bytes()).into();
    (same && parts.next().is_none()).then_some(Named { account, device })
}

fn mark(services: &Services, account: &AccountId, device: &DeviceId) -> String {
    services.keys.token("device", device.as_str(), account.as_str())
}
