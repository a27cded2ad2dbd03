//! The demo's requests: drafted, sent, answered and reviewed with the acts of firm and clients.

use super::people::{self, Office};
use super::plan::{Ask, Did};
use super::story;
use super::work::today;
use crate::accounts::{Act, Staff};
use crate::clients::{self, ClientId, OnClient};
use crate::documents::uploads::Sender;
use crate::kernel::{AppError, Result, Span, Wall};
use crate::matters::MatterId;
use crate::portal_access::person;
use crate::requests::answering::{self, Said};
use crate::requests::asking::TypedItem;
use crate::requests::asking::TypedRequest;
use crate::requests::changes::begin::begin;
use crate::requests::changes::{draft, removed, sent};
use crate::requests::store::{self, Item};
use crate::requests::{ItemId, OnRequest, RequestId, finishing, threads};
use crate::reviews::decide::{self, Typed};
use crate::server::Services;

/// Documents that staff look through in one go.
const MOST: usize = 100;

/// A request that was asked, or will be.
pub(super) struct Asked {
    ask: &'static Ask,
    id: Option<RequestId>,
}

impl Asked {
    /// Not asked yet.
    pub fn of(ask: &'static Ask) -> Self {
        Asked { ask, id: None }
    }
}

/// What happens to a request `ago` days before today.
pub(super) async fn day(
    office: &Office<'_>,
    hand: &Staff,
    client: &ClientId,
    matter: &MatterId,
    asked: &mut Asked,
    ago: i64,
) -> Result<()> {
    let (services, ask) = (office.services, asked.ask);
    if ask.drafted == ago {
        asked.id = Some(write(office, hand, client, matter, ask).await?);
    }
    let Some(id) = asked.id.clone() else { return Ok(()) };
    if ask.sent == Some(ago) {
        sent::send(services, hand, &id).await?;
    }
    for (_, item, did) in ask.then.iter().filter(|(at, ..)| *at == ago) {
        services.clock.advance(Span::minutes(4));
        let item = item_at(services, hand, &id, *item).await?;
        act(office, hand, client, &id, item, *did).await?;
    }
    if ask.withdrawn == Some(ago) {
        sent::withdraw(services, hand, &id).await?;
    }
    Ok(())
}

/// The draft: from a template of which some things are kept, or by hand.
async fn write(
    office: &Office<'_>,
    hand: &Staff,
    client: &ClientId,
    matter: &MatterId,
    ask: &Ask,
) -> Result<RequestId> {
    let services = office.services;
    let mut tx = services.db.read().await?;
    let on = OnClient::of_staff(&mut tx, hand, Act::AskForDocuments, client.clone()).await?;
    let templates = store::templates(&mut tx).await?.into_iter().filter(|one| one.name == ask.template);
    let templates = templates.map(|one| one.id).collect();
    let contacts = clients::store::contacts(&mut tx, &on).await?.into_iter().take(1 + usize::from(ask.both));
    let contacts = contacts.map(|one| one.id).collect();
    drop(tx);
    let due_on = today(services).await?.plus(ask.drafted + ask.due).to_string();
    let matter = matter.to_string();
    let (title, offered) = (ask.title.to_owned(), matter.clone());
    let typed = TypedRequest { matter, offered, contacts, title, due_on, templates, ..TypedRequest::default() };
    let (id, _) = begin(services, hand, &on, typed).await?;
    if !ask.keep.is_empty() {
        let items = items(services, hand, &id).await?;
        let keep: Vec<ItemId> = ask.keep.iter().filter_map(|at| Some(items.get(*at)?.id.clone())).collect();
        let shown: Vec<ItemId> = items.into_iter().map(|item| item.id).collect();
        removed::keep_items(services, hand, &id, &shown, &keep).await?;
    }
    for (title, instruction) in ask.things {
        let typed = TypedItem {
            title: (*title).to_owned(),
            instruction: (*instruction).to_owned(),
            need: "required".to_owned(),
            ..TypedItem::default()
        };
        draft::save_item(services, hand, &id, None, &typed, "").await?;
    }
    Ok(id)
}

