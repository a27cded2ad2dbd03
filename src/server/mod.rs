//! The machinery under every feature: configuration, database, files, mail carriers, jobs, HTTP. It knows no
//! product rule. What comes from outside (time, randomness, disk, mail) is handed in through [`Services`],
//! so that tests own it.

pub mod breaches;
pub mod buckets;
pub mod clamd;
pub mod clock;
pub mod config;
pub mod db;
pub mod faults;
pub mod files;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod leptos;
pub mod listen;
mod migrations;
pub mod post;
pub mod private;
pub mod running;
pub mod seal;
pub mod telemetry;

use crate::kernel::Span;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

pub use buckets::{Buckets, network};
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
    /// Wakes whoever looks into requests for reset links.
    pub asked: jobs::Bell,
    /// Wakes whoever has files checked for viruses.
    pub unscanned: jobs::Bell,
    /// How often each network address may knock at the doors for strangers.
    pub doors: Buckets<std::net::IpAddr>,
    /// Lists of stolen passwords, if the operator has chosen one.
    pub breaches: Option<breaches::Breaches>,
    /// The virus scanner, if the operator has named one.
    pub clamd: Option<clamd::Clamd>,
    /// How many passwords were looked at since the start.
    pub looks: Arc<AtomicU64>,
    /// What hashing a password costs from now on. What is kept carries its own cost with it; recovery codes don't.
    pub password_cost: argon2::Params,
}

/// argon2id with 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet).
#[must_use]
pub fn password_cost() -> argon2::Params {
    argon2::Params::new(19 * 1024, 2, 1, None).unwrap_or_default()
}

/// So many tries at once: an office behind one address, with room for wrong passwords.
const TRIES: i64 = 300;
/// So often one comes back.
const A_TRY_EVERY: Span = Span::seconds(2);

impl Services {
    /// Opens what `config` names: database (migrated), files, keys, carrier.
    ///
    /// # Errors
    /// One sentence for the operator: what could not be opened, and why.
    pub async fn open(config: Config) -> Result<Self, String> {
        let config = Arc::new(config);
        let keys = Keys::open(&config.secret_key_file)?;
        let log = db::chain::Log::new(&keys, &config.data_dir);
        Ok(Services {
            db: Db::open(&config.database_url).await?.linked_by(log),
            clock: Clock::system(),
            files: Files::open(&config).await?,
            keys,
            carrier: post::carrier(&config)?,
            breaches: breaches::Breaches::of(&config)?,
            clamd: clamd::Clamd::of(&config),
            bell: jobs::Bell::default(),
            pulse: jobs::Pulse::default(),
            asked: jobs::Bell::default(),
            unscanned: jobs::Bell::default(),
            doors: Buckets::new(TRIES, A_TRY_EVERY),
            looks: Arc::default(),
            password_cost: password_cost(),
            config,
        })
    }

    /// Now, by the server's clock.
    pub fn now(&self) -> crate::kernel::Instant {
        self.clock.now()
    }
}
