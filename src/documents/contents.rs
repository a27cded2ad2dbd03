//! What is in a stored file: the one function that opens it, and the two proofs it takes: that this person may read it
//! ([`Readable`]), and that it may be read at all ([`Sound`]).

use super::model::DocumentId;
use super::scans::Bar;
use super::store::{self, Stored};
use crate::accounts::{Act, Staff};
use crate::clients::{ClientId, ContactId};
use crate::kernel::{AppError, Result};
use crate::portal_access::ClientPerson;
use crate::server::files::Reading;
use crate::server::{Services, Tx};

/// The proof that somebody may know of one document or example file and read it, once it is [`Sound`]. Only the functions below make it.
pub struct Readable {
    stored: Stored,
    contact: Option<ContactId>,
}

impl Readable {
    /// For staff whose role opens documents; what is behind a wall is absent.
    pub async fn by_staff(tx: &mut Tx, staff: &Staff, id: &DocumentId) -> Result<Self> {
        staff.may(Act::SeeDocuments)?;
        let stored = match store::stored(tx, &staff.wall(), id).await? {
            Some(document) => Some(document),
            None => store::stored_example(tx, id).await?,
        };
        Ok(Readable { stored: stored.ok_or(AppError::NotFound)?, contact: None })
    }

    /// For a client person: what they supplied themselves, what is shared with them now, or the example file of a request
    /// that was sent to them. Anything else is absent.
    pub async fn by_person(tx: &mut Tx, person: &ClientPerson, id: &DocumentId) -> Result<Self> {
        let Some(stored) = store::stored(tx, person.wall(), id).await? else {
            return Self::example(tx, person, id).await;
        };
        let on = person.on(stored.client_id.as_ref().ok_or(AppError::NotFound)?)?;
        let contact = on.contact().cloned().ok_or(AppError::NotFound)?;
        let theirs = stored.supplied_by == *on.account();
        if theirs
            || store::is_shared_with(tx, id, &contact).await?
            || store::is_example_for(tx, &on, id, &contact).await?
        {
            Ok(Readable { stored, contact: Some(contact) })
        } else {
            Err(AppError::NotFound)
        }
    }

    /// An example file of the firm's, for whom something is asked of with it.
    async fn example(tx: &mut Tx, person: &ClientPerson, id: &DocumentId) -> Result<Self> {
        let stored = store::stored_example(tx, id).await?.ok_or(AppError::NotFound)?;
        for reach in person.reach() {
            let on = person.on(&reach.client_id)?;
            let contact = on.contact().cloned().ok_or(AppError::NotFound)?;
            if store::is_example_file_for(tx, &on, id, &contact).await? {
                let stored = Stored { client_id: Some(reach.client_id.clone()), ..stored };
                return Ok(Readable { stored, contact: Some(contact) });
            }
        }
        Err(AppError::NotFound)
    }

    /// The document's row and its latest version.
    pub fn stored(&self) -> &Stored {
        &self.stored
    }

    /// What the file is called for its reader: staff know a reviewed one by its name in the firm's files, client people
    /// by the name that they gave it.
    pub fn name(&self) -> &str {
        match (&self.stored.filed_as, &self.contact) {
            (Some(filed_as), None) => filed_as,
            _ => &self.stored.name,
        }
    }

    /// Which client's; of an example file, for which client it was opened, and none for staff.
    pub fn client(&self) -> Option<&ClientId> {
        self.stored.client_id.as_ref()
    }

    /// The contact who reads; none for staff.
    pub fn contact(&self) -> Option<&ContactId> {
        self.contact.as_ref()
    }
}

/// The proof that nothing stands before the bytes of a document. Whatever tells of them takes it, down to whether they
/// have changed.
pub struct Sound<'a>(&'a Readable);

impl<'a> Sound<'a> {
    /// Asks the virus check.
    ///
    /// # Errors
    /// What stands before them.
    pub fn of(services: &Services, readable: &'a Readable) -> Result<Self, Bar> {
        match Bar::of(&services.config, readable.stored.scan) {
            Some(bar) => Err(bar),
            None => Ok(Sound(readable)),
        }
    }

    /// The proof for the person.
    pub fn readable(&self) -> &'a Readable {
        self.0
    }
}

/// The bytes of a stored file from `from` to before `to`.
pub async fn open(services: &Services, sound: &Sound<'_>, from: u64, to: u64) -> Result<Reading> {
    services.files.read(&sound.0.stored.blob, from, to).await
}