async fn act(
    office: &Office<'_>,
    hand: &Staff,
    client: &ClientId,
    request: &RequestId,
    item: ItemId,
    did: Did,
) -> Result<()> {
    let services = office.services;
    match did {
        Did::Sent(names) => send(services, client, &item, names).await,
        Did::HaveNot(words) => say(services, client, request, &item, Said::HaveNot(words.to_owned())).await,
        Did::DoesNotApply(words) => say(services, client, request, &item, Said::DoesNotApply(words.to_owned())).await,
        Did::Later(days, words) => {
            let day = office.today.plus(days);
            say(services, client, request, &item, Said::Later(day, words.to_owned())).await
        }
        Did::Asked(words) => say(services, client, request, &item, Said::Question(words.to_owned())).await,
        Did::Replied(words) => {
            let mut tx = services.db.read().await?;
            let on = OnClient::of_staff(&mut tx, hand, Act::SeeClients, client.clone()).await?;
            drop(tx);
            let contact = people::first_contact(services, &on).await?;
            let mut tx = services.db.write().await?;
            let on = OnRequest::of_staff(&mut tx, hand, Act::AskForDocuments, request.clone()).await?;
            threads::reply(tx, services, hand, &on, &item, &contact, words).await.map(|_| ())
        }
        Did::Accepted => decide(services, hand, request, &item, "accepted", "").await,
        Did::WantedMore(reason) => decide(services, hand, request, &item, "needs more", reason).await,
        Did::Rejected(reason) => decide(services, hand, request, &item, "rejected", reason).await,
        Did::Finished => finish(services, client, request).await,
    }
}

/// Files of the client's first contact, as the answer to an item.
async fn send(services: &Services, client: &ClientId, item: &ItemId, names: &[&str]) -> Result<()> {
    let who = people::with_session(services, client).await?;
    let mut tx = services.db.write().await?;
    let sender = Sender::for_item(&mut tx, &who, &people::place(&who), item).await?;
    drop(tx);
    story::deliver(services, &who, &sender, names, &[]).await
}

async fn say(services: &Services, client: &ClientId, request: &RequestId, item: &ItemId, said: Said) -> Result<()> {
    let who = people::with_session(services, client).await?;
    let mut tx = services.db.write().await?;
    let person = person::of(&mut tx, who).await?;
    let on = OnRequest::of_person(&mut tx, &person, request.clone()).await?;
    answering::answer(tx, services, &person, &on, item, said).await.map(|_| ())
}

async fn finish(services: &Services, client: &ClientId, request: &RequestId) -> Result<()> {
    let who = people::with_session(services, client).await?;
    let mut tx = services.db.write().await?;
    let person = person::of(&mut tx, who).await?;
    let on = OnRequest::of_person(&mut tx, &person, request.clone()).await?;
    finishing::finish(tx, services, &person, &on).await.map(|_| ())
}

/// The firm decides on everything that waits on the item.
async fn decide(
    services: &Services,
    hand: &Staff,
    request: &RequestId,
    item: &ItemId,
    verdict: &str,
    reason: &str,
) -> Result<()> {
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, hand, Act::SeeRequests, request.clone()).await?;
    let waiting = crate::reviews::store::on_request(&mut tx, &on).await?;
    drop(tx);
    for one in waiting.into_iter().filter(|one| one.item_id == *item && one.state == "waiting") {
        let typed = Typed { verdict: verdict.to_owned(), reason: reason.to_owned(), ..Typed::default() };
        decide::decide(services, hand, one.id, typed).await?;
        services.clock.advance(Span::minutes(1));
    }
    Ok(())
}

/// Staff accept what came without being asked for, but for every fifth.
pub(super) async fn look_through(office: &Office<'_>) -> Result<()> {
    let services = office.services;
    let mut tx = services.db.read().await?;
    let waiting = crate::reviews::store::queue(&mut tx, &Wall::none(), "", MOST).await?.rows;
    drop(tx);
    for (at, one) in waiting.into_iter().filter(|one| one.item_title.is_none()).enumerate() {
        if at % 5 != 0 {
            let typed = Typed { verdict: "accepted".to_owned(), ..Typed::default() };
            decide::decide(services, &office.hands[at % office.hands.len()], one.id, typed).await?;
            services.clock.advance(Span::minutes(1));
        }
    }
    Ok(())
}

async fn items(services: &Services, hand: &Staff, request: &RequestId) -> Result<Vec<Item>> {
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, hand, Act::SeeRequests, request.clone()).await?;
    store::items(&mut tx, &on).await
}

async fn item_at(services: &Services, hand: &Staff, request: &RequestId, at: usize) -> Result<ItemId> {
    items(services, hand, request).await?.get(at).map(|item| item.id.clone()).ok_or(AppError::NotFound)
}
