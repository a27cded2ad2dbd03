//! What the policy says about a call: by whom, on which route, with whose things.

use super::calls::{Answer, Ids, is_upload, names_a_thing};
use super::people::{Person, Side};
use gk_nexus::accounts::policy::{Decision, Relation, State, decide};
use gk_nexus::app::table::Who;

/// What the table says about somebody on this route.
fn allowed(who: Who, side: Side) -> Answer {
    match (who, side) {
        (Who::Everybody, _) => Answer::Allowed,
        (_, Side::Nobody) => Answer::SignIn,
        (Who::SignedIn, _) | (Who::ClientPeople | Who::Both(_), Side::Client { .. }) => Answer::Allowed,
        (Who::Staff(act) | Who::Both(act), Side::Firm(role) | Side::Walled(role)) => {
            said(decide(act, role, Relation::SamePractice, State::Active))
        }
        (Who::Staff(_), Side::Client { .. }) | (Who::ClientPeople, Side::Firm(_) | Side::Walled(_)) => Answer::Absent,
    }
}

/// What the policy decides, as an answer.
fn said(decision: Decision) -> Answer {
    match decision {
        Decision::Yes => Answer::Allowed,
        Decision::Refused => Answer::Forbidden,
        Decision::Absent => Answer::Absent,
        Decision::SignIn => Answer::SignIn,
    }
}

/// Whether client A's things are another's for this person, on this route.
pub fn is_another_s(who: Who, side: Side) -> bool {
    match (who, side) {
        (_, Side::Client { of_a }) => !of_a,
        (Who::Staff(act) | Who::Both(act), Side::Walled(role)) => {
            decide(act, role, Relation::Other, State::Active) == Decision::Absent
        }
        _ => false,
    }
}

/// The same with the thing that the call names: what is not there, or is another's, is absent.
pub fn expected((method, path, who): (&str, &str, Who), person: &Person, ids: &Ids) -> Answer {
    let allowed = allowed(who, person.side);
    let another = is_another_s(who, person.side);
    match allowed {
        // A go of files is its sender's: whatever their role, to others it is not there.
        Answer::Allowed | Answer::Forbidden if is_upload(path) && ids.sender != person.name => Answer::Absent,
        Answer::Allowed if names_a_thing(method, path) && (another || !ids.there) => Answer::Absent,
        other => other,
    }
}
