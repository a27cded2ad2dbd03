//! How the table is read: for which role, of whose things, in which state of the account.

use super::Act;
use crate::accounts::Role;

/// What an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The firm itself: its settings, its people.
    TheFirm,
    /// Clients and what is theirs, each of one practice group or of none.
    Clients,
}

/// How somebody of the firm stands to a thing of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They lead it.
    Own,
    /// They help with it.
    Assigned,
    /// It is of a practice group of theirs, or of none.
    SamePractice,
    /// It is of a practice group that they do not belong to, also where they lead it or help with it.
    Other,
}

impl Relation {
    /// All of them, in the order of the docs.
    pub const ALL: [Relation; 4] = [Relation::Own, Relation::Assigned, Relation::SamePractice, Relation::Other];

    pub(super) fn words(self) -> &'static str {
        match self {
            Relation::Own => "they lead it",
            Relation::Assigned => "they help with it",
            Relation::SamePractice => "of a practice group of theirs, or of none",
            Relation::Other => "of another practice group, whoever leads it",
        }
    }
}

/// How an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Invited; no password yet.
    Pending,
    /// In.
    Active,
    /// Shut out.
    Disabled,
}

impl State {
    /// All of them, in the order of the docs.
    pub const ALL: [State; 3] = [State::Pending, State::Active, State::Disabled];

    /// As stored. What is not known is shut out.
    pub fn parse(word: &str) -> State {
        State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(State::Disabled)
    }

    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Active => "active",
            State::Disabled => "disabled",
        }
    }
}

/// What the policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// They may.
    Yes,
    /// Their role may not: 403.
    Refused,
    /// There is no such thing for them: 404, byte for byte as for what does not exist.
    Absent,
    /// For this account there is no session: sign in.
    SignIn,
}

/// The policy: whether somebody of this role and state may do `act` with a thing to which they stand so. The checks, the docs
/// and the tests' matrix ask it.
pub fn decide(act: Act, role: Role, relation: Relation, state: State) -> Decision {
    let behind_a_wall = act.about() == About::Clients && relation == Relation::Other && role != Role::Owner;
    match state {
        State::Pending | State::Disabled => Decision::SignIn,
        State::Active if !act.allowed(role) => Decision::Refused,
        State::Active if behind_a_wall => Decision::Absent,
        State::Active => Decision::Yes,
    }
}

/// Whether somebody of role `by` may change the account of somebody of role `whose`, or give that role: owners everybody's,
/// managers everybody's but owners'.
pub fn may_change(by: Role, whose: Role) -> bool {
    Act::ManageTeam.allowed(by) && (whose != Role::Owner || Act::ManageOwners.allowed(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managers_change_everybody_but_owners_and_the_others_nobody() {
        let may: Vec<(Role, Role)> = Role::ALL
            .into_iter()
            .flat_map(|by| Role::ALL.map(|whose| (by, whose)))
            .filter(|(by, whose)| may_change(*by, *whose))
            .collect();
        let by = |role: Role| may.iter().filter(|(by, _)| *by == role).count();
        assert_eq!([by(Role::Owner), by(Role::Manager), by(Role::Staff), by(Role::FrontDesk)], [4, 3, 0, 0]);
        assert!(!may_change(Role::Manager, Role::Owner));
    }

    #[test]
    fn nobody_whose_account_is_not_active_may_anything() {
        for (act, role) in Act::ALL.iter().flat_map(|act| Role::ALL.map(|role| (*act, role))) {
            for (relation, state) in
                Relation::ALL.into_iter().flat_map(|one| [(one, State::Pending), (one, State::Disabled)])
            {
                assert_eq!(decide(act, role, relation, state), Decision::SignIn);
            }
        }
        assert_eq!(State::parse("deleted"), State::Disabled);
    }

    #[test]
    fn another_group_s_things_are_absent_for_all_but_owners() {
        for act in Act::ALL.iter().filter(|act| act.about() == About::Clients) {
            for role in Role::ALL.into_iter().filter(|role| act.allowed(*role)) {
                let other = decide(*act, role, Relation::Other, State::Active);
                assert_eq!(other, if role == Role::Owner { Decision::Yes } else { Decision::Absent }, "{act:?}");
                assert_eq!(decide(*act, role, Relation::SamePractice, State::Active), Decision::Yes, "{act:?}");
            }
        }
    }
}
