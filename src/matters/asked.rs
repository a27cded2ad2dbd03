//! What the list of matters is asked for: it lives in the address, so that a list can be kept, shared and exported.

use super::model::{MatterStatus, MatterTypeId, PhaseId, Steps};
use super::store::{DueBy, MatterFilter, MatterOrder};
use crate::accounts::AccountId;
use crate::kernel::Day;
use crate::server::leptos as request;
use axum::http::Uri;

/// The list's path.
pub const PATH: &str = "/matters";

/// A list that is kept ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All that are open.
    #[default]
    Open,
    /// Open ones that I lead or help with.
    Mine,
    /// Open ones that wait for their client: their status says so, or something that was asked for is still to come.
    Waiting,
    /// Open ones whose day is over.
    Overdue,
    /// Completed and cancelled ones.
    Closed,
}

impl View {
    /// All, in the order of the tabs.
    pub const ALL: [View; 5] = [View::Open, View::Mine, View::Waiting, View::Overdue, View::Closed];

    /// As it stands in the address.
    pub fn word(self) -> &'static str {
        match self {
            View::Open => "",
            View::Mine => "mine",
            View::Waiting => "waiting",
            View::Overdue => "overdue",
            View::Closed => "closed",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            View::Open => "All open",
            View::Mine => "Mine",
            View::Waiting => "Waiting on client",
            View::Overdue => "Overdue",
            View::Closed => "Closed",
        }
    }
}

/// The list's address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which list.
    pub view: View,
    /// A view that there is none of, as it stands in the address: all open matters are shown. Empty: there is one.
    pub unknown: String,
    /// Words to be found.
    pub words: String,
    /// A status by its word; empty: any.
    pub status: String,
    /// Type.
    pub kind: Option<MatterTypeId>,
    /// Phase.
    pub phase: Option<PhaseId>,
    /// Without a phase: not begun, or all done.
    pub steps: Option<Steps>,
    /// Who leads.
    pub lead: Option<AccountId>,
    /// `overdue`, `week`, `none`; empty: any.
    pub due: String,
    /// Order; none: the view's own.
    pub order: Option<MatterOrder>,
    /// Key of the last row of the page before; empty: the first page.
    pub after: String,
}

impl Asked {
    /// Of the page that is being made.
    pub fn of_page() -> Self {
        Self::read(request::query)
    }

