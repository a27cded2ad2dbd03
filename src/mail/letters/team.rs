//! What is told to people of the firm about the team.

use serde::{Deserialize, Serialize};

/// What happened to somebody of the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TeamNews {
    /// They have another role: its word.
    Role(String),
    /// They can't sign in any more.
    Out,
    /// They can sign in again.
    InAgain,
    /// They take over the work of somebody who left.
    TakesOver {
        /// Whose it was.
        from: String,
        /// What it is: `3 clients and 1 request`.
        what: String,
    },
    /// Somebody whom they invited has joined.
    Joined {
        /// Who.
        who: String,
        /// As what: the role's word.
        role: String,
    },
}

/// One of every kind, with `name` wherever a person names something.
#[cfg(test)]
pub(crate) fn team_samples(name: &str) -> Vec<super::Letter> {
    use super::{Letter, Person};
    use crate::kernel::Instant;
    let (n, at) = (|| name.to_owned(), Instant(1_795_612_320_000));
    let sender = Person { name: n(), email: "renee@persaudvale.example".into(), phone: "+592 555 0147".into() };
    let all = [
        TeamNews::Role("manager".into()),
        TeamNews::Out,
        TeamNews::InAgain,
        TeamNews::TakesOver { from: n(), what: "3 clients".into() },
        TeamNews::Joined { who: n(), role: "staff".into() },
    ];
    let invitation =
        Letter::TeamInvitation { invitation: "t1".into(), nonce: "n3".into(), name: n(), sender, ends_at: at };
    all.into_iter().map(|news| Letter::Team { name: n(), by: n(), at, news }).chain([invitation]).collect()
}
