//! What the page of one matter shows beside the matter itself, in few looks.

use super::{Deadline, Note, Task};
use crate::clients::ContactId;
use crate::clients::store::Contact;
use crate::kernel::{AppError, Day, Instant, Result};
use crate::matters::permit::OnMatter;
use crate::server::Tx;
use crate::sql;

#[derive(sqlx::FromRow)]
struct Known {
    #[sqlx(flatten)]
    contact: Contact,
    sees: bool,
}

/// The client's contacts, those added first first, and which of them see the matter.
pub async fn who_may_see(tx: &mut Tx, on: &OnMatter) -> Result<(Vec<Contact>, Vec<ContactId>)> {
    const CONTACTS: &str = "SELECT k.id, k.name, k.email, k.phone, k.account_id, k.time_zone,
            v.contact_id IS NOT NULL AS sees
        FROM portal_access p JOIN contacts k ON k.id = p.contact_id
        LEFT JOIN matter_contacts v ON v.matter_id = $2 AND v.contact_id = k.id
        WHERE p.client_id = $1 ORDER BY p.created_at, k.id";
    let (client, matter) = (on.on().client(), on.matter());
    let known = sql!(tx, |c| sqlx::query_as::<_, Known>(CONTACTS).bind(client).bind(matter).fetch_all(c))?;
    let seen_by = known.iter().filter(|one| one.sees).map(|one| one.contact.id.clone()).collect();
    Ok((known.into_iter().map(|one| one.contact).collect(), seen_by))
}

/// What is done in a matter.
#[derive(Default)]
pub struct AtWork {
    /// Its deadlines, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// Its checklist in its order.
    pub tasks: Vec<Task>,
    /// Its newest 200 notes, the newest first.
    pub notes: Vec<Note>,
}

/// A deadline, a task or a note.
#[derive(sqlx::FromRow)]
struct Line {
    what: String,
    id: String,
    words: String,
    due_on: Option<Day>,
    visible: bool,
    done: bool,
    at: Option<Instant>,
    who: String,
}

const LINES: &str =
    "SELECT 'deadline' AS what, id, title AS words, due_on, visible, done, done_at AS at, done_by AS who,
        CAST(0 AS BIGINT) AS place FROM deadlines WHERE matter_id = $1
    UNION ALL SELECT 'task', id, title, NULL, FALSE, done_at IS NOT NULL, done_at, done_by, position
        FROM tasks WHERE matter_id = $1
    UNION ALL SELECT * FROM (SELECT 'note', n.id, n.words, NULL, n.visible, FALSE, n.created_at, a.name, -n.created_at
        FROM matter_notes n JOIN accounts a ON a.id = n.author_id
        WHERE n.matter_id = $1 ORDER BY n.created_at DESC, n.id DESC LIMIT 200) newest
    ORDER BY what, place, due_on, id";

/// What is done in this matter.
pub async fn at_work(tx: &mut Tx, on: &OnMatter) -> Result<AtWork> {
    let lines = sql!(tx, |c| sqlx::query_as::<_, Line>(LINES).bind(on.matter()).fetch_all(c))?;
    let mut work = AtWork::default();
    for line in lines {
        work.take(line)?;
    }
    Ok(work)
}

impl AtWork {
    fn take(&mut self, line: Line) -> Result<()> {
        let Line { what, id, words, due_on, visible, done, at, who } = line;
        match (what.as_str(), due_on, at) {
            ("deadline", Some(due_on), done_at) => self.deadlines.push(Deadline {
                id: id.try_into()?,
                title: words,
                due_on,
                visible,
                done,
                done_at,
                done_by: who,
            }),
            ("task", _, done_at) => self.tasks.push(Task { id: id.try_into()?, title: words, done_at, done_by: who }),
            ("note", _, Some(created_at)) => {
                self.notes.push(Note { id: id.try_into()?, author_name: who, words, visible, created_at });
            }
            _ => return Err(AppError::Unreadable),
        }
        Ok(())
    }
}
