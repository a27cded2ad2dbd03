//! What can be told by mail. A letter is a snapshot of plain facts: what is sent later tells what was true at the act.

mod answers;
mod factors;
mod facts;
mod reminders;
mod requests;
mod reviews;
mod scans;
mod team;
#[cfg(test)]
mod tests;
mod welcome;

pub use answers::{FinishedForNow, OneMore, QuestionAnswered, QuestionAsked};
#[cfg(test)]
pub(crate) use factors::factor_samples;
pub use factors::{FactorNews, SecondFactor};
pub use facts::{Person, ReceivedFile};
#[cfg(test)]
pub(crate) use reminders::reminder_sample;
pub use reminders::{RemindedOf, Reminder};
#[cfg(test)]
pub(super) use requests::samples as request_samples;
pub use requests::{AskedAgain, DocumentsRequested, RequestChanged};
pub use reviews::{DocumentsReviewed, SentBack};
#[cfg(test)]
pub(crate) use scans::blocked_sample;
pub use scans::{BlockedFile, FilesBlocked};
pub use team::TeamNews;
#[cfg(test)]
pub(crate) use team::team_samples;
pub use welcome::AskedBefore;
#[cfg(test)]
pub(crate) use welcome::asked_before_sample;

use crate::firm::Firm;
use crate::kernel::{Instant, Span};
use serde::{Deserialize, Serialize};

/// How long news makes sense that has no end of its own.
pub(super) const NEWS_IS_NEWS_FOR: Span = Span::days(3);

/// One thing told by mail, with all that is needed to tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    /// To a contact: an invitation to the portal.
    Invitation {
        /// Id of the invitation.
        invitation: String,
        /// Its nonce, from which the token is derived.
        nonce: String,
        /// The contact's name.
        name: String,
        /// The client's name.
        client: String,
        /// Who invites.
        sender: Person,
        /// Personal words; may be empty.
        note: String,
        /// Until when the link works.
        ends_at: Instant,
        /// Whether the contact has an account already; they keep its password.
        has_account: bool,
    },
    /// To a client person: the account is active.
    Welcome {
        /// Their name.
        name: String,
        /// The address they sign in with.
        email: String,
        /// What waits for them already.
        #[serde(default)]
        waits: Vec<AskedBefore>,
    },
    /// To anybody with an account: a link that sets a new password.
    PasswordReset {
        /// Id of the reset.
        reset: String,
        /// Its nonce, from which the token is derived.
        nonce: String,
        /// Their name.
        name: String,
        /// Until when the link works.
        ends_at: Instant,
    },
    /// To anybody with an account: the password is another one now.
    PasswordChanged {
        /// Their name.
        name: String,
        /// When.
        at: Instant,
        /// Browser and system, in words; may be empty.
        from: String,
    },
    /// To the address that was left: the account's address is another one now.
    EmailChanged {
        /// Their name.
        name: String,
        /// The new address.
        new_email: String,
        /// When.
        at: Instant,
    },
    /// To anybody with an account: somebody signed in on a device that is not known.
    NewDevice {
        /// Their name.
        name: String,
        /// When.
        at: Instant,
        /// Browser and system, in words.
        browser: String,
        /// Network address.
        address: String,
    },
    /// To anybody with an account: signing in on unknown devices is off after many wrong passwords.
    SignInStopped {
        /// Their name.
        name: String,
        /// Since when.
        at: Instant,
    },
    /// To anybody with an account: something about their second step is not what it was.
    SecondFactor(SecondFactor),
    /// To a client person: what was received, as proof.
    UploadReceipt {
        /// Id of the receipt.
        receipt: String,
        /// Their name.
        name: String,
        /// The client's name.
        client: String,
        /// When the last file was stored.
        at: Instant,
        /// Every file of this receipt.
        files: Vec<ReceivedFile>,
    },
    /// To a client person: documents are there for them.
    DocumentShared {
        /// Their name.
        name: String,
        /// The client's name.
        client: String,
        /// Who shares.
        sender: Person,
        /// Personal words; may be empty.
        note: String,
        /// Names of the documents.
        documents: Vec<String>,
    },
    /// To staff: a client sent files.
    UploadsWaiting {
        /// The staff member's name.
        name: String,
        /// Id of the client.
        client_id: String,
        /// The client's name.
        client: String,
        /// Who sent them.
        who: String,
        /// Names of the files.
        files: Vec<String>,
    },
    /// To staff: the virus check found something.
    FilesBlocked(FilesBlocked),
    /// To staff: an invitation's link no longer works, and its contact wants another.
    NewLinkAskedFor {
        /// The staff member's name.
        name: String,
        /// Id of the client.
        client_id: String,
        /// The client's name.
        client: String,
        /// Who asks.
        who: String,
        /// Whether they can sign in already, so that they need no link.
        #[serde(default)]
        has_access: bool,
    },
    /// To staff: a contact has a question about an item.
    QuestionAsked(QuestionAsked),
    /// To a contact: their question is answered.
    QuestionAnswered(QuestionAnswered),
    /// To staff: a contact has sent all they have for now.
    FinishedForNow(FinishedForNow),
    /// To a contact: the firm asks for documents.
    DocumentsRequested(DocumentsRequested),
    /// To a contact: what is asked for has changed.
    RequestChanged(RequestChanged),
    /// To a client person: what became of what they sent.
    DocumentsReviewed(DocumentsReviewed),
    /// To a contact: what still waits for them.
    Reminder(Reminder),
    /// To somebody who shall work for the firm: the link with which they join.
    TeamInvitation {
        /// Id of the invitation.
        invitation: String,
        /// From which the token is derived.
        nonce: String,
        /// Who is invited.
        name: String,
        /// Who invites.
        sender: Person,
        /// Until when the link works.
        ends_at: Instant,
    },
    /// To somebody of the firm: what happened to them in the team.
    Team {
        /// Their name.
        name: String,
        /// Who did it.
        by: String,
        /// When.
        at: Instant,
        /// What.
        news: TeamNews,
    },
}

