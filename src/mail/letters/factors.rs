//! What is told of second factors.

use serde::{Deserialize, Serialize};

use crate::kernel::Instant;

/// To anybody with an account: something about their second step is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Their name.
    pub name: String,
    /// When.
    pub at: Instant,
    /// Browser and system, in words; may be empty.
    pub from: String,
    /// What happened.
    pub news: FactorNews,
}

/// What happened to a second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorNews {
    /// An authenticator app was set up.
    AppAdded,
    /// A passkey of this name was added.
    PasskeyAdded(String),
    /// The authenticator app was removed.
    AppRemoved,
    /// The passkey of this name was removed.
    PasskeyRemoved(String),
    /// There are new recovery codes; those from before no longer work.
    NewCodes,
    /// Somebody signed in with a recovery code.
    CodeUsed {
        /// How many are left.
        left: i64,
    },
    /// 100 wrong codes in a row: nobody can try on from a device that is new to us.
    Stopped,
    /// The firm took all of it away.
    Reset {
        /// Who of the firm; empty for the operator.
        by: String,
    },
}

/// One of every kind, with `name` wherever a person names something.
#[cfg(test)]
pub(crate) fn factor_samples(name: &str) -> Vec<super::Letter> {
    let all = [
        FactorNews::AppAdded,
        FactorNews::PasskeyAdded(name.to_owned()),
        FactorNews::AppRemoved,
        FactorNews::PasskeyRemoved(name.to_owned()),
        FactorNews::NewCodes,
        FactorNews::CodeUsed { left: 9 },
        FactorNews::Stopped,
        FactorNews::Reset { by: name.to_owned() },
    ];
    let letter =
        |news| SecondFactor { name: name.to_owned(), at: Instant(1_795_612_320_000), from: name.to_owned(), news };
    all.into_iter().map(|news| super::Letter::SecondFactor(letter(news))).collect()
}
