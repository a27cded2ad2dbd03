//! The reminder: short, friendly, and with the ways out. What is open stands in the mail, never in its subject, which shows
//! on locked phones.

use super::Desk;
use crate::mail::letters::{RemindedOf, Reminder};
use crate::mail::parts::{Draft, Part, plain, says, stresses};

/// How many things of one request are named; the page names them all.
const NAMED: usize = 12;

/// What still waits for somebody.
pub(super) fn reminder(desk: &Desk<'_>, letter: &Reminder) -> Draft {
    let firm = desk.firm_name();
    let late = letter.requests.iter().any(|one| one.days_left < 0);
    let mut parts: Vec<Part> = vec![says(opening(letter, late)).into()];
    for one in &letter.requests {
        parts.extend(request(one, &letter.name));
        parts.push(Part::Button { words: "Open this request", link: link(desk, &one.request) });
    }
    parts.push(says("Send what you have now; you can come back for the rest. The link asks you to sign in.").into());
    parts.push(
        stresses("Can’t send something?")
            .then(" Beside each item you can say ")
            .strong("“I don’t have this”")
            .then(", name a day (")
            .strong("“I’ll have it by …”")
            .then("), or ask us a question. Then we know, and stop asking.")
            .into(),
    );
    Draft {
        subject: subject(letter, &firm, late),
        preview: letter.requests.first().map(due_words).unwrap_or_default(),
        heading: "A short reminder".into(),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: vec![format!("Something unclear, or not yours? Please {}.", desk.call_us())],
        reply_to: None,
    }
}

fn subject(letter: &Reminder, firm: &str, late: bool) -> String {
    match letter.requests.as_slice() {
        [one] if late => format!("A short reminder from {firm}: was due {}", short_day(one)),
        [one] => format!("A short reminder from {firm}: due {}", short_day(one)),
        several => format!("A short reminder from {firm}: {} requests wait for you", several.len()),
    }
}

fn opening(letter: &Reminder, late: bool) -> &'static str {
    match (letter.requests.len(), late) {
        (1, false) => {
            "You still have time. This is only so that it isn’t forgotten: we are waiting for something from you."
        }
        (1, true) => "Something that we asked you for isn’t here yet. It may have slipped by, so here is what is open.",
        (_, false) => {
            "You still have time. This is only so that it isn’t forgotten: we are waiting for a few things from you."
        }
        (_, true) => {
            "A few things that we asked you for aren’t here yet. They may have slipped by, so here is what is open."
        }
    }
}

/// Title, client, due day, and what is open.
fn request(one: &RemindedOf, name: &str) -> Vec<Part> {
    let title = stresses(&one.title);
    let title = if one.client.trim().is_empty() || one.client == name {
        title
    } else {
        title.then(" for ").strong(&one.client)
    };
    let mut items: Vec<String> = one.items.iter().take(NAMED).cloned().collect();
    if one.items.len() > NAMED {
        items.push(format!("and {} more", one.items.len() - NAMED));
    }
    vec![title.then(format!(", {}. Still open:", due_words(one))).into(), Part::list(&items)]
}

/// `due Friday 27 November, in 3 days` · `was due Friday 20 November, 2 days ago`, as it was when the reminder was written.
fn due_words(one: &RemindedOf) -> String {
    let day = one.due_on.date().strftime("%A %-d %B");
    match one.days_left {
        0 => format!("due today, {day}"),
        1 => format!("due tomorrow, {day}"),
        -1 => format!("was due yesterday, {day}"),
        days if days > 0 => format!("due {day}, in {days} days"),
        days => format!("was due {day}, {} days ago", -days),
    }
}

fn short_day(one: &RemindedOf) -> String {
    one.due_on.date().strftime("%A %-d %B").to_string()
}

fn link(desk: &Desk<'_>, request: &str) -> String {
    desk.links.to(&format!("/portal/requests/{}", plain(request)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Day;

    #[test]
    fn the_due_day_is_told_with_its_distance() {
        let on = |days_left: i64| {
            let due_on = Day::of(jiff::civil::date(2026, 11, 27));
            let (request, title, client) = ("r1".into(), "T".into(), "C".into());
            due_words(&RemindedOf { request, title, client, due_on, days_left, items: Vec::new() })
        };
        assert_eq!(on(3), "due Friday 27 November, in 3 days");
        assert_eq!(on(1), "due tomorrow, Friday 27 November");
        assert_eq!(on(0), "due today, Friday 27 November");
        assert_eq!(on(-1), "was due yesterday, Friday 27 November");
        assert_eq!(on(-7), "was due Friday 27 November, 7 days ago");
    }
}
