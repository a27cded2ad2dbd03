//! Putting back what was removed from a matter or a matter type, as it was. The permission is asked for anew.

use super::Acting;
use super::types::Hand;
use super::work::whose;
use crate::accounts::{Act, Staff};
use crate::activity::What;
use crate::kernel::{AppError, Result};
use crate::matters::OnMatter;
use crate::matters::model::{MatterId, MatterTypeId};
use crate::matters::store::{self, KeptDeadline, KeptNote, KeptTask, KeptTypeDeadline, KeptTypeTask};
use crate::removals::{Removal, Thing};
use crate::server::Services;

/// Puts back a deadline, a thing on the checklist, a note or a link of a matter.
///
/// # Errors
/// `NotFound` when the matter, or the linked one, is not this person's to change; `Conflict`.
pub async fn put_back(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let mut act = Acting::begin(services, staff, removal.of()?).await?;
    let now = act.now();
    removal.claim(&mut act.tx, now).await?;
    let (what, words) = match removal.thing()? {
        Thing::Deadline => {
            let row: KeptDeadline = removal.kept()?;
            row.put_back(&mut act.tx).await?;
            (What::DeadlineChanged, format!("Put back the deadline {}", row.title))
        }
        Thing::Task => {
            let row: KeptTask = removal.kept()?;
            row.put_back(&mut act.tx).await?;
            (What::ChecklistChanged, format!("Put back on the checklist: {}", row.title))
        }
        Thing::Note => {
            let row: KeptNote = removal.kept()?;
            row.put_back(&mut act.tx).await?;
            let author = store::note(&mut act.tx, &act.on, &row.id).await?.author_name;
            (What::MatterNoteChanged, format!("Put back {}, written by {author}", whose(row.visible)))
        }
        _ => (What::MattersLinked, link_again(&mut act, &removal.kept()?).await?),
    };
    act.done(what, &words).await?;
    Ok(())
}

async fn link_again(act: &mut Acting<'_>, other: &MatterId) -> Result<String> {
    let on = OnMatter::of_staff(&mut act.tx, act.staff, Act::SeeMatters, other.clone()).await?;
    let reference = store::find(&mut act.tx, &on).await?.reference;
    let now = act.now();
    if !store::link(&mut act.tx, &act.on, other, now).await? {
        return Err(AppError::Conflict(format!("{reference} is linked already.")));
    }
    Ok(format!("Linked with {reference} again"))
}

/// Puts back a thing on the checklist of a matter type.
///
/// # Errors
/// `Forbidden`; `Conflict` when it is on the checklist again.
pub async fn put_back_type_task(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let id: MatterTypeId = removal.of()?;
    let mut hand = Hand::take(services, staff, &id).await?;
    removal.claim(&mut hand.tx, services.now()).await?;
    let row: KeptTypeTask = removal.kept()?;
    super::type_lists::not_twice(&store::type_tasks(&mut hand.tx, &id).await?, None, &row.title)?;
    row.put_back(&mut hand.tx).await?;
    hand.done(&format!("Put {} back on the checklist of", row.title)).await
}

/// Puts back a deadline of a matter type.
///
/// # Errors
/// `Forbidden`; `Conflict` when it is back already.
pub async fn put_back_type_deadline(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let mut hand = Hand::take(services, staff, &removal.of()?).await?;
    removal.claim(&mut hand.tx, services.now()).await?;
    let row: KeptTypeDeadline = removal.kept()?;
    row.put_back(&mut hand.tx).await?;
    hand.done(&format!("Put the deadline {} back into", row.title)).await
}
