//! How every command opens what is configured: services, and the log's chain. A change of keys that a power cut
//! interrupted is finished here.

use crate::activity::chain;
use crate::server::db::chain::{self as links, ChainKey};
use crate::server::{Config, Keys, Services};

/// Opens what `config` names.
///
/// # Errors
/// One sentence for the operator: what could not be opened, and why.
pub async fn open(config: Config) -> Result<Services, String> {
    let services = Services::open(config.clone()).await?;
    if begin(&services).await? {
        return Ok(services);
    }
    let file = &config.secret_key_file;
    let next = Keys::next(file)?;
    let head = match services.db.read().await {
        Ok(mut tx) => links::head(&mut tx).await.map_err(|error| error.to_string())?,
        Err(error) => return Err(error.to_string()),
    };
    services.db.close().await;
    let in_force = head.map(|head| head.key_check).unwrap_or_default();
    if next.is_none_or(|next| ChainKey::of(&next).check() != in_force) {
        return Err(format!(
            "{} is not the key that this database was written with; restore it from your backup, or run \
            `gk-nexus rotate-keys --lost` to go on without it",
            file.display()
        ));
    }
    Keys::put_in_force(file)?;
    let services = Services::open(config).await?;
    begin(&services).await?;
    Ok(services)
}

async fn begin(services: &Services) -> Result<bool, String> {
    chain::begin(services).await.map_err(|error| format!("the activity log could not be opened: {error}"))
}
