//! Moving a card of the board: a form on each, and one that takes the last move back.

use super::board::Wanted;
use crate::accounts::{Act, Desk};
use crate::kernel::{Form, Result};
use crate::matters::actions::{ChangeStatus, EnterPhase};
use crate::matters::model::{MatterId, NOT_BEGUN};
use crate::matters::store::{self, Card, Phase};
use crate::matters::{MatterStatus, OnMatter};
use crate::server::leptos as request;
use crate::ui::{Button, Hidden, Look, PostForm, SelectField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Where cards can go, and how.
pub(super) struct Moves {
    by_phase: bool,
    /// What is sent, and its words.
    targets: Vec<(String, String)>,
    back: String,
    here: String,
}

impl Moves {
    /// On this board.
    pub fn of(wanted: &Wanted, phases: &[Phase], here: &str) -> Self {
        let targets = if wanted.by_phase {
            let used = phases.iter().filter(|phase| phase.archived_at.is_none());
            used.map(|phase| (phase.id.to_string(), phase.name.clone()))
                .chain([(String::new(), "All phases done".to_owned())])
                .collect()
        } else {
            MatterStatus::ALL.into_iter().map(|status| (status.word().to_owned(), status.word().to_owned())).collect()
        };
        Moves { by_phase: wanted.by_phase, targets, back: wanted.address(), here: here.to_owned() }
    }

    fn field(&self) -> &'static str {
        if self.by_phase { "phase" } else { "status" }
    }

    fn action(&self) -> &'static str {
        if self.by_phase { EnterPhase::url() } else { ChangeStatus::url() }
    }

    /// The form of a card that stands in the column with this key.
    pub fn form(&self, card: &Card, column: &str) -> AnyView {
        let id = format!("to-{}", card.id);
        let place = self.targets.iter().position(|(key, _)| key == column);
        let next = place.and_then(|place| self.targets.get(place + 1)).or(self.targets.first());
        let next = next.map(|(key, _)| key.clone()).unwrap_or_default();
        let options: Vec<_> =
            self.targets.iter().enumerate().filter(|(at, _)| Some(*at) != place).map(|(_, one)| one.clone()).collect();
        let (matter, seen) = (card.id.to_string(), card.changed_at.0.to_string());
        let (back, which) = (self.back.clone(), card.title.clone());
        let field =
            view! { <SelectField form=Form::default() name=self.field() label="Move to" options value=next id /> };
        view! {
            <details class="move" name="move">
                <summary class="button quiet small">"Move"<span class="visually-hidden">{format!(" {}", card.title)}</span></summary>
                <PostForm action=self.action() page=self.here.clone() class="stack-tight">
                    <Hidden name="matter" value=matter />
                    <Hidden name="changed_at" value=seen />
                    <Hidden name="back" value=back />
                    {field}
                    <Button label="Move matter" look=Look::Small more=which />
                </PostForm>
            </details>
        }
        .into_any()
    }
}

/// After a move: the way back, as long as the matter still stands where it was moved to.
pub(super) async fn undo(desk: &mut Desk, wanted: &Wanted, phases: &[Phase]) -> Result<Option<AnyView>> {
    let (moved, was) = (request::query("moved"), request::query("was"));
    let Ok(id) = MatterId::try_from(moved) else { return Ok(None) };
    let Ok(on) = OnMatter::of_staff(&mut desk.tx, &desk.staff, Act::EditMatters, id).await else { return Ok(None) };
    let matter = store::find(&mut desk.tx, &on).await?;
    let (now, words) = if wanted.by_phase {
        let name = phases.iter().find(|phase| phase.id.as_str() == was).map(|phase| phase.name.clone());
        let words = match name {
            Some(name) => name,
            // Only the first step can be taken back; it had not begun before it.
            None if was == NOT_BEGUN && store::steps_taken(&mut desk.tx, &on).await? == 1 => "Not begun".to_owned(),
            // It had entered a phase before this move: so it had finished the last one.
            None if was.is_empty() && store::steps_taken(&mut desk.tx, &on).await? > 1 => "All phases done".to_owned(),
            None => return Ok(None),
        };
        (matter.place(), words)
    } else {
        let Ok(status) = MatterStatus::parse(&was) else { return Ok(None) };
        (matter.status, status.word().to_owned())
    };
    if now == was {
        return Ok(None);
    }
    let moves = Moves::of(wanted, phases, &wanted.address());
    let (id, seen) = (matter.id.to_string(), matter.changed_at.0.to_string());
    let (field, back, which) = (moves.field(), moves.back.clone(), format!("the move of {}", matter.title));
    let words = format!("Puts {}, {}, back to {words}.", matter.reference, matter.title);
    Ok(Some(
        view! {
            <PostForm action=moves.action() page=moves.here.clone() class="undo actions" label="Undo">
                <Hidden name="matter" value=id />
                <Hidden name="changed_at" value=seen />
                <Hidden name="back" value=back />
                <Hidden name=field value=was />
                <Button label="Undo" icon="undo" more=which />
                <span class="soft">{words}</span>
            </PostForm>
        }
        .into_any(),
    ))
}
