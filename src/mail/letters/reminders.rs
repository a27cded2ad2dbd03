//! A reminder as plain facts.

use crate::kernel::Day;
use serde::{Deserialize, Serialize};

/// To a contact: what still waits for them, over all their requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Their name.
    pub name: String,
    /// The requests that it tells of, the one that is due first before the others.
    pub requests: Vec<RemindedOf>,
}

/// One request in a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindedOf {
    /// Id of the request.
    pub request: String,
    /// Its title.
    pub title: String,
    /// The client's name.
    pub client: String,
    /// Its last day.
    pub due_on: Day,
    /// How many days were left when the reminder was written; negative: how late it was.
    pub days_left: i64,
    /// The names of what is open.
    pub items: Vec<String>,
}

/// With `name` wherever a person, client or thing is named, for tests over all letters.
#[cfg(test)]
pub(crate) fn reminder_sample(name: &str) -> Reminder {
    let of = |days_left: i64| RemindedOf {
        request: "rq1".into(),
        title: name.to_owned(),
        client: format!("{name} Ltd"),
        due_on: Day::of(jiff::civil::date(2026, 11, 27)),
        days_left,
        items: vec![name.to_owned(); 14],
    };
    Reminder { name: name.to_owned(), requests: vec![of(-2), of(3)] }
}
