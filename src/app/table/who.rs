//! Who may call a route.

use crate::accounts::Act;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody; a link's token is the permission where there is one.
    Everybody,
    /// Anybody who is signed in, on their own account or go of files.
    SignedIn,
    /// Client people, on what is theirs.
    ClientPeople,
    /// Staff whose role may do this.
    Staff(Act),
    /// Staff whose role may do this, and client people on what is theirs.
    Both(Act),
}
