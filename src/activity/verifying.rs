//! Verifying the log beside the requests: one at a time, and whoever presses the button waits a moment at most. What it
//! came to stands in the log.

use super::chain;
use super::model::{Actor, What};
use crate::kernel::Result;
use crate::server::jobs::turn;
use crate::server::{Services, faults};
use std::time::Duration;

/// How long whoever asks waits for the end (FACE: above, it is work in the background, with a notice).
const PATIENCE: Duration = Duration::from_secs(3);

/// Begins, unless somebody else did. What there is to say about it by now, the page of the log says.
///
/// # Errors
/// A fault of ours: the log could not be read to its end.
pub async fn begin(services: &Services, actor: Actor) -> Result<()> {
    let log = services.db.log()?;
    if !log.verifying.begin() {
        return Ok(());
    }
    let own = services.clone();
    let work = tokio::spawn(async move {
        let done = turn("the log could not be verified", run(&own, &actor)).await;
        if let Ok(log) = own.db.log() {
            log.verifying.end();
        }
        done
    });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Some(()))) | Err(_) => Ok(()),
        Ok(_) => Err(faults::fault("the log could not be verified: the line above tells why")),
    }
}

async fn run(services: &Services, actor: &Actor) -> Result<()> {
    let log = services.db.log()?;
    let verified = chain::verify(&services.db, |done| log.verifying.set(done)).await?;
    let words = verified.words();
    if verified.finding.is_some() {
        tracing::error!("{words}");
    }
    let thing = if verified.finding.is_some() { BROKEN } else { "" };
    chain::note(services, services.db.write().await?, actor, What::LogVerified, words, thing).await
}

/// What a line names that tells of a broken log.
pub const BROKEN: &str = "broken";
