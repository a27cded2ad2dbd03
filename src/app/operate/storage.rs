//! Where stored files lie: looked at before the portal starts, and `gk-nexus storage move` (docs/decisions/0029).

use crate::app::serve::say;
use crate::documents::store::{self, Kept};
use crate::kernel::Result as Done;
use crate::server::config::Storage;
use crate::server::running::Running;
use crate::server::{Config, Db, Files, Services};
use crate::ui::file_size;

/// Rows read at a time.
const AT_A_TIME: i64 = 500;

/// The store can be used, and stored files lie in it: before the first person asks for one.
///
/// # Errors
/// What is wrong, in one sentence for the operator.
pub async fn look(services: &Services) -> Result<(), String> {
    services.files.try_out().await?;
    let config = &services.config;
    let other = other(config.storage);
    if other == Storage::S3 && config.bucket.is_none() {
        return Ok(());
    }
    let Some(row) = first(services).await.map_err(|error| error.to_string())? else { return Ok(()) };
    let elsewhere = Files::at(config, other).await?;
    let lies_in = async |files: &Files| files.size(&row.blob).await.map_err(|error| error.to_string());
    if lies_in(&services.files).await?.is_some() || lies_in(&elsewhere).await?.is_none() {
        return Ok(());
    }
    Err(format!(
        "STORAGE is {}, and stored files lie in {}; run `gk-nexus storage move --to {}` first, or set STORAGE={}",
        config.storage.word(),
        elsewhere.words(),
        config.storage.word(),
        other.word()
    ))
}

async fn first(services: &Services) -> Done<Option<Kept>> {
    Ok(store::kept(&mut services.db.read().await?, "", 1).await?.into_iter().next())
}

fn other(storage: Storage) -> Storage {
    if storage == Storage::Disk { Storage::S3 } else { Storage::Disk }
}

/// Copies stored files to the other place, and says how many. With `remove` they are deleted where they were.
///
/// # Errors
/// One sentence for the operator: what is in the way, or that files are missing or changed; which, has been said.
pub async fn move_to(config: Config, to: Storage, remove: bool) -> Result<(), String> {
    if remove && config.storage != to {
        return Err(format!("the portal still uses the other place: set STORAGE={} first", to.word()));
    }
    let alone = Running::alone(&config.data_dir);
    if let (true, Err(fault)) = (remove, &alone) {
        return Err(fault.clone());
    }
    let (source, target) = (Files::at(&config, other(to)).await?, Files::at(&config, to).await?);
    source.try_out().await?;
    target.try_out().await?;
    let db = Db::open_as_is(&config.database_url).await?;
    let moved = Move { db: &db, source, target, remove }.run().await;
    db.close().await;
    let place = moved?;
    say(&match (remove, config.storage == to, alone.is_ok()) {
        (true, ..) => format!("All of them lie in {place} alone."),
        (_, true, _) => format!("All of them lie in {place}, which STORAGE names. Where they were, they are still."),
        (_, _, true) => format!("All of them lie in {place}. Set STORAGE={} and start the portal.", to.word()),
        (..) => format!(
            "All of them lie in {place}. The portal runs: stop it and run this again for what came meanwhile, then set \
            STORAGE={}.",
            to.word()
        ),
    });
    Ok(())
}

struct Move<'a> {
    db: &'a Db,
    source: Files,
    target: Files,
    remove: bool,
}

/// What a run came to.
#[derive(Default)]
struct Count {
    copied: u64,
    bytes: u64,
    there: u64,
    failed: u64,
}

impl Move<'_> {
    /// Goes through all rows; where all files lie then, in words.
    async fn run(&self) -> Result<String, String> {
        // Nothing that a row names is deleted meanwhile.
        let _held = self.source.hold_all().await.map_err(|error| error.to_string())?;
        let mut count = Count::default();
        let mut after = String::new();
        loop {
            let rows = self.rows(&after).await?;
            let Some(last) = rows.last() else { break };
            after = last.blob.clone();
            for row in &rows {
                if let Err(fault) = self.one(row, &mut count).await {
                    count.failed += 1;
                    say(&format!("The file of {} {} {fault} ({})", row.kind, row.id, row.blob));
                }
            }
        }
        let files = |files: u64| if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
        let (size, place) = (file_size(count.bytes), self.target.words());
        say(&format!("Copied to {place}: {} ({size}). There already: {}.", files(count.copied), files(count.there)));
        if count.failed > 0 {
            let of = if count.failed == 1 { "1 file was".to_owned() } else { format!("{} files were", count.failed) };
            return Err(format!(
                "{of} not copied, as it stands above. Nothing was removed; run this again when it is put right"
            ));
        }
        if self.remove {
            say(&format!("Removed from {}: {}.", self.source.words(), files(self.empty().await?)));
        }
        Ok(place)
    }

    async fn rows(&self, after: &str) -> Result<Vec<Kept>, String> {
        let rows = async { store::kept(&mut self.db.read().await?, after, AT_A_TIME).await };
        rows.await.map_err(|error: crate::kernel::AppError| error.to_string())
    }

    /// Sees that the file of this row lies in the target. What lies there by its name and size was read back when it came,
    /// and is read again only before the source goes.
    async fn one(&self, row: &Kept, count: &mut Count) -> Result<(), String> {
        let size = u64::try_from(row.size).unwrap_or_default();
        let there = self.target.size(&row.blob).await.map_err(|_| "could not be looked for in the new place")?;
        if there == Some(size) && (!self.remove || self.is_right(row).await?) {
            count.there += 1;
            return Ok(());
        }
        match self.source.size(&row.blob).await.map_err(|_| "can’t be read")? {
            None if there.is_some() => return Err("is another one in the new place, and missing in the old".to_owned()),
            None => return Err("is missing".to_owned()),
            Some(found) if found != size => return Err(format!("has {found} bytes instead of {size}")),
            Some(_) => {}
        }
        let copied = self.target.take_from(&self.source, &row.blob, (size, &row.sha256)).await;
        if copied.is_err() {
            return Err(self.why(row).await);
        }
        if !self.is_right(row).await? {
            self.target.discard(&row.blob).await;
            return Err("came to the new place as another one: its SHA-256 differs there".to_owned());
        }
        (count.copied, count.bytes) = (count.copied + 1, count.bytes + size);
        Ok(())
    }

    /// Whether the target gives it back as it was received.
    async fn is_right(&self, row: &Kept) -> Result<bool, String> {
        let found = self.target.measure(&row.blob).await.map_err(|_| "can’t be read in the new place")?;
        Ok(found.is_some_and(|(size, sha256)| i64::try_from(size) == Ok(row.size) && sha256 == row.sha256))
    }

    /// Why it was not copied.
    async fn why(&self, row: &Kept) -> String {
        match self.source.measure(&row.blob).await {
            Ok(found) => crate::documents::check::fault(row, found)
                .unwrap_or_else(|| "could not be written to the new place".to_owned()),
            Err(_) => "can’t be read".to_owned(),
        }
    }

    /// Deletes what was copied where it was. Everything has been read in the target before.
    async fn empty(&self) -> Result<u64, String> {
        let (mut removed, mut after) = (0, String::new());
        loop {
            let rows = self.rows(&after).await?;
            let Some(last) = rows.last() else { return Ok(removed) };
            after = last.blob.clone();
            for row in &rows {
                if self.source.size(&row.blob).await.map_err(|error| error.to_string())?.is_some() {
                    self.source.discard(&row.blob).await;
                    removed += 1;
                }
            }
        }
    }
}
