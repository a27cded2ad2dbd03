//! Whom a client person asks: who leads the matter, or the work for their client, or the firm.

use super::Place;
use super::store::Reach;
use crate::clients::ClientId;
use crate::clients::model::Person;
use crate::ui::Icon;
use leptos::prelude::*;

/// Somebody to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whom {
    /// The clients that they are asked about, where there are several.
    about: Vec<String>,
    name: String,
    phone: String,
    email: String,
    person: bool,
}

/// Somebody who leads a matter; empty where nobody does.
#[derive(Clone, Debug, Default)]
pub struct Lead {
    /// Name.
    pub name: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Address.
    pub email: Option<String>,
}

impl Whom {
    /// One for each who leads work for this person's clients, first one first.
    pub fn all(place: &Place) -> Vec<Whom> {
        let mut found: Vec<Whom> = Vec::new();
        for reach in place.person.reach() {
            let whom = Whom::of_client(reach, place);
            match found.iter_mut().find(|known| known.email == whom.email && known.name == whom.name) {
                Some(known) => known.about.extend(whom.about),
                None => found.push(whom),
            }
        }
        if let [only] = found.as_mut_slice() {
            only.about.clear();
        }
        found
    }

    /// Who leads a matter of this client; where nobody does, who leads the work for the client.
    pub fn of_matter(lead: Lead, client: &ClientId, place: &Place) -> Whom {
        let reach = place.person.reach().iter().find(|reach| reach.client_id == *client);
        let whom = match (lead.name, reach) {
            (Some(name), _) => Whom::of(Some(name), lead.phone, lead.email, place),
            (None, Some(reach)) => Whom::of_client(reach, place),
            (None, None) => Whom::of(None, None, None, place),
        };
        Whom { about: Vec::new(), ..whom }
    }

    fn of_client(reach: &Reach, place: &Place) -> Whom {
        let whom = Whom::of(reach.lead_name.clone(), reach.lead_phone.clone(), reach.lead_email.clone(), place);
        Whom { about: vec![reach.client_name.clone()], ..whom }
    }

    fn of(name: Option<String>, phone: Option<String>, email: Option<String>, place: &Place) -> Whom {
        let firm = &place.firm;
        Whom {
            about: Vec::new(),
            person: name.is_some(),
            name: name.unwrap_or_else(|| firm.name.clone()),
            phone: phone.filter(|phone| !phone.is_empty()).unwrap_or_else(|| firm.phone.clone()),
            email: email.unwrap_or_else(|| firm.email.clone()),
        }
    }

    /// Their name, or the firm's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How they are spoken of in a sentence: `Renée`, or `We`.
    pub fn first_name(&self) -> &str {
        if self.person { Person::first_name(&self.name) } else { "We" }
    }

    /// The phone, as a link; nothing where there is none.
    pub fn phone(&self) -> Option<AnyView> {
        let phone = Some(self.phone.clone()).filter(|phone| !phone.is_empty())?;
        Some(
            view! {
                <a href=dialled(&phone)>
                    <Icon name="phone" />
                    " "
                    {phone.clone()}
                </a>
            }
            .into_any(),
        )
    }

    /// As a sheet; with the way to an appointment, where it stands on another page.
    pub fn sheet(self, appointment: bool) -> AnyView {
        let title = if self.about.is_empty() {
            "Your contact".to_owned()
        } else {
            format!("Your contact for {}", self.about.join(", "))
        };
        let write =
            if self.person { format!("Write to {}", Person::first_name(&self.name)) } else { "Write to us".to_owned() };
        let phone = self.phone();
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
