//! Where a contact stands, in the seed's words. Expired is read off the clock, never written by a job.

use crate::kernel::{Instant, Span};

crate::ids! {
    /// One invitation.
    InvitationId,
}

/// How long an invitation works (seed).
pub const INVITATION_LASTS: Span = Span::days(7);

/// Where a contact stands at a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Never invited.
    NotInvited,
    /// Invited; the link works.
    Pending,
    /// Invited; the link ended unused.
    Expired,
    /// Invited; staff took the invitation back.
    Revoked,
    /// May sign in.
    Active,
    /// Disabled.
    Inactive,
}

impl Standing {
    /// All of them, in the order of the filter.
    pub const ALL: [Standing; 6] = [
        Standing::NotInvited,
        Standing::Pending,
        Standing::Expired,
        Standing::Revoked,
        Standing::Active,
        Standing::Inactive,
    ];

    /// Reads the standing off the stored access, the latest invitation and the clock.
    pub fn of(
        access: &str,
        invited: bool,
        expires_at: Option<Instant>,
        revoked_at: Option<Instant>,
        now: Instant,
    ) -> Self {
        match (access, invited) {
            ("active", _) => Standing::Active,
            ("inactive", _) => Standing::Inactive,
            (_, false) => Standing::NotInvited,
            _ if revoked_at.is_some() => Standing::Revoked,
            _ if expires_at.is_none_or(|ends| ends <= now) => Standing::Expired,
            _ => Standing::Pending,
        }
    }

    /// The seed's word.
    pub fn word(self) -> &'static str {
        match self {
            Standing::NotInvited => "Not Invited",
            Standing::Pending => "Pending",
            Standing::Expired => "Expired",
            Standing::Revoked => "Revoked",
            Standing::Active => "Active",
            Standing::Inactive => "Inactive",
        }
    }

    /// Whether a first invitation can be sent.
    pub fn can_be_invited(self) -> bool {
        matches!(self, Standing::NotInvited | Standing::Revoked)
    }

    /// Whether the invitation can be sent again.
    pub fn can_be_resent(self) -> bool {
        matches!(self, Standing::Pending | Standing::Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_pending_for_seven_days_and_expired_a_millisecond_later() {
        let sent = Instant(1_000_000);
        let ends = Some(sent + INVITATION_LASTS);
        let at = |now: Instant| Standing::of("none", true, ends, None, now);
        assert_eq!(at(sent), Standing::Pending);
        assert_eq!(at(Instant(sent.0 + INVITATION_LASTS.0 - 1)), Standing::Pending);
        assert_eq!(at(sent + INVITATION_LASTS), Standing::Expired);
    }

    #[test]
    fn access_outweighs_invitations_and_revoked_outweighs_expired() {
        let now = Instant(10);
        assert_eq!(Standing::of("active", true, Some(Instant(1)), None, now), Standing::Active);
        assert_eq!(Standing::of("inactive", true, None, Some(now), now), Standing::Inactive);
        assert_eq!(Standing::of("none", true, Some(Instant(1)), Some(Instant(1)), now), Standing::Revoked);
        assert_eq!(Standing::of("none", false, None, None, now), Standing::NotInvited);
    }
}
