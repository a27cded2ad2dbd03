//! The form of a matter, as typed.

use crate::accounts::AccountId;
use crate::clients::ContactId;
use serde::{Deserialize, Serialize};

/// The fields of the form that opens a matter, and of the one that changes it. All are text, so that a wrong one is
/// refused beside its field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedMatter {
    /// Type's id; only when it is opened.
    pub type_id: String,
    /// Title.
    pub title: String,
    /// Lead's account id; empty: nobody.
    pub lead: String,
    /// Helpers' account ids.
    pub helpers: Vec<AccountId>,
    /// First day.
    pub start_on: String,
    /// Last day; may be empty.
    pub due_on: String,
    /// Who sees it in the portal; only when it is opened.
    pub contacts: Vec<ContactId>,
    /// A practice group of its own, as its field says.
    pub group: String,
}
