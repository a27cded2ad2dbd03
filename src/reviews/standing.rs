//! How an item stands, from what was handed in for it and what was decided.

use super::store::Piece;
use crate::requests::model::{ItemState, Verdict};

/// How an item stands after what came and what was decided, in the order of time: what was sent back or is not enough
/// counts until something new comes; then what waits; then all is well.
pub fn standing(pieces: &[Piece]) -> ItemState {
    let newest = pieces.iter().map(|piece| piece.id.as_str()).max().unwrap_or_default();
    let open = |piece: &&Piece| {
        let demands = piece.state == Verdict::Rejected.word() || piece.state == Verdict::NeedsMore.word();
        // Ids grow with time (UUID v7), those of submissions and decisions alike.
        demands && piece.decision_id.as_ref().is_some_and(|decision| decision.as_str() > newest)
    };
    let demand = pieces.iter().filter(open).max_by(|a, b| a.decision_id.cmp(&b.decision_id));
    match demand {
        Some(piece) if piece.state == Verdict::Rejected.word() => ItemState::Rejected,
        Some(_) => ItemState::NeedsMore,
        None if pieces.iter().any(|piece| piece.state == "waiting") => ItemState::Submitted,
        None => ItemState::Accepted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::model::{DecisionId, SubmissionId};

    /// What was handed in and decided, in this order: `+a` comes, `a:verdict` is decided.
    fn after(steps: &[&str]) -> ItemState {
        let mut pieces: Vec<(String, Piece)> = Vec::new();
        for step in steps {
            match step.split_once(':') {
                None => {
                    let piece = Piece { id: SubmissionId::fresh(), state: "waiting".into(), decision_id: None };
                    pieces.push((step[1..].to_owned(), piece));
                }
                Some((name, verdict)) => {
                    for (_, piece) in pieces.iter_mut().filter(|(other, _)| other == name) {
                        piece.state = verdict.to_owned();
                        piece.decision_id = Some(DecisionId::fresh());
                    }
                }
            }
        }
        standing(&pieces.into_iter().map(|(_, piece)| piece).collect::<Vec<_>>())
    }

    #[test]
    fn an_item_stands_as_its_documents_say() {
        use ItemState::{Accepted, NeedsMore, Rejected, Submitted};
        for (steps, state) in [
            (&["+a", "a:accepted"][..], Accepted),
            (&["+a", "+b", "a:accepted"], Submitted),
            (&["+a", "+b", "a:accepted", "b:accepted"], Accepted),
            (&["+a", "+b", "a:rejected", "b:accepted"], Rejected),
            (&["+a", "a:rejected", "+b"], Submitted),
            (&["+a", "a:rejected", "+b", "b:accepted"], Accepted),
            (&["+a", "a:needs more"], NeedsMore),
            (&["+a", "a:needs more", "+b", "b:accepted"], Accepted),
            (&["+a", "a:needs more", "+b", "b:rejected"], Rejected),
            (&["+a", "+b", "a:rejected", "b:needs more"], NeedsMore),
        ] {
            assert_eq!(after(steps), state, "{steps:?}");
        }
    }
}
