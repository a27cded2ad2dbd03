//! What happened at the demo firm in the past weeks, told with the product's own acts.

use super::papers::paper;
use super::people::{self, Office, client_person, first_contact, home, office, signed_in};
use super::words::{CLIENTS, Reached, SENT, SHARED, STAFF};
use super::{PASSWORD, asking, clock_walk, work};
use crate::accounts::model::NewPassword;
use crate::accounts::policy::{Staff, staff_of};
use crate::accounts::session::{Kind, SignedIn};
use crate::accounts::store::{self as accounts, NewAccount};
use crate::accounts::{Act, passwords};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::changes::{self, TypedClient};
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::documents::receipts;
use crate::documents::uploads::{Sender, whole};
use crate::firm::{self, Accent, Firm};
use crate::kernel::{AppError, Email, Instant, Result, Span};
use crate::portal_access::{access, activation, invitations, store as portal};
use crate::reminders::chase;
use crate::reviews::news;
use crate::server::Services;
use bytes::Bytes;

/// The day on which work begins, counted back from today.
const FIRST_DAY: i64 = 42;
/// Days on which invitations and shares happen.
const ACCESS_DAYS: [i64; 7] = [30, 20, 12, 6, 4, 2, 1];

/// The day on which staff look through what clients sent without being asked.
const REVIEWED_DAY: i64 = 5;

/// Tells the whole story.
pub async fn tell(services: &Services, now: Instant) -> Result<()> {
    let staff = open_office(services).await?;
    let hands: Vec<Staff> = staff.iter().map(|account| staff_of(account, &office())).collect::<Result<_>>()?;
    let mut made = Vec::new();
    for (index, (name, person, email, phone, _)) in CLIENTS.iter().enumerate() {
        let hand = &hands[index % hands.len()];
        let typed = TypedClient {
            name: (*name).into(),
            email: (*email).into(),
            phone: (*phone).into(),
            contact_person: (*person).into(),
            lead: hand.id().to_string(),
            group: String::new(),
        };
        made.push(changes::create(services, hand, typed).await?);
        services.clock.advance(Span::minutes(37));
    }
    second_contact(services, &hands[0], &made[0]).await?;
    let times = work::times(services, now).await?;
    let office = Office { services, hands, today: times.today_day() };
    let mut work = work::all(&made);
    for ago in (1..=FIRST_DAY).rev() {
        clock_walk::to_morning(services, &times, &office.today.plus(-ago));
        chase::run(services).await?;
        if ACCESS_DAYS.contains(&ago) {
            for (index, client) in made.iter().enumerate() {
                act_on(services, &staff, &office.hands, index, client, ago).await?;
            }
        }
        work::day(&office, &mut work, ago).await?;
        if ago == REVIEWED_DAY {
            asking::look_through(&office).await?;
        }
        services.clock.advance(Span::minutes(45));
        news::tell(services).await?;
        while crate::mail::worker::deliver_due(services).await? > 0 {}
    }
    clock_walk::to(services, now, Span::hours(2));
    for (index, client) in made.iter().enumerate().filter(|(index, _)| index % 8 == 0) {
        if let Some((person, _)) = client_person(services, client).await? {
            send(services, &person, client, &[SENT[index % SENT.len()]], &[]).await?;
        }
    }
    work::tidy(&office, &work).await?;
    clock_walk::to(services, now, Span(0));
    Ok(())
}

/// What happens to one client `ago` days before today.
async fn act_on(
    services: &Services,
    staff: &[SignedIn],
    hands: &[Staff],
    index: usize,
    client: &ClientId,
    ago: i64,
) -> Result<()> {
    let (hand, account) = (&hands[index % hands.len()], &staff[index % staff.len()]);
    let on = OnClient::of_staff(&mut services.db.read().await?, hand, Act::Invite, client.clone()).await?;
    match (CLIENTS[index].4, ago) {
        (Reached::Invited(days), ago) if days == ago => invite(services, hand, &on).await.map(|_| ()),
        (Reached::Active | Reached::Disabled, 30) => {
            let contact = invite(services, hand, &on).await?;
            services.clock.advance(Span::minutes(50));
            activate(services, &on, &contact).await
        }
        (Reached::Active, 12) => {
            let names = [SHARED[index % SHARED.len()], SHARED[(index + 1) % SHARED.len()]];
            let contact = first_contact(services, &on).await?;
            send(services, account, client, &names, &[contact]).await
        }
        (Reached::Active, 6) => match client_person(services, client).await? {
            Some((person, _)) => send(services, &person, client, &[SENT[index % 6], SENT[(index + 2) % 6]], &[]).await,
            None => Ok(()),
        },
        (Reached::Revoked, 6) => {
            let contact = invite(services, hand, &on).await?;
            services.clock.advance(Span::hours(1));
            invitations::revoke(services, hand, &on, &contact).await.map(|_| ())
        }
        (Reached::Disabled, 4) => {
            let contact = first_contact(services, &on).await?;
            access::disable(services, hand, &on, &contact, "Client asked for a pause").await.map(|_| ())
        }
        _ => Ok(()),
    }
}

