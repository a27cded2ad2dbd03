//! The saved views above the list of matters: their tabs, what each shows, and why it may be empty.

use crate::clients::parts::Total;
use crate::matters::asked::{Asked, PATH, View};
use crate::ui::{ButtonLink, Empty, Notice, NoticeTone, TabLink, Tabs};
use leptos::prelude::*;

/// How many matters there are, and of which kind.
pub(super) fn lead(asked: &Asked, total: Total) -> String {
    let matters = total.words("matter", "matters");
    match asked.view {
        _ if asked.narrows() => format!("{matters} {}", if total == Total::Exactly(1) { "matches" } else { "match" }),
        View::Open => format!("{matters} open"),
        View::Mine => format!("{matters} that you lead or help with"),
        View::Waiting => format!("{matters} waiting on the client"),
        View::Overdue => format!("{matters} overdue"),
        View::Closed => format!("{matters} closed"),
    }
}

/// The views, and what else is done over all matters. An address that names no view of these has chosen none.
pub(super) fn tabs(asked: &Asked) -> AnyView {
    let chosen = asked.unknown.is_empty().then_some(asked.view);
    let tab = |view: View| TabLink {
        href: Asked::all_of(view).address(PATH),
        label: view.label().to_owned(),
        count: None,
        current: Some(view) == chosen,
    };
    let beside = [("/deadlines", "Deadlines"), ("/requests", "Requests")];
    let beside =
        beside.map(|(href, label)| TabLink { href: href.to_owned(), label: label.to_owned(), ..TabLink::default() });
    let tabs = View::ALL.into_iter().map(tab).chain(beside).collect();
    view! { <Tabs label="Saved views" tabs /> }.into_any()
}

/// Said where the address names a view that there is none of: an old link, or a slip.
pub(super) fn unknown(asked: &Asked) -> Option<AnyView> {
    let words = format!("There is no view “{}”. All open matters are shown.", asked.unknown);
    (!asked.unknown.is_empty()).then(|| view! { <Notice tone=NoticeTone::Plain><p>{words}</p></Notice> }.into_any())
}

/// Why the list is empty, and the one next step.
pub(super) fn nothing(asked: &Asked, matches: Total) -> AnyView {
    let clients = || ("/clients".to_owned(), "Go to clients");
    let open = || (PATH.to_owned(), "Show all open matters");
    let (title, words, (href, label)) = match asked.view {
        _ if matches.any() => (
            "Nothing on this page",
            "The list has become shorter.",
            (asked.at(String::new()).address(PATH), "Go to the first page"),
        ),
        view if asked.narrows() => {
            let href = Asked::all_of(view).address(PATH);
            ("No matter matches", "No matter of this list has all that you asked for.", (href, "Clear the filter"))
        }
        View::Open => {
            let words = "A matter is one piece of work for a client: a tax return, a work permit. Open one from the \
                         client’s page.";
            ("No open matters", words, clients())
        }
        View::Mine => ("No matters of yours", "Matters that you lead or help with stand here.", open()),
        View::Waiting => {
            let words = "Matters whose client still has to send something that you asked for stand here, and those \
                         with the status Waiting on client.";
            ("Nothing waits on a client", words, open())
        }
        View::Overdue => ("Nothing is overdue", "Open matters whose day is over stand here.", open()),
        View::Closed => {
            ("No closed matters", "Completed and cancelled matters stay here, with all that belongs to them.", open())
        }
    };
    view! {
        <Empty title=title words=words level=2>
            <ButtonLink href=href label=label />
        </Empty>
    }
    .into_any()
}
