//! One client of the demo at scale: whatever is common and whatever is rare, by its number, the same at every run.

use super::rows::{Account, Batch, Client, Deadline, Document, Invitation, Item, Line, Matter, Request, Submission};
use super::{FAMILY, Frame, GIVEN};
use crate::accounts::AccountId;
use crate::activity::What;
use crate::clients::{ClientId, ContactId};
use crate::documents::DocumentId;
use crate::documents::model::ReceiptId;
use crate::firm::Times;
use crate::kernel::{Day, Instant, Span};
use crate::matters::model::reference;
use crate::matters::{MatterId, MatterStatus};
use crate::requests::{ItemId, RequestId};
use crate::search::words_of;
use crate::server::db::name_key;
use crate::server::keys::{hex, random_bytes};
use sha2::{Digest, Sha256};

const MATTERS: usize = 5;
const DOCUMENTS: usize = 20;
const LINES: usize = 100;
const THINGS: [&str; 4] =
    ["Passport or identity card", "Bank statements", "Proof of address", "Signed engagement letter"];

/// Adds client `number` to the batch.
pub(super) fn add(batch: &mut Batch, frame: &mut Frame, number: u32) {
    let index = number as usize;
    let name = format!("{} {} {number}", GIVEN[index % 12], FAMILY[(index / 12) % 12]);
    let at = frame.now - Span::days(30 + i64::from(number % 700)) - Span::minutes(i64::from(number % 1440));
    let client = Client {
        id: ClientId::fresh(),
        contact: ContactId::fresh(),
        name_key: name_key(&name),
        name,
        email: format!("client{number}@scale.example"),
        lead: frame.lead(index, 0).0.clone(),
        account: (index % 10 < 8).then(AccountId::fresh),
        access: ["active", "active", "active", "active", "active", "active", "active", "inactive", "none", "none"]
            [index % 10],
        at,
        archived_at: (index % 50 == 49).then_some(frame.now - Span::days(3)),
    };
    let words = words_of(&[&client.name, &client.email]);
    batch.client_words.extend(words.into_iter().map(|word| (word, client.id.to_string())));
    access(batch, frame, &client, index);
    let mut about = Vec::new();
    for place in 0..MATTERS {
        about.push(matter(batch, frame, &client, index, place));
    }
    let items = requests(batch, frame, &client, index, &about);
    documents(batch, frame, &client, index, &about, &items);
    lines(batch, frame, &client, index);
    batch.clients.push(client);
}

fn access(batch: &mut Batch, frame: &Frame, client: &Client, index: usize) {
    if let Some(id) = &client.account {
        batch.accounts.push(Account {
            id: id.clone(),
            kind: "client",
            role: None,
            name: client.name.clone(),
            email: client.email.clone(),
            hash: frame.hash.clone(),
            state: if client.access == "active" { "active" } else { "disabled" },
            at: client.at,
        });
    }
    if index % 10 == 9 {
        return; // Never invited.
    }
    // Of those who have not accepted, every fifth had the time.
    let open = client.account.is_none();
    let days = if index % 50 == 8 { 12 } else { i64::try_from(index % 7).unwrap_or_default() };
    let sent = if open { frame.now - Span::days(days) } else { client.at };
    batch.invitations.push(Invitation {
        id: AccountId::fresh().to_string(),
        client: client.id.clone(),
        contact: client.contact.clone(),
        email: client.email.clone(),
        sender: client.lead.clone(),
        at: sent,
        until: sent + Span::days(7),
        accepted_at: (!open).then_some(client.at),
    });
}

fn matter(batch: &mut Batch, frame: &mut Frame, client: &Client, index: usize, place: usize) -> MatterId {
    use MatterStatus::{Cancelled, Completed, InProgress, New, OnHold, Submitted, WaitingOnClient};
    let (kind, name, phases) = frame.types[(index + place) % frame.types.len()].clone();
    let status = match place {
        0 => InProgress,
        1 => WaitingOnClient,
        2 => [New, Submitted, OnHold][index % 3],
        _ if (index + place).is_multiple_of(7) => Cancelled,
        _ => Completed,
    };
    let ago = i64::try_from((index * 7 + place * 31) % 300).unwrap_or_default();
    let at = frame.now - Span::days(ago);
    let today = Times::new("UTC", frame.now).today_day();
    let start_on = today.plus(-ago);
    let year = i64::from(start_on.date().year());
    let phase = phases.get((index + place) % phases.len().max(1)).filter(|_| status.is_open() && status != New);
    let (lead, _) = frame.lead(index, place).clone();
    let new = Matter {
        id: MatterId::fresh(),
        reference: reference(year, frame.number(year)),
        client: client.id.clone(),
        contact: client.contact.clone(),
        kind,
        title: format!("{name} {year}, {}", client.name),
        status,
        phase: phase.cloned(),
        lead,
        due_on: today.plus(90 - ago / 2),
        closed_at: (!status.is_open()).then_some(at),
        readable_until: (!status.is_open()).then(|| today.plus(365 - ago)),
        start_on,
        at,
    };
    let words = words_of(&[&new.reference, &new.title]);
    batch.matter_words.extend(words.into_iter().map(|word| (word, new.id.to_string())));
    if place == 0 {
        batch.helpers.push((new.id.clone(), frame.lead(index + 1, 0).0.clone()));
    }
    duties(batch, &new, &today, index + place);
    let id = new.id.clone();
    batch.matters.push(new);
    id
}

