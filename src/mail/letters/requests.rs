//! What is told of document requests.

use super::Person;
use crate::kernel::Day;
use serde::{Deserialize, Serialize};

/// To a contact: the firm asks for documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentsRequested {
    /// Id of the request.
    pub request: String,
    /// The contact's name.
    pub name: String,
    /// The client's name.
    pub client: String,
    /// Who asks.
    pub sender: Person,
    /// The request's title.
    pub title: String,
    /// What the contacts read above the items; may be empty.
    pub message: String,
    /// The last day.
    pub due_on: Day,
    /// What is asked for, one a line.
    pub items: Vec<String>,
}

/// To a contact: what is asked for has changed since they were told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestChanged {
    /// Id of the request.
    pub request: String,
    /// The contact's name.
    pub name: String,
    /// The client's name.
    pub client: String,
    /// Who changed it.
    pub sender: Person,
    /// The request's title.
    pub title: String,
    /// The last day, where it is another one now.
    pub due_on: Option<Day>,
    /// What is asked for in addition.
    pub added: Vec<String>,
    /// What is no longer needed.
    pub withdrawn: Vec<String>,
    /// What is asked for again, whatever was answered.
    #[serde(default)]
    pub again: Vec<AskedAgain>,
    /// Nothing of it is needed any more.
    pub over: bool,
}

/// A thing that is asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedAgain {
    /// The thing.
    pub title: String,
    /// Why; may be empty.
    pub reason: String,
}

impl RequestChanged {
    /// What this letter tells and `later` tells too, as one. A thing that was added and taken back before anybody was
    /// told is not told at all.
    pub fn and(mut self, later: RequestChanged) -> RequestChanged {
        for gone in &later.withdrawn {
            self.again.retain(|again| again.title != *gone);
            match self.added.iter().position(|title| title == gone) {
                Some(at) => drop(self.added.remove(at)),
                None => self.withdrawn.push(gone.clone()),
            }
        }
        self.added.extend(later.added);
        self.again.retain(|again| later.again.iter().all(|newer| newer.title != again.title));
        self.again.extend(later.again);
        let due_on = later.due_on.or(self.due_on);
        RequestChanged {
            due_on,
            added: self.added,
            withdrawn: self.withdrawn,
            again: self.again,
            over: self.over || later.over,
            request: later.request,
            name: later.name,
            client: later.client,
            sender: later.sender,
            title: later.title,
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        let none = self.added.is_empty() && self.withdrawn.is_empty() && self.again.is_empty();
        none && self.due_on.is_none() && !self.over
    }
}

/// One of each, with `name` wherever somebody or something is named; for the tests of all letters.
#[cfg(test)]
pub fn samples(name: &str) -> Vec<super::Letter> {
    let n = || name.to_owned();
    let sender = Person { name: n(), email: "renee@persaudvale.example".into(), phone: String::new() };
    let due_on = Day::of(jiff::civil::date(2026, 11, 27));
    let asked = DocumentsRequested {
        request: "rq1".into(),
        name: n(),
        client: format!("{name} Ltd"),
        sender: sender.clone(),
        title: n(),
        message: n(),
        due_on: due_on.clone(),
        items: vec![n()],
    };
    let changed = RequestChanged {
        request: "rq1".into(),
        name: n(),
        client: n(),
        sender,
        title: n(),
        due_on: Some(due_on),
        added: vec![n()],
        withdrawn: vec![n()],
        again: vec![AskedAgain { title: n(), reason: n() }],
        over: false,
    };
    let over = RequestChanged { over: true, ..changed.clone() };
    vec![
        super::Letter::DocumentsRequested(asked),
        super::Letter::RequestChanged(changed),
        super::Letter::RequestChanged(over),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(added: &[&str], withdrawn: &[&str]) -> RequestChanged {
        let own = |titles: &[&str]| titles.iter().map(|title| (*title).to_owned()).collect();
        RequestChanged {
            request: "r".into(),
            name: "Mariam".into(),
            client: "Rahman".into(),
            sender: Person { name: "Renée".into(), email: "r@example.com".into(), phone: String::new() },
            title: "Documents".into(),
            due_on: None,
            added: own(added),
            withdrawn: own(withdrawn),
            again: Vec::new(),
            over: false,
        }
    }

    #[test]
    fn changes_close_together_are_told_as_one() {
        let both = change(&["Passport", "Lease"], &["Payslip"]).and(change(&["Form 7B"], &["Lease", "Visa"]));
        assert_eq!(both.added, ["Passport", "Form 7B"]);
        assert_eq!(both.withdrawn, ["Payslip", "Visa"]);
        assert!(change(&["Lease"], &[]).and(change(&[], &["Lease"])).is_empty());
    }
}
