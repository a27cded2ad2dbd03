//! Client pages that belong to no single feature: home, appointments, account.

mod contact;

use crate::accounts::actions::ChangePassword;
use crate::accounts::pages::{titled, your_password};
use crate::accounts::{Content, SignedIn};
use crate::clients::model::Person;
use crate::documents::parts::{DocumentLine, kind_and_size, new_tag, on};
use crate::documents::store::{self, Row};
use crate::firm::Times;
use crate::kernel::Result;
use crate::portal_access::Place;
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, ErrorSummary, Fact, Facts, Head, PageHead, Trust};
use contact::Card;
use leptos::prelude::*;

/// Documents shown on the home page.
const LATEST: usize = 5;

/// `/portal`: what waits for this person, their matters, what is new, whom to ask.
pub async fn home(mut place: Place) -> Result<Content> {
    let latest = latest(&mut place).await?;
    let account = place.person.account();
    let greeting = format!("{}, {}", place.times.greeting(), Person::first_name(&account.name));
    let new = latest.iter().filter(|row| row.first_opened_at.is_none()).count();
    let news = match new {
        0 => "Nothing is waiting for you.",
        1 => "Nothing is waiting for you. One document from us is new.",
        _ => "Nothing is waiting for you. Some documents from us are new.",
    };
    let body = view! {
        <div class="columns">
            <div class="stack">
                <PageHead title=greeting lead=news news=true />
                {waiting(&account.email)}
                {matters()}
                {from_firm(&latest, new, &place)}
            </div>
            <div class="stack">
                {Card::all(&place).into_iter().map(|card| card.view(true)).collect_view()}
                {last_sign_in(account, &place.times, true)}
            </div>
        </div>
    };
    Ok(Content::plain("Home", body))
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

fn waiting(email: &str) -> AnyView {
    let words = format!(
        "When we need a document or an answer it appears here, and we send a mail to {email}. You don’t have to check."
    );
    view! {
        <section aria-labelledby="waiting">
            <Head id="waiting" title="Waiting for you" />
            <Empty title="You are up to date" words />
        </section>
    }
    .into_any()
}

fn matters() -> AnyView {
    let words = "A matter is one piece of work that we do for you. When we open one for you here, you see how far it is. \
        You can already send us papers that you think we will need.";
    view! {
        <section aria-labelledby="matters">
            <Head id="matters" title="Your matters" />
            <Empty title="No matters yet" words>
                <ButtonLink href="/portal/documents#send" label="Send a document" icon="upload" />
            </Empty>
        </section>
    }
    .into_any()
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

/// When and from where this person signed in before, so that they notice a stranger.
fn last_sign_in(account: &SignedIn, times: &Times, link: bool) -> AnyView {
    let words = match &account.previous_login {
        Some((at, from)) => {
            let from = (!from.is_empty()).then(|| format!(", from {from}"));
            view! { "Last signed in " {on(times, *at)} {from} "." }.into_any()
        }
        None => "This is your first time here.".into_any(),
    };
    let link = (link && account.previous_login.is_some())
        .then(|| view! { " "<a href="/portal/account#password">"Not you?"</a> });
    view! { <Trust icon="device">{words} {link}</Trust> }.into_any()
}

/// `/portal/appointments`: until they come, how to arrange one.
pub async fn appointments(place: Place) -> Result<Content> {
    let words = "You will see them here, ask for a new one and be reminded. Until then call or write, and we find a time together.";
    let body = view! {
        <div class="columns">
            <div class="stack">
                <PageHead title="Appointments" />
                <Empty title="Appointments are coming soon" words level=2 />
            </div>
            <div class="stack">{Card::all(&place).into_iter().map(|card| card.view(false)).collect_view()}</div>
        </div>
    };
    Ok(Content::plain("Appointments", body))
}

/// `/portal/account`: who one is here, and one's password.
pub async fn account(place: Place) -> Result<Content> {
    let form = request::form::<ChangePassword>();
    let title = titled(&form, "Account");
    let account = place.person.account().clone();
    let last = last_sign_in(&account, &place.times, false);
    let clients = place.person.reach().iter().map(|reach| reach.client_name.clone()).collect::<Vec<_>>().join(", ");
    let clients = (clients != account.name).then(|| view! { <Fact term="Here for">{clients}</Fact> });
    let change = match crate::accounts::pages::reach(&place.firm) {
        Some((verb, link)) => view! { "Something wrong or changed? " {verb} " " {link} "." }.into_any(),
        None => "Something wrong or changed? Tell us.".into_any(),
    };
    let body = view! {
        <div class="stack">
            <ErrorSummary form=&form />
            <PageHead title="Account" />
            <section class="sheet" aria-labelledby="you">
                <header>
                    <h2 id="you">"You"</h2>
                </header>
                <Facts>
                    <Fact term="Name">{account.name}</Fact>
                    <Fact term="Email">{account.email}</Fact>
                    {clients}
                </Facts>
                <p class="soft">{change}</p>
                <footer>{last}</footer>
            </section>
            <div id="password">{your_password(form, place.here.clone())}</div>
        </div>
    };
    Ok(Content::plain(title, body))
}
