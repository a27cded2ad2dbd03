//! What a line of the log says: who, on whose behalf, what, on what, from where, when.

use crate::kernel::Instant;
use crate::server::http::Visitor;

/// Who acted, as kept in the log.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Account id; empty for the portal itself and for strangers.
    pub id: String,
    /// Name as it is now.
    pub name: String,
    /// Which side.
    pub kind: ActorKind,
    /// Network address and browser.
    pub visitor: Visitor,
}

/// Which side acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody of the firm.
    Staff,
    /// A client person.
    Client,
    /// The portal by itself (a job, a command of the operator).
    Portal,
    /// Somebody who is not signed in.
    Nobody,
}

impl ActorKind {
    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            ActorKind::Staff => "staff",
            ActorKind::Client => "client",
            ActorKind::Portal => "portal",
            ActorKind::Nobody => "nobody",
        }
    }
}

impl Actor {
    /// Somebody who is not signed in.
    pub fn nobody(visitor: Visitor) -> Self {
        Actor { id: String::new(), name: "Not signed in".into(), kind: ActorKind::Nobody, visitor }
    }

    /// The portal itself.
    pub fn portal() -> Self {
        Actor { id: String::new(), name: "The portal".into(), kind: ActorKind::Portal, visitor: Visitor::default() }
    }
}

/// A line to be written.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What was done.
    pub what: What,
    /// The client it concerns.
    pub client: Option<&'a str>,
    /// The contact it concerns, or on whose behalf it was done.
    pub contact: Option<&'a str>,
    /// Id of the thing.
    pub thing: &'a str,
    /// One line for people, without the actor's name: `Invited Yusuf Rahman`.
    pub words: String,
}

macro_rules! whats {
    ($($name:ident = $word:literal),+ $(,)?) => {
        /// Everything that can be done and is logged. The words are what the log keeps and filters offer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each name is its word")]
        pub enum What { $($name),+ }

        impl What {
            /// All of them, in the order of the filter.
            pub const ALL: &[What] = &[$(What::$name),+];

            /// As stored and shown.
            pub fn word(self) -> &'static str {
                match self { $(What::$name => $word),+ }
            }
        }
    };
}

whats! {
    SignedIn = "signed in",
    SignedOut = "signed out",
    SignInFailed = "sign-in failed",
    SignInLocked = "sign-in locked",
    Unlocked = "unlocked",
    ResetAsked = "password reset asked for",
    PasswordSet = "password set",
    PasswordChanged = "password changed",
    PasswordConfirmed = "password confirmed",
    SecondStepAsked = "second step asked for",
    FactorBegun = "second factor begun",
    FactorAdded = "second factor added",
    FactorRemoved = "second factor removed",
    FactorReset = "second factor reset",
    RecoveryCodesMade = "recovery codes made",
    FactorRulesChanged = "second factor rules changed",
    DeviceSignedOut = "device signed out",
    PortalSetUp = "portal set up",
    AccountCreated = "account created",
    OwnDetailsChanged = "own details changed",
    ColleagueInvited = "colleague invited",
    ColleagueInvitationRevoked = "colleague’s invitation revoked",
    ColleagueJoined = "colleague joined",
    RoleChanged = "role changed",
    ColleagueDeactivated = "colleague deactivated",
    ColleagueActivated = "colleague activated",
    FirmChanged = "firm changed",
    ClientCreated = "client created",
    ClientChanged = "client changed",
    ClientArchived = "client archived",
    ClientRestored = "client restored",
    ContactAdded = "contact added",
    ContactChanged = "contact changed",
    InvitationSent = "invitation sent",
    InvitationResent = "invitation resent",
    InvitationRevoked = "invitation revoked",
    InvitationAccepted = "invitation accepted",
    NewLinkAsked = "new link asked for",
    MailTriedAgain = "mail tried again",
    MailSetAside = "mail set aside",
    MailReturned = "mail returned",
    MailResumed = "mail resumed",
    AccessDisabled = "access disabled",
    AccessEnabled = "access enabled",
    UploadBegun = "upload begun",
    DocumentReceived = "document received",
    ReceiptSent = "receipt sent",
    DocumentAdded = "document added",
    DocumentShared = "document shared",
    ShareEnded = "share ended",
    DocumentDownloaded = "document downloaded",
    ArchiveDownloaded = "archive downloaded",
    VirusFound = "virus found",
    ClientMoved = "client moved to a practice group",
    MatterMoved = "matter moved to a practice group",
    GroupChanged = "practice group changed",
    MatterOpened = "matter opened",
    MatterChanged = "matter changed",
    MatterStatusChanged = "matter status changed",
    MatterPhaseChanged = "matter phase changed",
    MatterNoteAdded = "matter note added",
    MatterNoteChanged = "matter note changed",
    MattersLinked = "matters linked",
    DeadlineChanged = "deadline changed",
    ChecklistChanged = "checklist changed",
    MatterTypeChanged = "matter type changed",
    TemplateChanged = "request template changed",
    RequestDrafted = "request drafted",
    RequestChanged = "request changed",
    RequestSent = "request sent",
    RequestWithdrawn = "request withdrawn",
    RequestComplete = "request complete",
    ItemAnswered = "item answered",
    QuestionAsked = "question asked",
    QuestionAnswered = "question answered",
    FinishedForNow = "finished for now",
    DocumentReviewed = "document reviewed",
    ReviewUndone = "review undone",
    ReviewRulesChanged = "review rules changed",
    RemindersChanged = "reminders changed",
    ReminderSent = "reminder sent",
    ReminderSkipped = "reminder skipped",
    PortalLookedAt = "portal looked at",
    ActivityExported = "activity exported",
    LogVerified = "log verified",
    AnchorSet = "log anchor set",
    KeysChanged = "secret key changed",
    PortalRestored = "portal restored",
    ClientsExported = "clients exported",
    MattersExported = "matters exported",
    RequestsExported = "requests exported",
}

/// A line as read back.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// Id, in the order of writing.
    pub id: String,
    /// When.
    pub at: Instant,
    /// Whose account; empty for the portal itself and for strangers.
    pub actor_id: String,
    /// Who.
    pub actor_name: String,
    /// Which side: `staff`, `client`, `portal`, `nobody`.
    pub actor_kind: String,
    /// What, by its word.
    pub act: String,
    /// The client it concerns.
    pub client_id: Option<String>,
    /// That client's name today.
    pub client_name: Option<String>,
    /// The contact it concerns.
    pub contact_id: Option<String>,
    /// Id of the thing.
    pub thing_id: String,
    /// One line for people.
    pub words: String,
    /// Network address.
    pub ip: String,
    /// Browser and system.
    pub browser: String,
}

impl Line {
    /// `Chrome on Windows · 190.80.2.14`.
    pub fn from_where(&self) -> String {
        [self.browser.as_str(), self.ip.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }
}
