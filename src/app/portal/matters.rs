//! A client person's matters as cards: status, how far, what is due next, whom to call. Finished ones stand behind a link.

use crate::clients::ClientId;
use crate::kernel::Result;
use crate::matters::mine::{Course, status_tag};
use crate::matters::store::seen::{self, Due, Seen};
use crate::portal_access::Place;
use crate::portal_access::whom::{Lead, Whom};
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, Fact, Facts, Head, Moment};
use leptos::prelude::*;

/// The query that shows finished matters too.
const FINISHED: &str = "finished";

/// One matter.
pub(super) struct Card {
    matter: Seen,
    course: Course,
    next: Option<Due>,
}

/// Every matter that this person sees, newest first, of the clients that they reach now.
pub(super) async fn seen(place: &mut Place) -> Result<Vec<Seen>> {
    let (contact, today) = (place.contact()?, place.times.today_day());
    let matters = seen::of_contact(&mut place.tx, &contact, place.person.wall(), &today).await?;
    let reached = |client: &ClientId| place.person.reach().iter().any(|reach| reach.client_id == *client);
    Ok(matters.into_iter().filter(|matter| reached(&matter.client_id)).collect())
}

impl Card {
    /// With its phases and what is due next.
    pub async fn all(place: &mut Place, matters: Vec<Seen>) -> Result<Vec<Card>> {
        if matters.is_empty() {
            return Ok(Vec::new());
        }
        let contact = place.contact()?;
        let steps = seen::steps_of_contact(&mut place.tx, &contact).await?;
        let dues = seen::due_for_contact(&mut place.tx, &contact, place.person.wall()).await?;
        Ok(matters
            .into_iter()
            .map(|matter| Card {
                course: Course::of(&matter, &steps),
                next: dues.iter().find(|due| due.matter_id == matter.id).cloned(),
                matter,
            })
            .collect())
    }
}

/// The part of the home page.
pub(super) fn section(cards: Vec<Card>, place: &Place) -> AnyView {
    let (open, finished): (Vec<Card>, Vec<Card>) = cards.into_iter().partition(|card| card.matter.open);
    let all = !request::query(FINISHED).is_empty();
    let link = match finished.len() {
        0 => None,
        _ if all => Some(("/portal#matters".to_owned(), "Only open matters".to_owned())),
        1 => Some((format!("/portal?{FINISHED}=1#matters"), "1 finished matter".to_owned())),
        several => Some((format!("/portal?{FINISHED}=1#matters"), format!("{several} finished matters"))),
    };
    let link = link.map(|(href, words)| view! { <a href=href>{words}</a> });
    let none = open.is_empty().then(|| nothing(place));
    let shown = open.iter().chain(finished.iter().filter(|_| all));
    let shown = shown.map(|card| sheet(card, place)).collect_view();
    view! {
        <section class="stack" aria-labelledby="matters">
            <Head id="matters" title="Your matters">{link}</Head>
            {none}
            {shown}
        </section>
    }
    .into_any()
}

fn nothing(place: &Place) -> AnyView {
    let words = "A matter is one piece of work that we do for you. When we open one for you here, you see how far it is. \
        You can already send us papers that you think we will need.";
    let send = place
        .looking
        .is_none()
        .then(|| view! { <ButtonLink href="/portal/documents#send" label="Send a document" icon="upload" /> });
    view! { <Empty title="No matters yet" words>{send}</Empty> }.into_any()
}

fn sheet(card: &Card, place: &Place) -> AnyView {
    let (matter, times) = (&card.matter, &place.times);
    let whom = Whom::of_matter(
        Lead { name: matter.lead_name.clone(), phone: matter.lead_phone.clone(), email: matter.lead_email.clone() },
        &matter.client_id,
        place,
    );
    let next = card.next.as_ref().map(|due| {
        let (title, far) = (due.title.clone(), format!("{} · ", times.due(&due.due_on)));
        let day = times.day(&due.due_on);
        view! { <Fact term="Next deadline">{title} " " <small>{far} <Moment at=day /></small></Fact> }
    });
    let (name, phone, reference) = (whom.name().to_owned(), whom.phone(), matter.reference.clone());
    let until = matter.readable_until.as_ref().filter(|_| !matter.open).map(|day| {
        let day = times.day(day);
        view! { <Fact term="Shown until"><Moment at=day /></Fact> }
    });
    let facts = view! {
        <Facts>
            {next}
            <Fact term="Looking after this">{name} " " <small>{phone}</small></Fact>
            <Fact term="Reference">{reference}</Fact>
            {until}
        </Facts>
    };
    view! {
        <article class="sheet">
            <header>
                <h3><a href=format!("/portal/matters/{}", matter.id)>{matter.title.clone()}</a></h3>
                {status_tag(matter.standing())}
            </header>
            <div class="stack-tight holds-stepper">
                {card.course.stepper(true)}
                <p><b>{card.course.place()}</b> " " {card.course.sentence()}</p>
            </div>
            {facts}
        </article>
    }
    .into_any()
}
