//! The policy in words, for docs/POLICY.md.

use super::{Act, Decision, Relation, State, decide, may_change};
use crate::accounts::Role;

/// The policy as Markdown, for docs/POLICY.md: what each role may; of whose things; in which state of the account.
pub fn as_markdown() -> String {
    let cell = |act, role, relation, state| match decide(act, role, relation, state) {
        Decision::Yes => "yes",
        Decision::Refused => "–",
        Decision::Absent => "absent",
        Decision::SignIn => "sign in",
    };
    let mut text = heading("may …");
    for act in Act::ALL {
        text.push_str(&line(act.words(), |role| cell(*act, role, Relation::Own, State::Active)));
    }
    text.push_str("\nOf what is a client’s, where the role may:\n\n");
    text.push_str(&heading("a client or matter …"));
    for relation in Relation::ALL {
        text.push_str(&line(relation.words(), |role| cell(Act::SeeClients, role, relation, State::Active)));
    }
    text.push_str("\nIn which state of the account:\n\n");
    text.push_str(&heading("account"));
    for state in State::ALL {
        text.push_str(&line(state.word(), |role| cell(Act::BeStaff, role, Relation::Own, state)));
    }
    text.push_str("\nWhose account somebody may change, and which role give:\n\n");
    text.push_str(&heading("account of …"));
    for whose in Role::ALL {
        text.push_str(&line(whose.word(), |by| if may_change(by, whose) { "yes" } else { "–" }));
    }
    text
}

fn heading(first: &str) -> String {
    line(first, Role::word) + "|---|---|---|---|---|\n"
}

fn line(first: &str, cell: impl Fn(Role) -> &'static str) -> String {
    let cells = Role::ALL.map(|role| format!(" {} |", cell(role))).concat();
    format!("| {first} |{cells}\n")
}
