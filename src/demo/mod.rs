//! A fictional firm for looking around: staff, clients, invitations in every state, documents. Made with the product's
//! own acts on a clock that runs through the past weeks, so that it looks as if people had worked here.

mod asking;
mod at_scale;
mod clock_walk;
mod papers;
mod people;
mod plan;
mod story;
mod words;
mod work;

use crate::accounts::store as accounts;
use crate::app::open::open;
use crate::app::serve::say;
use crate::server::Config;
use crate::server::post::{Carrier, Carrying, Envelope, Taken};
use std::sync::Arc;

/// The password of every demo account. It is printed, and good for nothing else.
pub const PASSWORD: &str = "letterhead and ledger";

/// Fills an empty database: the demo firm, or `clients` clients at scale.
///
/// # Errors
/// One sentence for the operator; a database with accounts is left alone.
pub async fn fill(config: Config, clients: Option<u32>) -> Result<(), String> {
    let mut services = open(config).await?;
    let now = services.now();
    services.clock = clock_walk::begin(now);
    services.carrier = Arc::new(Nowhere);
    let filled = async {
        let mut tx = services.db.read().await?;
        if accounts::any(&mut tx).await? {
            return Ok(false);
        }
        drop(tx);
        story::tell(&services, now).await?;
        if let Some(clients) = clients {
            at_scale::fill(&services, clients, now).await?;
        }
        while crate::mail::worker::deliver_due(&services).await? > 0 {}
        Ok::<bool, crate::kernel::AppError>(true)
    };
    let filled = filled.await.map_err(|error| error.to_string())?;
    services.db.close().await;
    if !filled {
        return Err("the database has accounts already; the demo is only for an empty one".to_owned());
    }
    say(&words::sign_ins(&services.config.base_url));
    Ok(())
}

/// The demo's letters are all "sent", and go nowhere.
struct Nowhere;

impl Carrier for Nowhere {
    fn carry<'a>(&'a self, _: &'a Envelope) -> Carrying<'a> {
        Box::pin(async { Ok(Taken::default()) })
    }

    fn name(&self) -> &'static str {
        "the demo (no mail is sent)"
    }

    fn delivers(&self) -> bool {
        false
    }
}
