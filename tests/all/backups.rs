//! Backups: taken while people work, restored where there is nothing, refused where anything in them differs; and what
//! `check --repair` takes away.

mod leftovers;
mod refused;
mod restored;
mod under_load;

use crate::support::{TestApp, database};
use gk_nexus::activity::chain;
use gk_nexus::app::backups::{self, Source, Taken};
use gk_nexus::app::open::open;
use gk_nexus::documents::check;
use gk_nexus::server::db::Pools;
use gk_nexus::server::{Config, Db, Services};
use std::path::Path;
use tempfile::TempDir;

/// Takes a backup as the command does: with a connection of its own, beside the portal.
async fn backup(app: &TestApp, into: &Path) -> Result<Taken, String> {
    let db = Db::open_as_is(&app.services.config.database_url).await?;
    let source = Source { db: &db, files: &app.services.files, data_dir: app.folder.path(), now: app.services.now() };
    let taken = backups::take(&source, into).await;
    db.close().await;
    taken
}

/// A place with nothing but a copy of the key.
struct Elsewhere {
    folder: TempDir,
    config: Config,
}

impl Elsewhere {
    async fn with_key_of(app: &TestApp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        std::fs::copy(app.folder.path().join("secret.key"), &file).unwrap();
        let database_url = match &app.services.db.pools {
            Pools::Sqlite { .. } => format!("sqlite://{}/portal.db", folder.path().display()),
            Pools::Postgres(_) => database::empty_postgres().await,
        };
        let of = (*app.services.config).clone();
        let data_dir = folder.path().to_owned();
        Elsewhere { folder, config: Config { database_url, data_dir, secret_key_file: file, ..of } }
    }

    /// What is said, or why nothing was restored.
    async fn restore(&self, app: &TestApp, from: &Path) -> Result<String, String> {
        backups::restore(&self.config, from, false, &app.services.clock).await
    }

    /// The restored portal's insides.
    async fn services(&self) -> Services {
        open(self.config.clone()).await.unwrap()
    }

    /// The restored portal, with its own mailbox.
    async fn opened(self) -> TestApp {
        TestApp::open(self.folder, self.config.database_url, |_| {}).await
    }

    /// What lies in the data folder.
    fn names(&self) -> Vec<String> {
        names_in(self.folder.path())
    }

    /// Fails if anything but the key is there, or a table.
    async fn must_hold_nothing(&self) {
        assert!(
            self.names().iter().all(|name| ["running.lock", "secret.key"].contains(&name.as_str())),
            "{:?}",
            self.names()
        );
        if self.config.database_url.starts_with("postgres") {
            const TABLES: &str = "SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public'";
            let Pools::Postgres(pool) = Db::open_as_is(&self.config.database_url).await.unwrap().pools else {
                panic!()
            };
            assert_eq!(sqlx::query_scalar::<_, i64>(TABLES).fetch_one(&pool).await.unwrap(), 0);
            pool.close().await;
        }
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// How many things `check` finds wrong, and how many files are whole.
async fn checked(services: &Services) -> (u64, u64) {
    let files = check::check(services, |fault| eprintln!("{fault}")).await.unwrap();
    let log = chain::verify(&services.db, |_| {}).await.unwrap();
    assert_eq!(log.finding, None);
    (files.broken + files.strays, files.whole)
}