/// Deadlines spread over two months, and a checklist.
fn duties(batch: &mut Batch, matter: &Matter, today: &Day, seed: usize) {
    let spread = i64::try_from((seed * 13) % 63).unwrap_or_default() - 2;
    for (title, day, visible) in [("Documents from the client", spread, true), ("Return filed", spread + 21, false)] {
        batch.deadlines.push(Deadline {
            id: MatterId::fresh().to_string(),
            matter: matter.id.clone(),
            title,
            due_on: today.plus(day),
            visible,
            done: !matter.open() || day < 0 && !seed.is_multiple_of(9),
            at: matter.at,
        });
    }
    for (place, title) in (1..).zip(["Identity checked", "Compared with last year", "Read by a second person"]) {
        let done = (!matter.open() || place == 1).then_some(matter.at);
        batch.tasks.push((MatterId::fresh().to_string(), matter.id.clone(), place, title, done));
    }
}

/// One that is complete and one that waits; gives the items of both.
fn requests(
    batch: &mut Batch,
    frame: &Frame,
    client: &Client,
    index: usize,
    about: &[MatterId],
) -> Vec<(ItemId, &'static str)> {
    let today = Times::new("UTC", frame.now).today_day();
    let mut items = Vec::new();
    for (place, state) in ["complete", "sent"].into_iter().enumerate() {
        let days = if index.is_multiple_of(20) { -3 } else { i64::try_from(index % 30).unwrap_or_default() };
        let at = frame.now - Span::days(20);
        let id = RequestId::fresh();
        batch.requests.push(Request {
            id: id.clone(),
            client: client.id.clone(),
            contact: client.contact.clone(),
            matter: about[place].clone(),
            title: format!("Documents for {}", client.name),
            due_on: today.plus(days),
            state,
            by: client.lead.clone(),
            at,
        });
        for (position, title) in (1..).zip(THINGS) {
            let state = match (state, position) {
                ("complete", _) | (_, 1) => "Accepted",
                (_, 2) if index.is_multiple_of(10) && client.account.is_some() => "Submitted",
                (_, 3) if index.is_multiple_of(15) => "Rejected",
                _ => "Open",
            };
            let item = ItemId::fresh();
            items.push((item.clone(), state));
            batch.items.push(Item { id: item, request: id.clone(), position, title, state, at });
        }
        if state == "sent" && index.is_multiple_of(20) {
            let reminder = RequestId::fresh().to_string();
            batch.reminders.push((reminder, id, client.contact.clone(), frame.now - Span::days(1)));
        }
    }
    items
}

/// Half of them from the client, as answers where something was asked for; the rest from the firm, some shared.
fn documents(
    batch: &mut Batch,
    frame: &Frame,
    client: &Client,
    index: usize,
    about: &[MatterId],
    items: &[(ItemId, &'static str)],
) {
    let mut asked = items.iter().filter(|(_, state)| !matches!(*state, "Open"));
    let receipts = [ReceiptId::fresh(), ReceiptId::fresh()];
    let senders = [client.account.clone().unwrap_or_else(|| client.lead.clone()), client.lead.clone()];
    for (receipt, sender) in receipts.iter().zip(&senders) {
        batch.receipts.push((receipt.clone(), client.id.clone(), sender.clone(), client.at));
    }
    for number in 0..DOCUMENTS {
        let from_client = client.account.is_some() && number % 2 == 0;
        let side = usize::from(!from_client);
        let content = format!("Paper {number} of client {index}\n");
        let at = frame.now
            - Span::days(20 - i64::try_from(number).unwrap_or_default())
            - Span::minutes((index % 1440) as i64);
        let document = Document {
            id: DocumentId::fresh(),
            client: client.id.clone(),
            name: format!("paper {number}.txt"),
            origin: ["client", "firm"][side],
            by: senders[side].clone(),
            receipt: receipts[side].clone(),
            matter: (number % 3 == 0).then(|| about[number % MATTERS].clone()),
            blob: hex(&random_bytes::<16>()),
            sha256: hex(&Sha256::digest(content.as_bytes())),
            size: i64::try_from(content.len()).unwrap_or_default(),
            content,
            at,
            opened_at: from_client.then_some(at),
        };
        if from_client {
            let item = asked.next();
            let state = match item {
                Some((_, "Submitted")) => "waiting",
                Some((_, "Rejected")) => "rejected",
                _ => "accepted",
            };
            batch.submissions.push(Submission {
                document: document.id.clone(),
                client: client.id.clone(),
                item: item.map(|(item, _)| item.clone()),
                account: senders[0].clone(),
                decided_by: client.lead.clone(),
                state,
                at,
            });
        } else if number % 6 == 1 {
            batch.shares.push((document.id.clone(), client.contact.clone(), client.lead.clone(), at));
        }
        batch.documents.push(document);
    }
}

/// A year of the log.
fn lines(batch: &mut Batch, frame: &Frame, client: &Client, index: usize) {
    let (lead, lead_name) = frame.lead(index, 0);
    for line in 0..LINES {
        let minutes = (line * 5000 + index * 37) % (360 * 1440);
        let by_client = line % 4 == 0 && client.account.is_some();
        let what = What::ALL[(line * 3 + index) % What::ALL.len()];
        batch.activity.push(Line {
            id: MatterId::fresh().to_string(),
            at: Instant(frame.now.0 - 1000) - Span::minutes(minutes as i64),
            actor_id: client.account.as_ref().filter(|_| by_client).unwrap_or(lead).to_string(),
            actor_name: if by_client { client.name.clone() } else { lead_name.clone() },
            side: if by_client { "client" } else { "staff" },
            act: what.word(),
            client_id: client.id.clone(),
            contact_id: (line % 3 == 0).then(|| client.contact.clone()),
            thing_id: client.id.to_string(),
            words: format!("Line {line} of {}: {}", client.name, what.word()),
        });
    }
}
