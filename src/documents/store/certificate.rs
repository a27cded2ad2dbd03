//! What a document's certificate tells: versions, shares with the mail that told of each, and who opened it.

use crate::documents::contents::Readable;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A mail as the certificate tells of it; empty texts where there was none.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CertificateMail {
    /// To whom; none when no mail was sent.
    pub recipient: Option<String>,
    /// The outbox's own word.
    pub state: Option<String>,
    /// What the carrier told.
    pub fate: Option<String>,
    /// When the carrier took it.
    pub sent_at: Option<Instant>,
    /// Who took it.
    pub carrier: Option<String>,
    /// In what words.
    pub answer: Option<String>,
    /// When that happened which `fate` tells.
    pub fate_at: Option<Instant>,
    /// Why.
    pub why: Option<String>,
}

/// The document itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Paper {
    /// Whose.
    pub client_name: String,
    /// `client` or `firm`.
    pub origin: String,
    /// Who supplied it.
    pub supplied_by_name: String,
    /// When it came.
    pub created_at: Instant,
    /// When somebody of the firm first opened what a client sent.
    pub first_opened_at: Option<Instant>,
    /// On which receipt it stands.
    pub receipt_id: Option<String>,
    /// Under which matter it is filed: its number.
    pub matter: Option<String>,
    /// The receipt's mail.
    #[sqlx(flatten)]
    pub mail: CertificateMail,
}

const PAPER: &str = "SELECT c.name AS client_name, d.origin, a.name AS supplied_by_name, d.created_at, d.first_opened_at,
        d.receipt_id, m.reference AS matter, o.recipient, o.state, o.fate, o.sent_at, o.carrier, o.answer, o.fate_at,
        CASE WHEN o.fate_why = '' THEN o.fault ELSE o.fate_why END AS why
    FROM documents d JOIN clients c ON c.id = d.client_id JOIN accounts a ON a.id = d.supplied_by
    LEFT JOIN matters m ON m.id = d.matter_id
    LEFT JOIN outbox o ON o.id = (SELECT MAX(n.id) FROM outbox n WHERE n.about = d.receipt_id AND n.kind = 'upload receipt')
    WHERE d.id = $1";

/// The document of this proof; none for an example file, which is nobody's.
pub async fn paper(tx: &mut Tx, readable: &Readable) -> Result<Option<Paper>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Paper>(PAPER).bind(&readable.stored().id).fetch_optional(c))?)
}

/// A version, with what it was when it was stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Version {
    /// 1 is the first.
    pub number: i64,
    /// Bytes.
    pub size: i64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// By content.
    pub media_type: String,
    /// `not scanned`, `clean` or `infected`.
    pub scan: String,
    /// When it was safely stored.
    pub created_at: Instant,
}

/// All versions, the first one first.
pub async fn versions(tx: &mut Tx, readable: &Readable) -> Result<Vec<Version>> {
    const VERSIONS: &str = "SELECT number, size, sha256, media_type, scan, created_at FROM document_versions
        WHERE document_id = $1 ORDER BY number";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Version>(VERSIONS).bind(&readable.stored().id).fetch_all(c))?)
}

/// A share, live or ended, and the mail that told of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Given {
    /// With whom.
    pub contact_id: String,
    /// Their name.
    pub contact_name: String,
    /// Who shared it.
    pub shared_by_name: String,
    /// When.
    pub created_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// When they first opened it.
    pub first_opened_at: Option<Instant>,
    /// The mail that told them.
    #[sqlx(flatten)]
    pub mail: CertificateMail,
}

const GIVEN: &str = "SELECT s.contact_id, k.name AS contact_name, a.name AS shared_by_name, s.created_at, s.ended_at,
        s.first_opened_at, o.recipient, o.state, o.fate, o.sent_at, o.carrier, o.answer, o.fate_at,
        CASE WHEN o.fate_why = '' THEN o.fault ELSE o.fate_why END AS why
    FROM shares s JOIN contacts k ON k.id = s.contact_id JOIN accounts a ON a.id = s.shared_by
    LEFT JOIN outbox o ON o.id = s.mail_id WHERE s.document_id = $1 ORDER BY s.created_at, s.id";

/// Everybody with whom it was ever shared, in the order of sharing.
pub async fn given(tx: &mut Tx, readable: &Readable) -> Result<Vec<Given>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Given>(GIVEN).bind(&readable.stored().id).fetch_all(c))?)
}

/// A line of the log about the document.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Happened {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor_name: String,
    /// Which side: `staff` or `client`.
    pub actor_kind: String,
    /// What, by its word.
    pub act: String,
    /// The contact it concerns.
    pub contact_id: Option<String>,
    /// One line for people.
    pub words: String,
    /// Network address.
    pub ip: String,
    /// Browser and system.
    pub browser: String,
}

/// When the document was opened or downloaded, and when shares of it ended: the oldest first, at most `most`.
pub async fn happened(tx: &mut Tx, readable: &Readable, most: i64) -> Result<Vec<Happened>> {
    const HAPPENED: &str = "SELECT at, actor_name, actor_kind, act, contact_id, words, ip, browser FROM activity
        WHERE thing_id = $1 AND act IN ('document downloaded', 'share ended') ORDER BY at, id LIMIT $2";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Happened>(HAPPENED).bind(&readable.stored().id).bind(most).fetch_all(c))?)
}

/// Keeps which mail told of shares that were made at `at`.
pub async fn told_by(tx: &mut Tx, contact: &str, at: Instant, documents: &[String], mail: &str) -> Result<()> {
    const TOLD: &str = "UPDATE shares SET mail_id = $1 WHERE document_id = $2 AND contact_id = $3 AND created_at = $4";
    for document in documents {
        sql_change!(tx, TOLD, mail, document, contact, at)?;
    }
    Ok(())
}
