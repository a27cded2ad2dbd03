//! The policy table: what each role may do. The checks, docs/POLICY.md and the tests' matrix all come from it.

use super::model::{AccountId, Role};
use super::session::{Kind, SignedIn, signed_in};
use crate::activity::{Actor, ActorKind};
use crate::kernel::{AppError, Result};
use crate::server::http::Visitor;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $words:literal : $($role:ident)|+),+ $(,)?) => {
        /// What somebody of the firm may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Act { $($(#[$doc])* $name),+ }

        impl Act {
            /// All of them, in the order of the docs.
            pub const ALL: &[Act] = &[$(Act::$name),+];

            /// What it is, for the docs.
            pub fn words(self) -> &'static str {
                match self { $(Act::$name => $words),+ }
            }

            /// Whether `role` may.
            pub fn allowed(self, role: Role) -> bool {
                match self { $(Act::$name => matches!(role, $(Role::$role)|+)),+ }
            }
        }
    };
}

acts! {
    /// Every signed-in member of staff.
    BeStaff = "see the dashboard, one's own settings": Owner | Manager | Staff | FrontDesk,
    /// The client list and profiles.
    SeeClients = "see clients and contacts": Owner | Manager | Staff | FrontDesk,
    /// Create and edit.
    EditClients = "create and edit clients and contacts": Owner | Manager | Staff | FrontDesk,
    /// Of a contact who has an account, or with whom documents are shared: it decides who reads them.
    ChangeSignInAddress = "change the address that a contact signs in with": Owner | Manager | Staff,
    /// Put away, bring back.
    ArchiveClients = "archive and restore clients": Owner | Manager,
    /// The lists of clients, matters and requests as files.
    ExportClients = "export the lists of clients, matters and requests": Owner | Manager,
    /// Send, resend, revoke.
    Invite = "send, resend and revoke invitations": Owner | Manager | Staff | FrontDesk,
    /// Disable and enable.
    SwitchAccess = "disable and enable portal access": Owner | Manager | Staff,
    /// End a lock, send a reset link.
    Unlock = "unlock sign-in and send reset links": Owner | Manager | Staff | FrontDesk,
    /// What could not be sent, and another try.
    HandleMail = "see mails that could not be sent and try again": Owner | Manager | Staff | FrontDesk,
    /// Lists and contents.
    SeeDocuments = "see and download documents": Owner | Manager | Staff,
    /// Add and share.
    ShareDocuments = "upload documents and share them with contacts": Owner | Manager | Staff,
    /// Lists, boards, deadlines.
    SeeMatters = "see matters and deadlines": Owner | Manager | Staff | FrontDesk,
    /// Open, change, close.
    EditMatters = "open, change and close matters": Owner | Manager | Staff,
    /// Phases, checklists, default deadlines.
    EditMatterTypes = "change matter types": Owner | Manager,
    /// Lists and details.
    SeeRequests = "see document requests": Owner | Manager | Staff | FrontDesk,
    /// Write, send, add to, withdraw, remind.
    AskForDocuments = "write, send and withdraw document requests": Owner | Manager | Staff,
    /// What is usually asked for.
    EditTemplates = "change request templates": Owner | Manager | Staff,
    /// Accept, send back, undo.
    Review = "review what clients send": Owner | Manager | Staff,
    /// Read-only, logged, without a session of the contact.
    LookAsContact = "see the portal as a contact sees it": Owner | Manager | Staff,
    /// A client's history on its profile.
    SeeClientActivity = "see the activity of a client": Owner | Manager | Staff | FrontDesk,
    /// The firm's log.
    SeeActivity = "see and export the activity of the firm": Owner | Manager,
    /// Name, colour, contact details.
    ChangeFirm = "change the firm's settings": Owner | Manager,
}

/// A signed-in member of staff. Having one is the proof of a live session and an active account.
#[derive(Clone, Debug)]
pub struct Staff {
    id: AccountId,
    role: Role,
    name: String,
    email: String,
    phone: String,
    visitor: Visitor,
}

/// Reads the session: a member of staff, or the refusal.
///
/// # Errors
/// `NotSignedIn` without a session; `NotFound` for client people, to whom staff pages are absent.
pub fn staff() -> Result<Staff> {
    staff_of(&signed_in().ok_or(AppError::NotSignedIn)?, &crate::server::leptos::visitor())
}

/// As [`staff`], for plain routes that carry bytes.
pub fn staff_of(account: &SignedIn, visitor: &Visitor) -> Result<Staff> {
    let Kind::Staff(role) = account.kind else { return Err(AppError::NotFound) };
    Ok(Staff {
        id: account.id.clone(),
        role,
        name: account.name.clone(),
        email: account.email.clone(),
        phone: account.phone.clone(),
        visitor: visitor.clone(),
    })
}

impl Staff {
    /// This person, if the role may do `act`.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn may(&self, act: Act) -> Result<&Self> {
        if act.allowed(self.role) { Ok(self) } else { Err(AppError::Forbidden) }
    }

    /// Whether the role may do `act`; for what a page offers.
    pub fn can(&self, act: Act) -> bool {
        act.allowed(self.role)
    }

    /// Whose account.
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// Their role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Their address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Their phone.
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// As the log keeps them.
    pub fn actor(&self) -> Actor {
        Actor {
            id: self.id.to_string(),
            name: self.name.clone(),
            kind: ActorKind::Staff,
            visitor: self.visitor.clone(),
        }
    }
}

/// The table as Markdown, for docs/POLICY.md.
pub fn as_markdown() -> String {
    let mut text = String::from("| may … |");
    for role in Role::ALL {
        text.push_str(&format!(" {} |", role.word()));
    }
    text.push_str("\n|---|---|---|---|---|\n");
    for act in Act::ALL {
        text.push_str(&format!("| {} |", act.words()));
        for role in Role::ALL {
            text.push_str(if act.allowed(role) { " yes |" } else { " – |" });
        }
        text.push('\n');
    }
    text
}
