//! Whether somebody may still hear what a letter tells, asked as it is handed over. It may have waited for minutes (news is
//! gathered), for hours (the provider was down) or for days (mail to the address was stopped), and access, role, practice
//! group or address may be another by now.

use super::letters::{Letter, Sealed};
use super::store::{self, DueRow};
use crate::kernel::{Instant, Result};
use crate::server::{Services, Tx, faults};

/// Whether this row's letter may go to its address now. What is about the account itself always may.
pub(super) async fn may_hear(tx: &mut Tx, row: &DueRow) -> Result<bool> {
    let sealed: Sealed = serde_json::from_str(&row.letter).map_err(faults::fault)?;
    let to = row.recipient.to_lowercase();
    match &sealed.letter {
        Letter::UploadsWaiting { client_id, .. } | Letter::NewLinkAskedFor { client_id, .. } => {
            store::staff_see_client(tx, &to, client_id).await
        }
        Letter::FilesBlocked(blocked) => store::staff_see_client(tx, &to, &blocked.client_id).await,
        Letter::QuestionAsked(asked) => store::staff_see_request(tx, &to, &asked.request_id).await,
        Letter::FinishedForNow(finished) => store::staff_see_request(tx, &to, &finished.request_id).await,
        Letter::DocumentsRequested(asked) => store::contact_reaches(tx, &to, &asked.request).await,
        Letter::RequestChanged(changed) => store::contact_reaches(tx, &to, &changed.request).await,
        Letter::QuestionAnswered(answered) => store::contact_reaches(tx, &to, &answered.request_id).await,
        Letter::DocumentsReviewed(reviewed) => match &reviewed.request {
            Some(request) => store::contact_reaches(tx, &to, request).await,
            None => Ok(true),
        },
        Letter::Reminder(reminder) => {
            for one in &reminder.requests {
                if !store::contact_reaches(tx, &to, &one.request).await? {
                    return Ok(false); // The next one comes with the next day, without it.
                }
            }
            Ok(true)
        }
        Letter::DocumentShared { .. } => store::share_stands(tx, &to, &row.id).await,
        _ => Ok(true),
    }
}

/// A leased mail is not sent, and nobody has to deal with it.
pub(super) async fn give_up(services: &Services, row: &DueRow, until: Instant) -> Result<()> {
    let mut tx = services.db.write().await?;
    store::drop_leased(&mut tx, &row.id, until).await?;
    tx.save().await?;
    tracing::info!(mail = row.id, kind = row.kind, "mail dropped: its reader may not hear of it any more");
    Ok(())
}
