//! The machinery under every feature: configuration, database, files, mail carriers, jobs, HTTP. It knows no
//! product rule. What comes from outside (time, randomness, disk, mail) is handed in through [`Services`],
//! so that tests own it.

pub mod clock;
pub mod config;
pub mod db;
pub mod faults;
pub mod files;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod leptos;
mod migrations;
pub mod post;
pub mod private;
pub mod telemetry;

use std::sync::Arc;

pub use clock::Clock;
pub use config::Config;
pub use db::{Db, Tx};
pub use files::Files;
pub use keys::Keys;
pub use leptos::services;
pub use post::Carrier;

/// Everything a feature may use from outside the program, as one cheap handle.
#[derive(Clone)]
pub struct Services {
    /// What is in force.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Stored files.
    pub files: Files,
    /// The server's secret, for tokens and keyed hashes.
    pub keys: Keys,
    /// Who carries mail out of the house.
    pub carrier: Arc<dyn Carrier>,
    /// Wakes the workers when there is something to do.
    pub bell: jobs::Bell,
    /// Tells open pages that something was saved.
    pub pulse: jobs::Pulse,
}

impl Services {
    /// Opens what `config` names: database (migrated), files, keys, carrier.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: Config) -> Result<Self, String> {
        let config = Arc::new(config);
        Ok(Services {
            db: Db::open(&config.database_url).await?,
            clock: Clock::system(),
            files: Files::open(&config.data_dir).await?,
            keys: Keys::open(&config.secret_key_file)?,
            carrier: post::carrier(&config)?,
            bell: jobs::Bell::default(),
            pulse: jobs::Pulse::default(),
            config,
        })
    }

    /// Now, by the server's clock.
    pub fn now(&self) -> crate::kernel::Instant {
        self.clock.now()
    }
}
