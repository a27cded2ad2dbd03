//! What an archive holds: who asks and for what, which documents that is at this moment, and where each stands.

use super::paths::{LONGEST_NAME, Paths, safe};
use super::running::LEFT_OUT;
use crate::accounts::policy::staff_of;
use crate::accounts::session::SignedIn;
use crate::accounts::{Act, step_up};
use crate::clients::{ClientId, ContactId, OnClient};
use crate::documents::DocumentId;
use crate::documents::store::{self, Packed};
use crate::firm::{self, Firm, Times};
use crate::kernel::Result;
use crate::matters::{MatterId, OnMatter};
use crate::portal_access::person;
use crate::requests::{OnRequest, RequestId};
use crate::server::http::Visitor;
use crate::server::{Services, Tx};

/// Of what an archive is asked for; ids as the address has them.
pub(super) enum Of {
    /// For staff: everything of a client.
    Client(String),
    /// For staff: what is filed under a matter and what came for it.
    Matter(String),
    /// For staff: what came for a request.
    Request(String),
    /// For client people: everything that they may see.
    Mine,
    /// For client people: what they sent for a request.
    MyRequest(String),
}

/// An archive before its first byte.
pub(super) struct Plan {
    /// The archive's own name.
    pub name: String,
    /// In the order of their coming.
    pub places: Vec<Place>,
    /// What the log keeps, a line for each client.
    pub lines: Vec<Line>,
    /// The firm's time zone.
    pub times: Times,
}

/// A document and where it stands in the archive.
pub(super) struct Place {
    /// Which document.
    pub id: DocumentId,
    /// Folders and name.
    pub path: String,
}

/// That documents of a client were taken as one file.
pub(super) struct Line {
    pub client: ClientId,
    /// Who took them, of the client's people.
    pub contact: Option<ContactId>,
    /// The client, matter or request.
    pub thing: String,
    pub words: String,
}

impl Plan {
    /// Looks for it, for the person of this session.
    ///
    /// # Errors
    /// As single downloads refuse: `Forbidden`, `NotFound`. `ConfirmFirst` for everything of a client.
    pub(super) async fn of(services: &Services, account: &SignedIn, visitor: &Visitor, of: Of) -> Result<Plan> {
        match of {
            Of::Client(id) => of_client(services, account, visitor, ClientId::try_from(id)?).await,
            Of::Matter(id) => of_matter(services, account, visitor, MatterId::try_from(id)?).await,
            Of::Request(id) => of_request(services, account, visitor, RequestId::try_from(id)?).await,
            Of::Mine => mine(services, account).await,
            Of::MyRequest(id) => my_request(services, account, RequestId::try_from(id)?).await,
        }
    }
}

async fn of_client(services: &Services, account: &SignedIn, visitor: &Visitor, id: ClientId) -> Result<Plan> {
    let staff = staff_of(account, visitor)?;
    let mut tx = services.db.read().await?;
    let (on, client) = OnClient::and_client(&mut tx, &staff, Act::SeeDocuments, &id).await?;
    drop(tx);
    step_up::fresh_of(services, account).await?;
    let mut tx = services.db.read().await?;
    let packed = store::packed_of_client(&mut tx, &on).await?;
    let mut writing = Writing::new(services, &mut tx).await?;
    writing.put(&on, id.as_str(), &of_whom(&client.name), "", packed);
    Ok(writing.plan(&format!("{} – Documents", client.name)))
}

async fn of_matter(services: &Services, account: &SignedIn, visitor: &Visitor, id: MatterId) -> Result<Plan> {
    let staff = staff_of(account, visitor)?;
    let mut tx = services.db.read().await?;
    let (on, matter) = OnMatter::and_matter(&mut tx, &staff, Act::SeeDocuments, &id).await?;
    let packed = store::packed_of_matter(&mut tx, on.on(), &id).await?;
    let packed = all_in(packed, id.as_str(), &matter.title);
    let mut writing = Writing::new(services, &mut tx).await?;
    writing.put(on.on(), id.as_str(), &of_whom(&matter.title), "", packed);
    Ok(writing.plan(&format!("{} – {}", matter.client_name, matter.title)))
}

async fn of_request(services: &Services, account: &SignedIn, visitor: &Visitor, id: RequestId) -> Result<Plan> {
    let staff = staff_of(account, visitor)?;
    let mut tx = services.db.read().await?;
    let (on, request) = OnRequest::with_request(&mut tx, &staff, Act::SeeDocuments, id).await?;
    let packed = store::packed_of_request(&mut tx, on.on(), request.id.as_str()).await?;
    let packed = all_in(packed, request.id.as_str(), &request.title);
    let mut writing = Writing::new(services, &mut tx).await?;
    writing.put(on.on(), request.id.as_str(), &of_whom(&request.title), "", packed);
    Ok(writing.plan(&format!("{} – {}", request.client_name, request.title)))
}

