//! `/portal`: what waits for this person first, cleared by itself; then their matters, and what is new from the firm.

use super::asked::{self, Asked};
use super::last_sign_in;
use super::matters::{self, Card};
use crate::accounts::Content;
use crate::accounts::factors::pages::needed_soon;
use crate::clients::model::Person;
use crate::documents::parts::{DocumentLine, in_words, kind_and_size, new_tag, on};
use crate::documents::store::{self, Row};
use crate::firm::Times;
use crate::kernel::Result;
use crate::portal_access::Place;
use crate::portal_access::whom::Whom;
use crate::ui::{Empty, Head, PageHead};
use leptos::prelude::*;

/// Documents shown on the home page.
const LATEST: usize = 5;

/// The page.
pub async fn home(mut place: Place) -> Result<Content> {
    let latest = latest(&mut place).await?;
    let matters = matters::seen(&mut place).await?;
    let asked = asked::all(&mut place, &matters).await?;
    let (waiting, rest): (Vec<Asked>, Vec<Asked>) = asked.into_iter().partition(|one| one.request.waits());
    let back = asked::back(&mut place, &waiting).await?;
    let cards = Card::all(&mut place, matters).await?;
    let account = place.person.account();
    let greeting = format!("{}, {}", place.times.greeting(), Person::first_name(&account.name));
    let new = latest.iter().filter(|row| row.first_opened_at.is_none()).count();
    let late = waiting.iter().filter(|one| one.late).count();
    let news = news(waiting.len(), late, new);
    let soon = needed_soon(account, &place.services, &place.times);
    let signed_in = place.looking.is_none().then(|| last_sign_in(account, &place.times, true));
    let body = view! {
        <div class="columns">
            <div class="stack">
                <PageHead title=greeting lead=news news=true />
                {soon}
                {asked::waits(&waiting, &back, &account.email, &place.times)}
                {asked::others(rest, &place.times)}
                {matters::section(cards, &place)}
                {from_firm(&latest, new, &place)}
            </div>
            <div class="stack">
                {Whom::all(&place).into_iter().map(|whom| whom.sheet(true)).collect_view()}
                {signed_in}
            </div>
        </div>
    };
    Ok(Content::plain("Home", body))
}

/// The page's one sentence.
fn news(waiting: usize, late: usize, new: usize) -> String {
    let things = match waiting {
        0 => "Nothing is waiting for you.".to_owned(),
        1 if late == 1 => "One thing is waiting for you, and it is late.".to_owned(),
        1 => "One thing is waiting for you.".to_owned(),
        several => {
            let mut words = in_words(several);
            if let Some(first) = words.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            let late = match late {
                0 => String::new(),
                1 => "; one of them is late".to_owned(),
                _ => format!("; {} of them are late", in_words(late)),
            };
            format!("{words} things are waiting for you{late}.")
        }
    };
    match new {
        0 => things,
        1 => format!("{things} One document from us is new."),
        _ => format!("{things} Some documents from us are new."),
    }
}

/// The newest shared documents over all clients this person reaches.
async fn latest(place: &mut Place) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for on in place.person.everywhere() {
        rows.extend(store::shared_with(&mut place.tx, &on, LATEST as i64).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.created_at));
    rows.truncate(LATEST);
    Ok(rows)
}

fn from_firm(latest: &[Row], new: usize, place: &Place) -> AnyView {
    let several = place.person.reach().len() > 1;
    let list = if latest.is_empty() {
        let words = "Documents that we share with you appear here, newest first.";
        view! { <Empty title="Nothing from us yet" words /> }.into_any()
    } else {
        let lines = latest.iter().map(|row| document(row, several, &place.times)).collect_view();
        view! { <ul class="ledger">{lines}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="latest">
            <Head id="latest" title=format!("Latest from {}", place.firm.name) open={new > 0}>
                <a href="/portal/documents">"All documents"</a>
            </Head>
            {list}
        </section>
    }
    .into_any()
}

fn document(row: &Row, several: bool, times: &Times) -> AnyView {
    let client = if several { format!("{} · ", row.client_name) } else { String::new() };
    let facts = client + &kind_and_size(row);
    let opened = row.first_opened_at.map(|at| view! { " · you opened it " {on(times, at)} });
    view! {
        <DocumentLine row=row.clone() at=times.short(row.created_at) tag=new_tag(row) quiet=true>
            <small>{facts} {opened}</small>
        </DocumentLine>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::news;

    #[test]
    fn the_news_are_one_sentence_or_two() {
        assert_eq!(news(0, 0, 0), "Nothing is waiting for you.");
        assert_eq!(news(1, 1, 1), "One thing is waiting for you, and it is late. One document from us is new.");
        assert_eq!(news(3, 1, 0), "Three things are waiting for you; one of them is late.");
        assert_eq!(news(12, 2, 0), "12 things are waiting for you; two of them are late.");
    }
}