impl Letter {
    /// What it is, in a word or two, as the outbox keeps it.
    pub fn kind(&self) -> &'static str {
        match self {
            Letter::Invitation { .. } => "invitation",
            Letter::Welcome { .. } => "welcome",
            Letter::PasswordReset { .. } => "password reset",
            Letter::PasswordChanged { .. } => "password changed",
            Letter::EmailChanged { .. } => "email changed",
            Letter::NewDevice { .. } => "new device",
            Letter::SignInStopped { .. } => "sign-in stopped",
            Letter::SecondFactor(_) => "second factor",
            Letter::UploadReceipt { .. } => "upload receipt",
            Letter::DocumentShared { .. } => "document shared",
            Letter::UploadsWaiting { .. } => "uploads waiting",
            Letter::FilesBlocked(_) => "files blocked",
            Letter::NewLinkAskedFor { .. } => "new link asked for",
            Letter::QuestionAsked(_) => "question asked",
            Letter::QuestionAnswered(_) => "question answered",
            Letter::FinishedForNow(_) => "finished for now",
            Letter::DocumentsRequested(_) => "document requested",
            Letter::RequestChanged(_) => "request changed",
            Letter::DocumentsReviewed(_) => "documents reviewed",
            Letter::Reminder(_) => "reminder",
            Letter::TeamInvitation { .. } => "team invitation",
            Letter::Team { .. } => "team",
        }
    }

    /// The same to another colleague; letters that are not to staff stay as they are.
    #[must_use]
    pub fn for_colleague(mut self, reader: &str) -> Self {
        match &mut self {
            Letter::UploadsWaiting { name, .. } | Letter::NewLinkAskedFor { name, .. } => *name = reader.to_owned(),
            Letter::FilesBlocked(blocked) => blocked.name = reader.to_owned(),
            Letter::QuestionAsked(asked) => asked.name = reader.to_owned(),
            Letter::FinishedForNow(finished) => finished.name = reader.to_owned(),
            _ => {}
        }
        self
    }

    /// Until when it makes sense to send a letter that is due at `due_at` (SAFETY: Outbox): a link's letter as long
    /// as the link works, news for 3 days.
    pub fn makes_sense_until(&self, due_at: Instant) -> Instant {
        match self {
            Letter::Invitation { ends_at, .. }
            | Letter::PasswordReset { ends_at, .. }
            | Letter::TeamInvitation { ends_at, .. } => *ends_at,
            _ => due_at + NEWS_IS_NEWS_FOR,
        }
    }
}

/// A letter and the firm in whose name it goes, as both were at the act. The outbox keeps it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The firm.
    pub firm: Firm,
    /// The letter.
    pub letter: Letter,
}