async fn mine(services: &Services, account: &SignedIn) -> Result<Plan> {
    let mut tx = services.db.read().await?;
    person::of(&mut tx, account.clone()).await?;
    drop(tx);
    step_up::fresh_of(services, account).await?;
    let mut tx = services.db.read().await?;
    let person = person::of(&mut tx, account.clone()).await?;
    let mut writing = Writing::new(services, &mut tx).await?;
    let several = person.reach().len() > 1;
    for reach in person.reach() {
        let on = person.on(&reach.client_id)?;
        let packed = store::packed_for_person(&mut tx, &on).await?.into_iter().map(from_whom).collect();
        let id = reach.client_id.as_str();
        let top = if several { writing.paths.folder("", id, &reach.client_name) } else { String::new() };
        writing.put(&on, id, "all their documents", &top, packed);
    }
    let name = format!("{} – Documents", writing.firm.name);
    Ok(writing.plan(&name))
}

async fn my_request(services: &Services, account: &SignedIn, id: RequestId) -> Result<Plan> {
    let mut tx = services.db.read().await?;
    let person = person::of(&mut tx, account.clone()).await?;
    let on = OnRequest::of_person(&mut tx, &person, id).await?;
    let packed = store::packed_handed_in(&mut tx, on.on(), on.request().as_str()).await?;
    let title = packed.iter().find_map(|one| one.folder.clone()).unwrap_or_default();
    let mut writing = Writing::new(services, &mut tx).await?;
    writing.put(on.on(), on.request().as_str(), &format!("what they sent for {title}"), "", packed);
    let name = format!("{} – {title}", writing.firm.name);
    Ok(writing.plan(&name))
}

/// Not how many: colleagues read the line before whom a wall stands around some of them.
fn of_whom(title: &str) -> String {
    format!("the documents of {title}")
}

/// All in one folder, the one that was asked for: a document can be filed under one matter and have come for another.
fn all_in(packed: Vec<Packed>, id: &str, title: &str) -> Vec<Packed> {
    let inside = |one: Packed| Packed { folder_id: Some(id.to_owned()), folder: Some(title.to_owned()), ..one };
    packed.into_iter().map(inside).collect()
}

/// What belongs to no request of theirs stands under the headings of their page.
fn from_whom(one: Packed) -> Packed {
    if one.folder_id.is_some() {
        return one;
    }
    let title = if one.own { "From you" } else { "From the firm" };
    Packed { folder_id: Some(title.to_owned()), folder: Some(title.to_owned()), ..one }
}

/// A plan being written.
struct Writing {
    firm: Firm,
    times: Times,
    paths: Paths,
    places: Vec<Place>,
    lines: Vec<Line>,
}

impl Writing {
    async fn new(services: &Services, tx: &mut Tx) -> Result<Self> {
        let zone = &services.config.firm_time_zone;
        let firm = firm::store::current(tx).await?.unwrap_or_else(|| Firm::unnamed(zone));
        let times = Times::new(&firm.time_zone, services.now());
        let mut paths = Paths::default();
        // What says which documents are missing must be found under its own name.
        paths.file("", LEFT_OUT);
        Ok(Writing { firm, times, paths, places: Vec::new(), lines: Vec::new() })
    }

    /// Adds documents of one client inside the folder `top`; `what` is what the line in the log calls them.
    fn put(&mut self, on: &OnClient, thing: &str, what: &str, top: &str, packed: Vec<Packed>) {
        if packed.is_empty() {
            return;
        }
        let words = format!("Downloaded {what} as one file");
        let (client, contact) = (on.client().clone(), on.contact().cloned());
        self.lines.push(Line { client, contact, thing: thing.to_owned(), words });
        for one in packed {
            let mut folder = top.to_owned();
            for (id, title) in [one.folder_id.zip(one.folder), one.item_id.zip(one.item)].into_iter().flatten() {
                folder = self.paths.folder(&folder, &id, &title);
            }
            self.places.push(Place { id: one.id, path: self.paths.file(&folder, &one.name) });
        }
    }

    fn plan(self, name: &str) -> Plan {
        let name = format!("{}.zip", safe(name, LONGEST_NAME));
        Plan { name, places: self.places, lines: self.lines, times: self.times }
    }
}
