//! What somebody wants to see of the log: parsed from the address, put back into addresses, told in words.

use super::model::What;
use super::store::Filter;
use crate::clients::OnClient;
use crate::firm::Times;
use crate::kernel::{AppError, FieldErrors, Form, Instant, Result};
use crate::server::leptos::encoded;
use jiff::civil::Date;

/// The sides that the filter offers, and their words.
pub const SIDES: &[(&str, &str)] =
    &[("staff", "Staff"), ("client", "Clients"), ("portal", "Portal"), ("nobody", "Not signed in")];

/// The filter's fields, in their order.
const FIELDS: [&str; 6] = ["q", "act", "side", "from", "to", "contact"];

/// By what name the address remembers the pages before: a list, for a name has one value otherwise.
const BACK: &str = "back[]";
/// How many pages back the address remembers.
const TRAIL: usize = 100;

/// The filter as typed, and as the store takes it.
pub struct Wanted {
    /// What was typed, and what of it was refused.
    pub form: Form,
    /// As the store takes it.
    pub filter: Filter,
    /// The keys of the pages before this one, the second page's first: a list by key can't be read backwards.
    trail: Vec<String>,
}

impl Wanted {
    /// Reads the query of `address`. What can't be understood is refused beside its field.
    pub fn read(address: &str, times: &Times) -> Self {
        let typed = pairs(address);
        let get =
            |name: &str| typed.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default();
        let mut errors = FieldErrors::default();
        let known_act = get("act").is_empty() || What::ALL.iter().any(|what| what.word() == get("act"));
        let known_side = get("side").is_empty() || SIDES.iter().any(|(side, _)| *side == get("side"));
        if !known_act {
            errors.take::<()>(Err(AppError::field("act", "Choose an act from the list")));
        }
        if !known_side {
            errors.take::<()>(Err(AppError::field("side", "Choose who from the list")));
        }
        let from = errors.take(day("from", get("from"))).flatten();
        let to = errors.take(day("to", get("to"))).flatten();
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            errors.take::<()>(Err(AppError::field("to", "Choose a last day that is not before the first one")));
        }
        let filter = Filter {
            client: String::new(),
            contact: get("contact").to_owned(),
            act: get("act").to_owned(),
            side: get("side").to_owned(),
            words: get("q").to_owned(),
            from: from.and_then(|day| start(times, day)),
            before: to.and_then(|day| day.tomorrow().ok()).and_then(|day| start(times, day)),
            after: get("after").to_owned(),
        };
        let trail = typed.iter().filter(|(name, _)| name == BACK).map(|(_, key)| key.clone()).collect();
        let error = errors.check().err();
        Wanted { form: Form { values: typed, error }, filter, trail }
    }

    /// Only this client's lines, and of the filter only contact and page: that is what its profile offers.
    pub fn of_client(self, on: &OnClient) -> Self {
        let Filter { contact, after, .. } = self.filter;
        let values = self.form.values.into_iter().filter(|(name, _)| name == "contact").collect();
        let filter = Filter { client: on.client().to_string(), contact, after, ..Filter::default() };
        Wanted { form: Form { values, error: None }, filter, ..self }
    }

    /// This filter's address at `path`, from the newest line on.
    pub fn address(&self, path: &str) -> String {
        self.at(path, "", &[])
    }

    /// The address of the page after this one, which begins after the key `after`.
    pub fn older(&self, path: &str, after: &str) -> String {
        let mut trail = self.trail.clone();
        trail.extend(Some(self.filter.after.clone()).filter(|key| !key.is_empty()));
        let forgotten = trail.len().saturating_sub(TRAIL);
        self.at(path, after, &trail[forgotten..])
    }

    /// The address of the page before this one, unless this is the first.
    pub fn newer(&self, path: &str) -> Option<String> {
        let (after, trail) = match self.trail.split_last() {
            Some((after, trail)) => (after.as_str(), trail),
            None => ("", [].as_slice()),
        };
        (!self.filter.after.is_empty()).then(|| self.at(path, after, trail))
    }

    fn at(&self, path: &str, after: &str, trail: &[String]) -> String {
        let typed = FIELDS.iter().filter_map(|name| Some((*name, self.form.typed(name)?)));
        let pages = trail.iter().map(|key| (BACK, key.as_str())).chain([("after", after)]);
        let pairs = typed.chain(pages).filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// Whether it leaves anything out.
    pub fn narrows(&self) -> bool {
        FIELDS.iter().any(|name| self.form.typed(name).is_some_and(|typed| !typed.is_empty()))
    }

    /// It in words: `“rahman”, signed in, who: clients, from 1 Nov 2026, to 3 Nov 2026`.
    pub fn in_words(&self) -> String {
        let typed = |name: &str| self.form.typed(name).filter(|typed| !typed.is_empty());
        let side = typed("side").and_then(|side| SIDES.iter().find(|(word, _)| *word == side));
        let parts = [
            typed("q").map(|words| format!("“{words}”")),
            typed("act").map(str::to_owned),
            side.map(|(_, words)| format!("who: {}", words.to_lowercase())),
            typed("from").map(|day| format!("from {}", written(day))),
            typed("to").map(|day| format!("to {}", written(day))),
            typed("contact").map(|_| "this contact".to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Name and value of everything in the address's query: trimmed, at most 200 characters, nothing invisible.
pub fn pairs(address: &str) -> Vec<(String, String)> {
    let Some(url) = reqwest::Url::parse("http://portal/").ok().and_then(|url| url.join(address).ok()) else {
        return Vec::new();
    };
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned();
    url.query_pairs().map(|(name, value)| (plain(&name), plain(&value))).collect()
}

fn day(field: &str, typed: &str) -> Result<Option<Date>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let right = typed.len() == 10;
    let date = typed.parse::<Date>().ok().filter(|_| right);
    date.map(Some).ok_or_else(|| AppError::field(field, "Enter a date, like 2026-11-24"))
}

fn written(day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| day.strftime("%-d %b %Y").to_string())
}

fn start(times: &Times, day: Date) -> Option<Instant> {
    times.day_start(&day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Span;

    fn read(address: &str) -> Wanted {
        Wanted::read(address, &Times::new("America/Guyana", Instant(1_795_530_120_000)))
    }

    #[test]
    fn both_days_belong_to_the_filter_in_the_firms_own_zone() {
        let wanted = read("/activity?from=2026-11-24&to=2026-11-24");
        let midnight = Instant(1_795_492_800_000); // 24 Nov 2026, 04:00 UTC
        assert_eq!(wanted.filter.from, Some(midnight));
        assert_eq!(wanted.filter.before, Some(midnight + Span::days(1)));
    }

    #[test]
    fn what_cannot_be_understood_is_refused_beside_its_field() {
        for (address, field) in [
            ("/activity?from=yesterday", "from"),
            ("/activity?to=2026-02-30", "to"),
            ("/activity?to=20261124", "to"),
            ("/activity?act=everything", "act"),
            ("/activity?side=god", "side"),
            ("/activity?from=2026-11-25&to=2026-11-24", "to"),
        ] {
            assert!(read(address).form.wrong(field).is_some(), "{address}");
        }
        assert!(!read("/activity").form.refused() && !read("/activity?q=").narrows());
    }

    #[test]
    fn an_address_says_the_same_as_the_one_it_was_read_from() {
        let wanted = read("/activity?q=100%25+%26+more&act=signed+in&side=&after=1-a&foreign=x");
        assert_eq!(wanted.filter.words, "100% & more");
        let again = wanted.address("/activity/export.csv");
        assert_eq!(again, "/activity/export.csv?q=100%25%20%26%20more&act=signed%20in");
        assert_eq!(read(&again).filter.words, "100% & more");
        assert_eq!(wanted.in_words(), "“100% & more”, signed in");
        assert_eq!(read("/activity?side=client&to=2026-11-03").in_words(), "who: clients, to 3 Nov 2026");
    }

    #[test]
    fn one_can_turn_back_every_page() {
        let second = read("/activity?side=staff").older("/activity", "9-a");
        assert_eq!(second, "/activity?side=staff&after=9%2Da");
        let third = read(&second).older("/activity", "5-b");
        let fourth = read(&third).older("/activity", "2-c");
        assert_eq!(read(&fourth).newer("/activity"), Some(third.clone()));
        assert_eq!(read(&third).newer("/activity"), Some(second.clone()));
        assert_eq!(read(&second).newer("/activity"), Some("/activity?side=staff".to_owned()));
        assert_eq!(read("/activity?side=staff").newer("/activity"), None);
    }

    #[test]
    fn nothing_invisible_reaches_the_database() {
        let wanted = read("/activity?q=a%00b%0A&after=%00");
        assert_eq!((wanted.filter.words.as_str(), wanted.filter.after.as_str()), ("ab", ""));
    }
}