    /// Of a plain route.
    pub fn of_uri(uri: &Uri) -> Self {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0);
        let pairs = pairs.unwrap_or_default();
        Self::read(|name| {
            let typed = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).unwrap_or_default();
            typed.chars().filter(|c| !c.is_control()).take(200).collect()
        })
    }

    fn read(of: impl Fn(&str) -> String) -> Self {
        let word = of("view");
        let view = View::ALL.into_iter().find(|one| one.word() == word);
        Asked {
            unknown: if view.is_none() { word } else { String::new() },
            view: view.unwrap_or_default(),
            words: of("q"),
            status: Some(of("status")).filter(|word| MatterStatus::parse(word).is_ok()).unwrap_or_default(),
            kind: MatterTypeId::try_from(of("type")).ok(),
            phase: PhaseId::try_from(of("phase")).ok(),
            steps: Steps::ALL.into_iter().find(|one| one.word() == of("steps")),
            lead: AccountId::try_from(of("lead")).ok(),
            due: Some(of("due"))
                .filter(|word| ["overdue", "week", "none"].contains(&word.as_str()))
                .unwrap_or_default(),
            order: ORDERS.into_iter().find(|(_, word)| *word == of("sort")).map(|(order, _)| order),
            after: of("after"),
        }
    }

    /// For the store, for `me` on the firm's day `today`.
    pub fn filter(&self, me: &AccountId, today: &Day) -> MatterFilter {
        let due = match self.due.as_str() {
            _ if self.view == View::Overdue => DueBy::Before(today.clone()),
            "overdue" => DueBy::Before(today.clone()),
            "week" => DueBy::Between(today.clone(), today.plus(6)),
            "none" => DueBy::Never,
            _ => DueBy::Any,
        };
        MatterFilter {
            words: self.words.clone(),
            closed: self.closed(),
            status: self.status.clone(),
            kind: self.kind.clone(),
            phase: self.phase.clone(),
            steps: self.steps,
            lead: self.lead.clone(),
            mine: (self.view == View::Mine).then(|| me.clone()),
            waiting: self.view == View::Waiting,
            due,
            order: self.order(),
            after: self.after.clone(),
        }
    }

    /// Whether it looks among the closed ones: the view says so, or the status.
    pub fn closed(&self) -> bool {
        let status = MatterStatus::parse(&self.status).ok();
        let ends = status.is_some_and(|status| !status.is_open());
        self.view == View::Closed || (self.view == View::Open && ends)
    }

    /// In which order.
    pub fn order(&self) -> MatterOrder {
        self.order.unwrap_or(if self.closed() { MatterOrder::Newest } else { MatterOrder::Due })
    }

    /// Whether it looks for some of the view's matters only.
    pub fn narrows(&self) -> bool {
        let Asked { words, status, kind, phase, steps, lead, due, .. } = self;
        !(words.is_empty() && status.is_empty() && due.is_empty())
            || kind.is_some()
            || phase.is_some()
            || steps.is_some()
            || lead.is_some()
    }

    /// All of a view.
    pub fn all_of(view: View) -> Self {
        Asked { view, ..Asked::default() }
    }

    /// The same, from after this key on.
    pub fn at(&self, after: String) -> Self {
        Asked { after, ..self.clone() }
    }

    /// The same in another order, from the beginning.
    pub fn sorted(&self, order: MatterOrder) -> Self {
        Asked { order: Some(order), ..self.at(String::new()) }
    }

    /// As an address below `path`.
    pub fn address(&self, path: &str) -> String {
        let sort = ORDERS.into_iter().find(|(order, _)| Some(*order) == self.order).map(|(_, word)| word);
        let query: Vec<String> = [
            ("view", self.view.word()),
            ("q", &self.words),
            ("status", &self.status),
            ("type", self.kind.as_ref().map(MatterTypeId::as_str).unwrap_or_default()),
            ("phase", self.phase.as_ref().map(PhaseId::as_str).unwrap_or_default()),
            ("steps", self.steps.map(Steps::word).unwrap_or_default()),
            ("lead", self.lead.as_ref().map(AccountId::as_str).unwrap_or_default()),
            ("due", &self.due),
            ("sort", sort.unwrap_or_default()),
            ("after", &self.after),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", request::encoded(value)))
        .collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

const ORDERS: [(MatterOrder, &str); 3] =
    [(MatterOrder::Due, "due"), (MatterOrder::Newest, "newest"), (MatterOrder::Reference, "reference")];

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(address: &'static str) -> Asked {
        Asked::of_uri(&Uri::from_static(address))
    }

    #[test]
    fn the_address_says_what_was_asked_for_and_back() {
        let full = asked(
            "/matters?view=mine&q=R%26D&status=On%20hold&lead=0190a1b2c3d4e5f60718293a4b5c6d7e&due=week&sort=newest&after=5-a",
        );
        assert_eq!((full.view, full.words.as_str(), full.due.as_str()), (View::Mine, "R&D", "week"));
        let again: Uri = full.address(PATH).parse().unwrap_or_default();
        assert_eq!(Asked::of_uri(&again), full);
        assert!(full.narrows() && !asked("/matters?view=closed&sort=due").narrows());
    }

    #[test]
    fn what_nobody_offers_is_not_asked_for() {
        let odd = asked("/matters?view=theirs&status=open&type=x&lead=1%27--&due=soon&sort=title");
        assert_eq!(odd, Asked { unknown: "theirs".to_owned(), ..Asked::default() });
        assert_eq!(odd.address(PATH), PATH);
        assert!(asked("/matters?view=mine").unknown.is_empty() && asked("/matters?view=").unknown.is_empty());
    }

    #[test]
    fn a_status_that_ends_a_matter_looks_among_the_closed_ones() {
        assert!(asked("/matters?status=Cancelled").closed() && !asked("/matters?status=On%20hold").closed());
        assert_eq!(asked("/matters?view=closed").order(), MatterOrder::Newest);
        assert_eq!(asked("/matters").order(), MatterOrder::Due);
    }
}
