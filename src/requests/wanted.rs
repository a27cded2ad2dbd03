//! What the list of requests is asked for: it lives in the address, so that a list can be kept, shared and exported.

use super::model::RequestState;
use super::store::Filter;
use crate::clients::parts::Total;
use crate::kernel::Day;
use crate::server::leptos as request;
use axum::http::Uri;

/// The list's address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How far.
    pub state: RequestState,
    /// Instead of a state: where a question waits for an answer.
    pub questions: bool,
    /// `overdue`, `week`, or empty for any day.
    pub due: String,
    /// In the client's name or the title.
    pub words: String,
    /// Key of the last row of the page before; empty: the first page.
    pub after: String,
}

impl Wanted {
    /// The word in the address for requests where a question waits.
    pub const QUESTIONS: &str = "questions";

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
        Wanted {
            state: RequestState::parse(&of("state")).unwrap_or(RequestState::Sent),
            questions: of("state") == Self::QUESTIONS,
            due: Some(of("due")).filter(|due| due == "overdue" || due == "week").unwrap_or_default(),
            words: of("q"),
            after: of("after"),
        }
    }

    /// For the store; `today` is the firm's day.
    pub fn filter(&self, today: &Day) -> Filter {
        let (due_from, due_before) = match self.due.as_str() {
            "overdue" => (None, Some(today.clone())),
            "week" => (Some(today.clone()), Some(today.plus(8))),
            _ => (None, None),
        };
        let (words, after) = (self.words.clone(), self.after.clone());
        let (state, questions, late) = (self.state, self.questions, self.due == "overdue");
        Filter { state, questions, due_from, due_before, late, words, after }
    }

    /// Whether it looks for some of the requests of its state only.
    pub fn narrows(&self) -> bool {
        !self.words.is_empty() || !self.due.is_empty()
    }

    /// What is chosen as the state.
    pub fn state_word(&self) -> &'static str {
        if self.questions { Self::QUESTIONS } else { self.state.word() }
    }

    /// The same from after this key on, as an address below `path`.
    pub fn address(&self, path: &str, after: &str) -> String {
        let state = if self.state_word() == RequestState::Sent.word() { "" } else { self.state_word() };
        let query: Vec<String> =
            [("state", state), ("due", self.due.as_str()), ("q", self.words.as_str()), ("after", after)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| format!("{name}={}", request::encoded(value)))
                .collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// `12 requests with clients`
    pub fn lead(&self, total: Total) -> String {
        let requests = total.words("request", "requests");
        match self.state {
            _ if self.questions => format!("{requests} with a question"),
            RequestState::Draft => total.words("draft", "drafts"),
            RequestState::Sent if self.due == "overdue" => format!("{requests} overdue"),
            RequestState::Sent => format!("{requests} with clients"),
            RequestState::Complete => format!("{requests} complete"),
            RequestState::Withdrawn => format!("{requests} withdrawn"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_was_wanted_and_back() {
        let full = Wanted::of_uri(&Uri::from_static("/requests?q=R%26D&state=complete&due=week&after=2026-11-27-a"));
        assert_eq!((full.words.as_str(), full.state), ("R&D", RequestState::Complete));
        let again: Uri = full.address("/requests", &full.after).parse().unwrap_or_default();
        assert_eq!(Wanted::of_uri(&again), full);
        let asking = Wanted::of_uri(&Uri::from_static("/requests?state=questions&due=week"));
        assert_eq!(
            (asking.questions, asking.address("/requests", "").as_str()),
            (true, "/requests?state=questions&due=week")
        );
        let odd = Wanted::of_uri(&Uri::from_static("/requests?state=deleted&due=never"));
        assert_eq!(odd.address("/requests", ""), "/requests");
        assert!(!odd.narrows());
    }
}
