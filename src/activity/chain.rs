//! Verifying the log: each line against its link, each link against the one before, the last against the anchor. What is
//! wrong first is named.

mod keys;

pub use keys::is_in_force;

use super::model::{Actor, Entry, What};
use super::store::{self, chain as lines};
use crate::firm::Times;
use crate::kernel::{Instant, Result};
use crate::server::db::anchor::Mark;
use crate::server::db::chain::{self, Head};
use crate::server::{Db, Services, Tx};
use keys::Keys;

/// Lines read at a time: memory stays the same however long the log is.
const AT_A_TIME: i64 = 1_000;

/// What verifying came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Lines that are as they were written.
    pub lines: i64,
    /// Up to this line the key was lost: nothing but the number of lines can be told.
    pub unknown: i64,
    /// What is wrong first.
    pub finding: Option<Finding>,
}

/// What can be wrong with the log: numbers of lines, when a line says that it was written, and what act it tells of.
#[allow(missing_docs, reason = "the fields are what the line above says")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is not as it was written, or one before it was taken away and its number given to this.
    Changed { seq: i64, at: Instant, act: String },
    /// Its link is there and it is not.
    Gone { seq: i64 },
    /// The links themselves are not there.
    Missing { from: i64, to: i64 },
    /// Lines were taken away and others written in their place, the last of them this.
    Replaced { seq: i64 },
    /// It was put into the table past the portal.
    Stranger { at: Instant, act: String, id: String },
    /// What is kept of an earlier key is not what the portal kept.
    Keys { seq: i64 },
    /// The row that tells how long the log is was taken away.
    Headless,
}

impl Finding {
    /// It in words, without anybody's name: who may verify the log need not see every client.
    pub fn words(&self) -> String {
        let written = |at: &Instant, act: &str| format!("written {} as “{act}”", Times::utc(*at));
        match self {
            Finding::Changed { seq, at, act } => {
                format!("Line {seq} of the log ({}) is not as the portal wrote it", written(at, act))
            }
            Finding::Gone { seq } => format!("Line {seq} of the log was taken away"),
            Finding::Missing { from, to } if from == to => format!("Line {from} of the log was taken away"),
            Finding::Missing { from, to } => format!("Lines {from} to {to} of the log were taken away"),
            Finding::Replaced { seq } => {
                format!("Lines of the log up to line {seq} were taken away, and others stand in their place")
            }
            Finding::Stranger { at, act, id } => {
                format!("A line ({}, {id}) was put into the log past the portal", written(at, act))
            }
            Finding::Keys { seq } => format!("What is kept of the key of the lines up to {seq} was changed"),
            Finding::Headless => "The row that tells how long the log is was taken away".to_owned(),
        }
    }
}

impl Verified {
    /// It in a sentence.
    pub fn words(&self) -> String {
        let lines = if self.lines == 1 { "1 line".to_owned() } else { format!("{} lines", self.lines) };
        match &self.finding {
            None if self.unknown == 0 => format!("Verified the log: {lines}, none missing or changed"),
            None => format!(
                "Verified the log: {lines}, none missing; whether the first {} were changed can’t be told, because their key \
                was lost",
                self.unknown
            ),
            Some(finding) => format!("Verified the log and found it broken. {}", finding.words()),
        }
    }
}

/// Chains what was written before there was a chain, and looks whether key, database and anchor belong together.
///
/// # Errors
/// The database's and the disk's. `Ok(false)`: the database was written under another key.
pub async fn begin(services: &Services) -> Result<bool> {
    let log = services.db.log()?;
    let anchored = log.anchor.read().await?;
    let mut tx = services.db.write().await?;
    let mut head = chain::hold(&mut tx).await?;
    let is_known = head.key_check.is_empty() || head.key_check == log.key().check();
    if !is_known && !is_in_force(&mut tx, log.key()).await? {
        return Ok(false);
    }
    log.begin();
    if !is_known {
        chain::set_key(&mut tx, &log.key().check()).await?;
        tracing::error!("what the database says of its key was changed past the portal: run `gk-nexus check`");
        let words =
            "What the database says of its key was changed past the portal. It is put right; the key is the same";
        note(services, tx, &Actor::portal(), What::KeysChanged, words.to_owned(), "").await?;
        return Ok(true);
    }
    if head.key_check.is_empty() {
        // With a link there was a key: somebody has taken it away, and verifying shall tell what else they did.
        if head.seq == 0 {
            head = adopt(services, &mut tx, head).await?;
        }
        chain::set_key(&mut tx, &log.key().check()).await?;
        tx.save().await?;
    } else if anchored.is_none() && head.seq > 0 {
        let words = format!("The anchor of the log was missing. It begins anew at line {}", head.seq);
        note(services, tx, &Actor::portal(), What::AnchorSet, words, "").await?;
        return Ok(true);
    } else {
        drop(tx);
    }
    match anchored {
        None => log.anchor.set(&head.mark()).await?,
        Some(mark) if mark.seq > head.seq => {
            tracing::error!("the activity log is shorter than it was: run `gk-nexus check`");
        }
        Some(_) => {}
    }
    Ok(true)
}

