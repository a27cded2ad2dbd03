//! `/matters?view=board`: open matters as cards in columns, by status, or by the phases of one type. A card is moved by a
//! form; `public/board.js` adds dragging and a key, which send the same form.

use super::list::ways;
use super::moves::{Moves, undo};
use crate::accounts::{Act, Content, Desk};
use crate::app::router::Assets;
use crate::clients::parts::{counted, title};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::matters::MatterStatus;
use crate::matters::actions::{ChangeStatus, EnterPhase};
use crate::matters::asked::{Asked, PATH, View};
use crate::matters::model::{MatterTypeId, NOT_BEGUN, PhaseId, Steps};
use crate::matters::parts::{kind_option, status_tag};
use crate::matters::store::{self, Board, Card, Column, MatterType, Phase};
use crate::requests::parts::refused;
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, ErrorSummary, Filters, Hidden, Icon, PageHead, SelectField, TabLink, Tabs};
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// What the address asks for.
pub(super) struct Wanted {
    pub by_phase: bool,
    kind: Option<MatterTypeId>,
    mine: bool,
}

impl Wanted {
    fn of_page() -> Self {
        Wanted {
            by_phase: request::query("by") == "phase",
            kind: MatterTypeId::try_from(request::query("type")).ok(),
            mine: request::query("mine") == "yes",
        }
    }

    pub fn address(&self) -> String {
        let kind = self.kind.as_ref().filter(|_| self.by_phase).map(|kind| format!("&type={kind}")).unwrap_or_default();
        let mine = if self.mine { "&mine=yes" } else { "" };
        format!("{PATH}?view=board&by={}{kind}{mine}", if self.by_phase { "phase" } else { "status" })
    }
}

/// A column as it is shown.
struct Shown {
    /// What a move into it sends.
    key: String,
    heading: AnyView,
    label: String,
    count: i64,
    cards: Vec<Card>,
    /// The column's matters in the list.
    list: String,
}

/// The board.
pub(super) async fn page(mut desk: Desk) -> Result<Content> {
    let mut wanted = Wanted::of_page();
    let form = refused([request::form::<ChangeStatus>(), request::form::<EnterPhase>()]);
    let kinds = if wanted.by_phase { store::types_at_work(&mut desk.tx).await? } else { Vec::new() };
    let known = kinds.iter().any(|kind| Some(&kind.id) == wanted.kind.as_ref());
    wanted.kind = if known { wanted.kind } else { kinds.first().map(|kind| kind.id.clone()) };
    let phases = match &wanted.kind {
        Some(kind) if wanted.by_phase => store::all_phases(&mut desk.tx, kind).await?,
        _ => Vec::new(),
    };
    let columns = columns(&mut desk, &wanted, &phases).await?;
    let undo = undo(&mut desk, &wanted, &phases).await?;
    let total: i64 = columns.iter().map(|column| column.count).sum();
    let moves = desk.staff.can(Act::EditMatters).then(|| Moves::of(&wanted, &phases, &desk.here));
    let body = if wanted.by_phase && phases.is_empty() {
        no_phases(&kinds)
    } else {
        let columns =
            columns.into_iter().enumerate().map(|(at, column)| section(&desk.times, at, column, moves.as_ref()));
        let columns = columns.collect_view();
        view! { <div class="board" role="region" aria-label="Board" tabindex="0">{columns}</div> }.into_any()
    };
    let whose = if wanted.mine { "that you lead or help with" } else { "open" };
    let ways = ways(&desk, true);
    Ok(Content::plain(
        title("Matters", &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <PageHead title="Matters" lead=format!("{} {whose}", counted(total, "matter", "matters"))>{ways}</PageHead>
                {tabs(&wanted)}
            </div>
            {filters(&wanted, kinds)}
            {undo}
            {body}
            {moves.is_some().then(script)}
        },
    ))
}

async fn columns(desk: &mut Desk, wanted: &Wanted, phases: &[Phase]) -> Result<Vec<Shown>> {
    let open = MatterStatus::ALL.into_iter().filter(|status| status.is_open());
    let all: Vec<Column> = match wanted.by_phase {
        false => open.map(|status| Column::Status(status.word())).collect(),
        true if phases.is_empty() => Vec::new(),
        true => std::iter::once(Column::NotBegun)
            .chain(phases.iter().map(|phase| Column::Phase(phase.id.to_string())))
            .chain([Column::Finished])
            .collect(),
    };
    let mine = wanted.mine.then(|| desk.staff.id().clone());
    let wall = desk.staff.wall();
    let board = Board { columns: &all, kind: wanted.kind.as_ref(), mine: mine.as_ref(), wall: &wall };
    let counts = store::board_counts(&mut desk.tx, &board).await?;
    let cards = store::board_cards(&mut desk.tx, &board).await?;
    let shown = all.iter().zip(counts).zip(cards).filter_map(|((column, count), cards)| {
        // What nobody moves matters into is shown only while something stands in it.
        let idle = match column {
            Column::NotBegun => true,
            Column::Phase(id) => phases.iter().any(|phase| phase.id.as_str() == id && phase.archived_at.is_some()),
            Column::Status(_) | Column::Finished => false,
        };
        (count > 0 || !idle).then(|| shown(column, phases, count, cards, wanted))
    });
    Ok(shown.collect())
}