async fn open_office(services: &Services) -> Result<Vec<SignedIn>> {
    let hash = passwords::hash(services, &NewPassword::parse("password", PASSWORD, &[])?).await?;
    let mut tx = services.db.write().await?;
    let firm = Firm {
        name: "Persaud & Vale".into(),
        email: "office@persaudvale.example".into(),
        phone: "+592 555 0142".into(),
        address: "14 Robb Street\nGeorgetown".into(),
        hours: "Mon–Fri 8:30–17:00".into(),
        accent: Accent::default(),
        time_zone: "America/Guyana".into(),
    };
    firm::store::save(&mut tx, &firm, services.now()).await?;
    crate::app::starter::fill(&mut tx, services.now()).await?;
    let mut staff = Vec::new();
    for (name, email, phone, role) in STAFF {
        let email = Email::parse("email", email)?;
        let new = NewAccount { role: Some(role), name, email: &email, phone, password_hash: &hash };
        let id = accounts::add(&mut tx, new, services.now()).await?;
        let words = format!("Created the account of {name} ({})", role.word());
        let entry = Entry { what: What::AccountCreated, client: None, contact: None, thing: id.as_str(), words };
        activity::record(&mut tx, services.now(), &Actor::portal(), entry).await?;
        staff.push(signed_in(id, Kind::Staff(role), name, email.as_str(), phone));
    }
    tx.save().await?;
    Ok(staff)
}

async fn second_contact(services: &Services, hand: &Staff, client: &ClientId) -> Result<()> {
    let on = OnClient::of_staff(&mut services.db.read().await?, hand, Act::EditClients, client.clone()).await?;
    let person = clients::model::Person::parse("Yusuf Rahman", "yusuf.rahman@mail.example", "+592 555 0164")?;
    changes::add_contact(services, hand, &on, &person).await
}

async fn invite(services: &Services, hand: &Staff, on: &OnClient) -> Result<ContactId> {
    let contact = first_contact(services, on).await?;
    let mut tx = services.db.read().await?;
    let email = Email::parse("email", &portal::stand(&mut tx, on, &contact).await?.email)?;
    drop(tx);
    let note = "As we said on the phone: here you see what we prepare for you and can send us your papers.";
    let confirmed = invitations::Confirmed { email, changes_sign_in: false, note: note.to_owned() };
    invitations::send(services, hand, on, &contact, &confirmed).await?;
    Ok(contact)
}

async fn activate(services: &Services, on: &OnClient, contact: &ContactId) -> Result<()> {
    let mut tx = services.db.read().await?;
    let stand = portal::stand(&mut tx, on, contact).await?;
    let invitation = stand.invitation_id.ok_or(AppError::NotFound)?;
    let token = portal::token_of(&mut tx, services, &invitation).await?;
    drop(tx);
    activation::accept(services, &home(), None, &token, PASSWORD).await.map(|_| ())
}

async fn send(
    services: &Services,
    who: &SignedIn,
    client: &ClientId,
    names: &[&str],
    share_with: &[ContactId],
) -> Result<()> {
    let who = people::begin_session(services, who).await?;
    let mut tx = services.db.read().await?;
    let sender = Sender::of(&mut tx, &who, &people::place(&who), client.clone()).await?;
    drop(tx);
    deliver(services, &who, &sender, names, share_with).await
}

/// Files of somebody, in one go.
pub(super) async fn deliver(
    services: &Services,
    who: &SignedIn,
    sender: &Sender,
    names: &[&str],
    share_with: &[ContactId],
) -> Result<()> {
    let mut receipt = None;
    for name in names {
        let upload = whole::begin_plain(services, sender, &mut receipt, name).await?;
        let bytes = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(paper(name)))]);
        whole::receive(services, sender, upload, bytes).await?;
        services.clock.advance(Span::minutes(2));
    }
    let Some(receipt) = receipt else { return Ok(()) };
    receipts::close(services, &sender.actor, &who.id, &receipt, share_with, "").await.map(|_| ())
}
