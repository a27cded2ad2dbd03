//! The policy table: what each role may do. The checks, docs/POLICY.md and the tests' matrix all come from it.

mod decide;
mod words;

pub use decide::{About, Decision, Relation, State, decide, may_change};
pub use words::as_markdown;

use super::model::{AccountId, Role};
use super::session::{Kind, SignedIn, signed_in};
use crate::activity::{Actor, ActorKind};
use crate::kernel::{AppError, Result, Wall};
use crate::server::http::Visitor;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $words:literal about $about:ident : $($role:ident)|+),+ $(,)?) => {
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

            /// On what: walls stand around clients and what is theirs.
            pub fn about(self) -> About {
                match self { $(Act::$name => About::$about),+ }
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
    BeStaff = "see the dashboard, one's own settings" about TheFirm: Owner | Manager | Staff | FrontDesk,
    /// The client list and profiles.
    SeeClients = "see clients and contacts" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Create and edit.
    EditClients = "create and edit clients and contacts" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Of a contact who has an account, or with whom documents are shared: it decides who reads them.
    ChangeSignInAddress = "change the address that a contact signs in with" about Clients: Owner | Manager | Staff,
    /// Put away, bring back.
    ArchiveClients = "archive and restore clients" about Clients: Owner | Manager,
    /// The lists of clients, matters and requests as files.
    ExportClients = "export the lists of clients, matters and requests" about Clients: Owner | Manager,
    /// Send, resend, revoke.
    Invite = "send, resend and revoke invitations" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Disable and enable.
    SwitchAccess = "disable and enable portal access" about Clients: Owner | Manager | Staff,
    /// End a lock, send a reset link.
    Unlock = "unlock sign-in and send reset links" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Of a contact who has lost it; they sign in with the password alone until they set another one up.
    ResetFactor = "take away a contact’s second step" about Clients: Owner | Manager | Staff,
    /// The rules about second factors.
    ChangeSecurity = "decide who needs a second step" about TheFirm: Owner,
    /// What could not be sent, and another try.
    HandleMail = "see mails that could not be sent and try again" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Lists and contents.
    SeeDocuments = "see and download documents" about Clients: Owner | Manager | Staff,
    /// Add and share.
    ShareDocuments = "upload documents and share them with contacts" about Clients: Owner | Manager | Staff,
    /// Lists, boards, deadlines.
    SeeMatters = "see matters and deadlines" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Open, change, close.
    EditMatters = "open, change and close matters" about Clients: Owner | Manager | Staff,
    /// Phases, checklists, default deadlines.
    EditMatterTypes = "change matter types" about TheFirm: Owner | Manager,
    /// Lists and details.
    SeeRequests = "see document requests" about Clients: Owner | Manager | Staff | FrontDesk,
    /// Write, send, add to, withdraw, remind.
    AskForDocuments = "write, send and withdraw document requests" about Clients: Owner | Manager | Staff,
    /// What is usually asked for.
    EditTemplates = "change request templates" about TheFirm: Owner | Manager | Staff,
    /// Accept, send back, undo.
    Review = "review what clients send" about Clients: Owner | Manager | Staff,
    /// Read-only, logged, without a session of the contact.
    LookAsContact = "see the portal as a contact sees it" about Clients: Owner | Manager | Staff,
    /// A client's history on its profile.
    SeeClientActivity = "see the activity of a client" about Clients: Owner | Manager | Staff | FrontDesk,
    /// The firm's log.
    SeeActivity = "see and export the activity of the firm" about Clients: Owner | Manager,
    /// Invite colleagues, change their roles, close and open their accounts; see [`may_change`] for whose.
    ManageTeam = "invite colleagues, change their roles, close and open their accounts" about TheFirm: Owner | Manager,
    /// The same where the account is an owner's, or shall be.
    ManageOwners = "the same for owners, and make somebody an owner" about TheFirm: Owner,
    /// Which groups there are, and who belongs to them: they are walls, for managers too.
    EditGroups = "make practice groups and choose who belongs to them" about TheFirm: Owner,
    /// Of a client or matter that is there already: it decides who sees it.
    MoveToGroup = "move clients and matters to another practice group" about Clients: Owner | Manager,
    /// Name, colour, contact details.
    ChangeFirm = "change the firm's settings" about TheFirm: Owner | Manager,
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
        if self.can(act) { Ok(self) } else { Err(AppError::Forbidden) }
    }

    /// Whether the role may do `act`; for what a page offers.
    pub fn can(&self, act: Act) -> bool {
        // Whose it is decide the walls, in the query that looks for it.
        decide(act, self.role, Relation::Own, State::Active) == Decision::Yes
    }

    /// What this person does not see: things of practice groups that they do not belong to. Owners see everything.
    pub fn wall(&self) -> Wall {
        wall(self.role, &self.id)
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

/// What somebody of this role does not see.
pub fn wall(role: Role, id: &AccountId) -> Wall {
    match decide(Act::SeeClients, role, Relation::Other, State::Active) {
        Decision::Yes => Wall::none(),
        _ => Wall::around(id.as_str()),
    }
}
