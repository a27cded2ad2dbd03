//! How the firm changes: with its line in the log, in one transaction.

use super::model::{Firm, GIGABYTE, TypedFirm, gigabytes, readable_days};
use super::store;
use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, FieldErrors, Result};
use crate::server::Services;
use jiff::tz::TimeZone;

/// Keeps the firm as typed. The log says what is different.
pub async fn save(services: &Services, staff: &Staff, typed: TypedFirm) -> Result<()> {
    staff.may(Act::ChangeFirm)?;
    let (firm, days) = parse(typed)?;
    let mut tx = services.db.write().await?;
    let now = services.now();
    let before = store::current(&mut tx).await?.unwrap_or_else(|| Firm::unnamed(&services.config.firm_time_zone));
    let readable = store::readable_days(&mut tx).await?;
    store::save(&mut tx, &firm, now).await?;
    if let Some(days) = days {
        store::set_readable_days(&mut tx, days).await?;
    }
    let words = difference(&before, &firm, days.is_some_and(|days| days != readable));
    let entry = Entry { what: What::FirmChanged, client: None, contact: None, thing: "", words };
    activity::record(&mut tx, now, &staff.actor(), entry).await?;
    tx.save().await
}

/// Keeps how much room there is for files. What is stored already stays, also where it is more.
pub async fn save_room(services: &Services, staff: &Staff, all: &str, a_client: &str) -> Result<()> {
    staff.may(Act::ChangeFirm)?;
    let mut errors = FieldErrors::default();
    let room = errors.take(gigabytes("room", all));
    let room_a_client = errors.take(gigabytes("room_a_client", a_client));
    errors.check()?;
    let room = store::Room { room: room.flatten(), room_a_client: room_a_client.flatten() };
    let mut tx = services.db.write().await?;
    store::set_room(&mut tx, room).await?;
    let said = |limit: Option<i64>| limit.map_or("no limit".to_owned(), |bytes| format!("{} GB", bytes / GIGABYTE));
    let words =
        format!("Set the room for files: {} for all, {} for each client", said(room.room), said(room.room_a_client));
    let entry = Entry { what: What::FirmChanged, client: None, contact: None, thing: "", words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

/// All refused fields at once, the time zone and the days for reading closed matters among them.
fn parse(typed: TypedFirm) -> Result<(Firm, Option<i64>)> {
    let zone = typed.time_zone.trim().to_owned();
    let mut errors = FieldErrors::default();
    let days = errors.take(readable_days(&typed.readable_days));
    let firm = errors.take(Firm::parse(typed));
    if !zone.is_empty() && TimeZone::get(&zone).is_err() {
        errors.take::<()>(Err(AppError::field("time_zone", "Choose a time zone from the list")));
    }
    errors.check()?;
    firm.zip(days).ok_or(AppError::Unreadable)
}

fn difference(before: &Firm, after: &Firm, other_days: bool) -> String {
    let parts = [
        ("name", before.name != after.name),
        ("email", before.email != after.email),
        ("phone", before.phone != after.phone),
        ("address", before.address != after.address),
        ("office hours", before.hours != after.hours),
        ("colour", before.accent != after.accent),
        ("time zone", before.time_zone != after.time_zone),
        ("days for reading closed matters", other_days),
    ];
    let changed: Vec<&str> = parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect();
    if changed.is_empty() {
        return "Saved the firm as it was".to_owned();
    }
    format!("Changed the firm’s {}", changed.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(time_zone: &str) -> TypedFirm {
        TypedFirm {
            firm_name: "Persaud & Vale".into(),
            firm_email: "office@example.com".into(),
            accent: "#0d5560".into(),
            time_zone: time_zone.into(),
            ..TypedFirm::default()
        }
    }

    #[test]
    fn an_unknown_time_zone_is_refused_with_the_other_fields() {
        assert!(parse(typed("America/Guyana")).is_ok());
        let (firm_email, readable_days) = ("office".into(), "long".into());
        let wrong = TypedFirm { firm_email, readable_days, ..typed("Mars/Olympus") };
        let Err(AppError::Invalid(fields)) = parse(wrong) else { unreachable!("it was accepted") };
        assert!(["firm_email", "time_zone", "readable_days"].iter().all(|name| fields.get(name).is_some()));
    }

    #[test]
    fn the_log_says_what_is_different() {
        let before = Firm::unnamed("UTC");
        let after = Firm { phone: "+592 555 0142".into(), hours: "Mon–Fri".into(), ..before.clone() };
        assert_eq!(difference(&before, &after, false), "Changed the firm’s phone, office hours");
        assert_eq!(difference(&before, &before, true), "Changed the firm’s days for reading closed matters");
        assert_eq!(difference(&before, &before, false), "Saved the firm as it was");
    }
}