fn shown(column: &Column, phases: &[Phase], count: i64, cards: Vec<Card>, wanted: &Wanted) -> Shown {
    let view = if wanted.mine { View::Mine } else { View::Open };
    let of_kind = Asked { view, kind: wanted.kind.clone(), ..Asked::default() };
    let (key, label, asked) = match column {
        Column::Status(word) => {
            ((*word).to_owned(), (*word).to_owned(), Asked { view, status: (*word).to_owned(), ..Asked::default() })
        }
        Column::Phase(id) => {
            let name = phases.iter().find(|phase| phase.id.as_str() == id).map(|phase| phase.name.clone());
            let asked = Asked { phase: PhaseId::try_from(id.clone()).ok(), ..of_kind };
            (id.clone(), name.unwrap_or_default(), asked)
        }
        // No move leads here but the undo of one, so its key is none that a card's form offers.
        Column::NotBegun => {
            (NOT_BEGUN.to_owned(), "Not begun".to_owned(), Asked { steps: Some(Steps::NotBegun), ..of_kind })
        }
        Column::Finished => {
            (String::new(), "All phases done".to_owned(), Asked { steps: Some(Steps::Finished), ..of_kind })
        }
    };
    let heading = match column {
        Column::Status(word) => status_tag(MatterStatus::parse(word).unwrap_or(MatterStatus::New)),
        _ => label.clone().into_any(),
    };
    Shown { key, heading, label, count, cards, list: asked.address(PATH) }
}

fn section(times: &Times, at: usize, column: Shown, moves: Option<&Moves>) -> AnyView {
    let Shown { key, heading, label, count, cards, list } = column;
    let (id, named) = (format!("column-{at}"), format!("column-{at}"));
    let cards_shown = i64::try_from(cards.len()).unwrap_or_default();
    let rest = (count > cards_shown).then(|| {
        let words = format!("All {count} in the list");
        view! { <p><a href=list>{words}<span class="visually-hidden">{format!(", {label}")}</span></a></p> }
    });
    let cards = cards.into_iter().map(|card| slip(times, card, &key, moves)).collect_view();
    let empty = (count == 0).then(|| view! { <p class="soft">"Nothing here"</p> });
    view! {
        <section aria-labelledby=named data-column=key>
            <h2 id=id>{heading}" "<span class="soft">{count}<span class="visually-hidden">" matters"</span></span></h2>
            {empty}
            <ul class="stack-tight">{cards}</ul>
            {rest}
        </section>
    }
    .into_any()
}

fn slip(times: &Times, card: Card, column: &str, moves: Option<&Moves>) -> AnyView {
    let due = match &card.due_on {
        None => view! { <span class="due soft">"no day"</span> }.into_any(),
        Some(day) if *day < times.today_day() => {
            view! { <span class="due late"><Icon name="warning" />" "{times.due(day)}</span> }.into_any()
        }
        Some(day) => {
            let soon = times.today_day().days_to(day) <= 1;
            let words = if soon { times.due(day) } else { format!("{} · {}", times.due(day), times.day(day).words) };
            view! { <span class=if soon { "due soon" } else { "due soft" }>{words}</span> }.into_any()
        }
    };
    let lead = card.lead_name.as_ref().map(|name| {
        let words = format!("Lead {name}");
        view! {
            <span class="initials" title=name.clone()><span aria-hidden="true">{initials(name)}</span><span class="visually-hidden">{words}</span></span>
        }
    });
    let form = moves.map(|moves| moves.form(&card, column));
    view! {
        <li class="slip">
            <a href=format!("/matters/{}", card.id)>{card.title}</a>
            <span>{card.client_name}" "<span class="soft nowrap">{card.reference}</span></span>
            <footer>{due}{lead}{form}</footer>
        </li>
    }
    .into_any()
}

/// `RB` of Renée Baptiste.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = [words.first(), words.get(1..).and_then(<[&str]>::last)];
    ends.into_iter().flatten().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

fn tabs(wanted: &Wanted) -> AnyView {
    let tab = |by_phase: bool, label: &str| TabLink {
        href: Wanted { by_phase, kind: wanted.kind.clone(), mine: wanted.mine }.address(),
        label: label.to_owned(),
        count: None,
        current: by_phase == wanted.by_phase,
    };
    let tabs = vec![tab(false, "By status"), tab(true, "By phase")];
    view! { <Tabs label="Board" tabs /> }.into_any()
}

fn filters(wanted: &Wanted, kinds: Vec<MatterType>) -> AnyView {
    let form = Form::default();
    let whose = vec![(String::new(), "Everybody’s".to_owned()), ("yes".to_owned(), "Mine".to_owned())];
    let chosen = wanted.kind.clone().map(String::from).unwrap_or_default();
    let kinds: Vec<_> = kinds.iter().map(kind_option).collect();
    let kind = (!kinds.is_empty())
        .then(|| view! { <SelectField form=&form name="type" label="Type" options=kinds value=chosen /> });
    let (by, mine) = (if wanted.by_phase { "phase" } else { "status" }, if wanted.mine { "yes" } else { "" });
    view! {
        <Filters action=PATH label="Board">
            <Hidden name="view" value="board" />
            <Hidden name="by" value=by />
            {kind}
            <SelectField form=form.clone() name="mine" label="Whose" options=whose value=mine />
            <Button label="Show" icon="filter" />
        </Filters>
    }
    .into_any()
}

fn no_phases(kinds: &[MatterType]) -> AnyView {
    let (title, words) = match kinds {
        [] => ("No matter types in use", "A board by phase shows the matters of one type in its phases."),
        _ => ("No phases yet", "This type has no phases, so there is nothing to move its matters through."),
    };
    view! {
        <Empty title=title words=words level=2>
            <ButtonLink href=format!("{PATH}?view=board") label="Show the board by status" />
        </Empty>
    }
    .into_any()
}

/// Dragging, and the key that opens a card's form.
fn script() -> AnyView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! { <script src=assets.board defer nonce=use_nonce()></script> }.into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_has_two_initials_or_one() {
        let names = ["Renée Baptiste", "Łukasz", "Anna Maria de Souza", ""].map(super::initials);
        assert_eq!(names, ["RB", "Ł", "AS", ""]);
    }
}
