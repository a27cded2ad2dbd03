//! The team as values: an invitation of a colleague, and who may change whom.

use crate::accounts::Role;
#[cfg(feature = "ssr")]
use crate::kernel::Span;

crate::ids! {
    /// One invitation of a colleague.
    TeamInvitationId,
}

/// How long the link works (as a client's does: PRODUCT).
#[cfg(feature = "ssr")]
pub const INVITATION_LASTS: Span = Span::days(7);

/// The role that a form's field says.
///
/// # Errors
/// `Invalid` beside the field `role`.
pub fn typed_role(typed: &str) -> crate::kernel::Result<Role> {
    let known = Role::ALL.into_iter().find(|role| role.word() == typed);
    known.ok_or_else(|| crate::kernel::AppError::field("role", "Choose a role from the list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_one_of_the_four_words() {
        for role in Role::ALL {
            assert_eq!(typed_role(role.word()), Ok(role));
        }
        for wrong in ["", "Owner", "front-desk", "client", "owner\n"] {
            assert!(typed_role(wrong).is_err(), "{wrong}");
        }
    }
}
