//! Whom a client person asks: who leads the work for their client, or the firm.

use crate::clients::model::Person;
use crate::portal_access::Place;
use crate::portal_access::store::Reach;
use crate::ui::Icon;
use leptos::prelude::*;

/// Somebody to ask.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Card {
    /// The clients that they are asked about, where there are several.
    about: Vec<String>,
    name: String,
    phone: String,
    email: String,
    person: bool,
}

impl Card {
    /// One for each who leads work for this person's clients, first one first.
    pub fn all(place: &Place) -> Vec<Card> {
        let mut cards: Vec<Card> = Vec::new();
        for reach in place.person.reach() {
            let card = Card::of(reach, place);
            match cards.iter_mut().find(|known| known.email == card.email && known.name == card.name) {
                Some(known) => known.about.extend(card.about),
                None => cards.push(card),
            }
        }
        if let [only] = cards.as_mut_slice() {
            only.about.clear();
        }
        cards
    }

    fn of(reach: &Reach, place: &Place) -> Card {
        let firm = &place.firm;
        let phone = reach.lead_phone.clone().filter(|phone| !phone.is_empty());
        Card {
            about: vec![reach.client_name.clone()],
            name: reach.lead_name.clone().unwrap_or_else(|| firm.name.clone()),
            phone: phone.unwrap_or_else(|| firm.phone.clone()),
            email: reach.lead_email.clone().unwrap_or_else(|| firm.email.clone()),
            person: reach.lead_name.is_some(),
        }
    }

    /// As a sheet; with the way to an appointment, where it stands on another page.
    pub fn view(self, appointment: bool) -> AnyView {
        let title = if self.about.is_empty() {
            "Your contact".to_owned()
        } else {
            format!("Your contact for {}", self.about.join(", "))
        };
        let write =
            if self.person { format!("Write to {}", Person::first_name(&self.name)) } else { "Write to us".to_owned() };
        let phone = (!self.phone.is_empty()).then(|| {
            view! {
                <a href=dialled(&self.phone)>
                    <Icon name="phone" />
                    " "
                    {self.phone.clone()}
                </a>
            }
        });
        let mail = (!self.email.is_empty()).then(|| {
            view! {
                <a href=format!("mailto:{}", self.email)>
                    <Icon name="mail" />
                    " "
                    {write}
                </a>
            }
        });
        let ask = appointment.then(|| {
            view! {
                <a href="/portal/appointments">
                    <Icon name="calendar" />
                    " Ask for an appointment"
                </a>
            }
        });
        let label = title.clone();
        view! {
            <section class="sheet contact" aria-label=label>
                <h2 class="soft">{title}</h2>
                <p class="name">{self.name}</p>
                {phone}
                {mail}
                {ask}
            </section>
        }
        .into_any()
    }
}

/// What a phone dials: digits, and no extension.
fn dialled(phone: &str) -> String {
    let digits = phone.chars().take_while(|c| !c.is_alphabetic()).filter(|c| c.is_ascii_digit() || *c == '+');
    format!("tel:{}", digits.collect::<String>())
}
