//! What the client list is asked for: it lives in the address, so that a list can be kept, shared and exported.

use crate::clients::model::Order;
use crate::clients::store::{Filter, NOT_ACCEPTED};
use crate::portal_access::Standing;
use crate::server::leptos as request;
use axum::http::Uri;

/// The list's address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Words to be found.
    pub words: String,
    /// `archived`, `all`, or empty for those that are not archived.
    pub status: String,
    /// A standing by its word, or `NOT_ACCEPTED`; empty: any.
    pub access: String,
    /// Order.
    pub order: Order,
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
        let known =
            |word: &String| word == NOT_ACCEPTED || Standing::ALL.iter().any(|standing| standing.word() == word);
        Asked {
            words: of("q"),
            status: Some(of("status")).filter(|word| word == "archived" || word == "all").unwrap_or_default(),
            access: Some(of("access")).filter(known).unwrap_or_default(),
            order: Order::parse(&of("sort")),
            after: of("after"),
        }
    }

    /// For the store.
    pub fn filter(&self) -> Filter {
        Filter {
            words: self.words.clone(),
            status: self.status.clone(),
            access: self.access.clone(),
            order: self.order,
            after: self.after.clone(),
        }
    }

    /// Whether it looks for some of the clients of its status only.
    pub fn narrows(&self) -> bool {
        !self.words.is_empty() || !self.access.is_empty()
    }

    /// The same, for all clients of the status.
    pub fn wide(&self) -> Self {
        Asked { words: String::new(), access: String::new(), ..self.at(String::new()) }
    }

    /// The same, from after this key on.
    pub fn at(&self, after: String) -> Self {
        Asked { after, ..self.clone() }
    }

    /// The same in another order, from the beginning.
    pub fn sorted(&self, order: Order) -> Self {
        Asked { order, ..self.at(String::new()) }
    }

    /// As an address below `path`.
    pub fn address(&self, path: &str) -> String {
        let sort = if self.order == Order::default() { "" } else { self.order.word() };
        let query: Vec<String> = [
            ("q", self.words.as_str()),
            ("status", &self.status),
            ("access", &self.access),
            ("sort", sort),
            ("after", &self.after),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", request::encoded(value)))
        .collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(address: &'static str) -> Asked {
        Asked::of_uri(&Uri::from_static(address))
    }

    #[test]
    fn the_address_says_what_was_asked_for_and_back() {
        let full = asked("/clients?q=R%26D%20caf%C3%A9&status=archived&access=Not%20Invited&sort=-created&after=5-a");
        assert_eq!(full.words, "R&D café");
        assert_eq!(full.access, "Not Invited");
        assert_eq!(full.order, Order::Newest);
        let again: Uri = full.address("/clients").parse().unwrap_or_default();
        assert_eq!(Asked::of_uri(&again), full);
        assert_eq!(full.wide().address("/clients"), "/clients?status=archived&sort=%2Dcreated");
    }

    #[test]
    fn what_nobody_offers_is_not_asked_for() {
        let odd = asked("/clients?status=deleted&access=pending&sort=phone&q=%20%0A%20");
        assert_eq!(odd, Asked::default());
        assert!(!odd.narrows());
        assert_eq!(odd.address("/clients"), "/clients");
    }
}