async fn adopt(services: &Services, tx: &mut Tx, mut head: Head) -> Result<Head> {
    let log = services.db.log()?;
    let mut after = (Instant(i64::MIN), String::new());
    loop {
        let found = lines::lines(tx, (after.0, &after.1), AT_A_TIME).await?;
        let Some(last) = found.last() else { return Ok(head) };
        after = (last.at, last.id.clone());
        let contents = found.iter().map(|line| (line.id.clone(), line.content())).collect();
        head = log.adopt(tx, &head, contents).await?;
    }
}

/// Goes through the log as far as it reaches now; lines may be added meanwhile. `progress` hears how many lines are done.
///
/// # Errors
/// The database's and the disk's.
pub async fn verify(db: &Db, progress: impl Fn(i64)) -> Result<Verified> {
    let log = db.log()?;
    // Before the head: the anchor never is ahead of it.
    let anchored = log.anchor.read().await?;
    let Some(head) = chain::head(&mut db.read().await?).await? else {
        return Ok(Verified { lines: 0, unknown: 0, finding: Some(Finding::Headless) });
    };
    let keys = match Keys::open(&mut db.read().await?, log.key().clone()).await? {
        Ok(keys) => keys,
        Err(finding) => return Ok(Verified { lines: 0, unknown: 0, finding: Some(finding) }),
    };
    let mut last = Mark { seq: 0, hash: String::new() };
    while last.seq < head.seq {
        // A transaction of its own: a long one would keep Postgres from tidying.
        let links = lines::links(&mut db.read().await?, last.seq, head.seq, AT_A_TIME).await?;
        if links.is_empty() {
            break;
        }
        for link in links {
            if let Some(finding) = wrong(&keys, &last, &link) {
                return Ok(Verified { lines: last.seq, unknown: keys.lost(), finding: Some(finding) });
            }
            last = Mark { seq: link.seq, hash: link.hash };
        }
        progress(last.seq);
    }
    let finding = ends_wrong(db, &head, &last, anchored).await?;
    Ok(Verified { lines: last.seq, unknown: keys.lost(), finding })
}

fn wrong(keys: &Keys, last: &Mark, link: &lines::Linked) -> Option<Finding> {
    let seq = last.seq + 1;
    if link.seq != seq {
        return Some(Finding::Missing { from: seq, to: link.seq - 1 });
    }
    let Some(line) = &link.line else { return Some(Finding::Gone { seq }) };
    let right = keys.at(seq).is_none_or(|key| key.link(seq, &last.hash, &line.content()) == link.hash);
    (!right).then(|| Finding::Changed { seq, at: line.at, act: line.act.clone() })
}

/// Where the chain ends, against head and anchor; then lines outside of it.
async fn ends_wrong(db: &Db, head: &Head, last: &Mark, anchored: Option<Mark>) -> Result<Option<Finding>> {
    if last.seq < head.seq {
        return Ok(Some(Finding::Missing { from: last.seq + 1, to: head.seq }));
    }
    let mut tx = db.read().await?;
    if let Some(mark) = anchored {
        if mark.seq > head.seq {
            return Ok(Some(Finding::Missing { from: head.seq + 1, to: mark.seq }));
        }
        if mark.seq > 0 && chain::hash_at(&mut tx, mark.seq).await?.as_ref() != Some(&mark.hash) {
            return Ok(Some(Finding::Replaced { seq: mark.seq }));
        }
    }
    if last.hash != head.hash {
        return Ok(Some(Finding::Replaced { seq: head.seq }));
    }
    let stranger = lines::stranger(&mut tx).await?;
    Ok(stranger.map(|line| Finding::Stranger { at: line.at, act: line.act, id: line.id }))
}

/// Writes a line about the log itself.
///
/// # Errors
/// The database's.
pub async fn note(
    services: &Services,
    mut tx: Tx,
    actor: &Actor,
    what: What,
    words: String,
    thing: &str,
) -> Result<()> {
    let entry = Entry { what, client: None, contact: None, thing, words };
    store::record(&mut tx, services.now(), actor, entry).await?;
    tx.save().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_without_anybodys_name() {
        let at = Instant(1_795_530_120_000);
        let words = Finding::Changed { seq: 1532, at, act: "document received".into() }.words();
        assert_eq!(
            words,
            "Line 1532 of the log (written 2026-11-24T14:22:00.000Z as “document received”) is not as the portal wrote it"
        );
        assert_eq!(Finding::Missing { from: 3, to: 3 }.words(), "Line 3 of the log was taken away");
        let whole = Verified { lines: 1, unknown: 0, finding: None };
        assert_eq!(whole.words(), "Verified the log: 1 line, none missing or changed");
    }
}
