//! The manifest: what is in a backup, as `sha256sum --check` reads it, and what is to know of it in lines that begin with #.
//! Its last line is the SHA-256 of all lines before. Under another name until it is whole, it tells a backup that is not.

use super::FILES;
use crate::firm::Times;
use crate::kernel::Instant;
use crate::server::db::anchor::Mark;
use crate::server::db::copying::{POSTGRES_FOLDER, SQLITE_FILE};
use crate::server::files::sync_folder;
use crate::server::keys::hex;
use crate::server::private;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Error, Write};
use std::path::{Path, PathBuf};

const NAME: &str = "manifest.txt";
const UNFINISHED: &str = "manifest.unfinished";
const FIRST: &str = "# GK-Nexus backup, format 1";

/// What is to know of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// When.
    pub taken_at: Instant,
    /// By which release.
    pub by: String,
    /// Of Postgres, or else of SQLite.
    pub postgres: bool,
    /// The steps by which its tables were brought up to date.
    pub steps: Vec<i64>,
    /// By what the key is known that its log is chained under; not the key. Empty without a chain.
    pub key: String,
    /// Where the anchor of the log stood.
    pub anchor: Option<Mark>,
}

/// A manifest on its way.
pub struct Writing {
    folder: PathBuf,
    to: BufWriter<File>,
    sum: Sha256,
    /// Stored files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The manifest of a backup that is whole.
#[derive(Clone, Debug)]
pub struct Manifest {
    folder: PathBuf,
    /// What is to know.
    pub about: About,
    /// Stored files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What a manifest lists.
#[derive(Debug, PartialEq, Eq)]
pub enum Listed {
    /// A file of the database's copy.
    Database,
    /// A stored file, with its name.
    Stored(String),
}

impl Writing {
    /// Begins it: from now on the folder is a backup that is not finished.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin(folder: &Path) -> Result<Writing, Error> {
        let path = folder.join(UNFINISHED);
        private::file(&path)?;
        let to = BufWriter::new(OpenOptions::new().append(true).open(path)?);
        let mut writing = Writing { folder: folder.to_owned(), to, sum: Sha256::new(), files: 0, bytes: 0 };
        writing.line(FIRST)?;
        writing.to.flush()?;
        Ok(writing)
    }

    /// What is to know.
    ///
    /// # Errors
    /// The disk's.
    pub fn about(&mut self, about: &About) -> Result<(), Error> {
        self.line(&format!("# Taken: {}", Times::utc(about.taken_at)))?;
        self.line(&format!("# By: {}", about.by))?;
        self.line(&format!("# Database: {}", if about.postgres { "postgres" } else { "sqlite" }))?;
        self.line(&format!("# Steps: {}", about.steps.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")))?;
        self.line(&format!("# Key: {}", about.key))?;
        match &about.anchor {
            Some(mark) => self.line(&format!("# Anchor: {} {}", mark.seq, mark.hash)),
            None => Ok(()),
        }
    }

    /// A file of the database's copy.
    ///
    /// # Errors
    /// The disk's.
    pub fn database(&mut self, path: &str, sha256: &str) -> Result<(), Error> {
        self.line(&format!("{sha256}  {path}"))
    }

    /// A stored file.
    ///
    /// # Errors
    /// The disk's.
    pub fn stored(&mut self, name: &str, size: u64, sha256: &str) -> Result<(), Error> {
        (self.files, self.bytes) = (self.files + 1, self.bytes + size);
        self.line(&format!("{sha256}  {}", stored_path(name)))
    }

    /// A stored file that was not as it was received before it came into the backup.
    ///
    /// # Errors
    /// The disk's.
    pub fn broken(&mut self, words: &str) -> Result<(), Error> {
        self.line(&format!("# Not as it was received: {words}"))
    }

    /// Ends it: everything else is durable before, and now the backup is whole.
    ///
    /// # Errors
    /// The disk's.
    pub fn finish(mut self) -> Result<(), Error> {
        self.line(&format!("# Files: {} {}", self.files, self.bytes))?;
        let sum = hex(&self.sum.clone().finalize());
        self.line(&format!("# End: {sum}"))?;
        self.to.flush()?;
        self.to.get_ref().sync_all()?;
        std::fs::rename(self.folder.join(UNFINISHED), self.folder.join(NAME))?;
        sync_folder(&self.folder)
    }

    fn line(&mut self, line: &str) -> Result<(), Error> {
        self.sum.update(line);
        self.sum.update(b"\n");
        self.to.write_all(line.as_bytes())?;
        self.to.write_all(b"\n")
    }
}

impl Manifest {
    /// The manifest of the backup in `folder`: it is whole, and every line of it can be read.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn open(folder: &Path) -> Result<Manifest, String> {
        let path = folder.join(NAME);
        if !path.exists() {
            return Err(match folder.join(UNFINISHED).exists() {
                true => format!("the backup in {} was not finished; take another", folder.display()),
                false => format!("{} is no backup: there is no {NAME}", folder.display()),
            });
        }
        let changed = || format!("{} was changed, or is not whole; nothing was restored", path.display());
        let read = Reading::of(&path).map_err(|error| super::refused(&path, &error))?.ok_or_else(changed)?;
        let (about, (files, bytes)) = (read.about().ok_or_else(changed)?, read.count().ok_or_else(changed)?);
        Ok(Manifest { folder: folder.to_owned(), about, files, bytes })
    }

    /// Goes through what it lists: SHA-256, path within the backup, and what it is.
    ///
    /// # Errors
    /// The first that `see` gives, or the disk's.
    pub fn each(&self, mut see: impl FnMut(&str, &str, Listed) -> Result<(), String>) -> Result<(), String> {
        let path = self.folder.join(NAME);
        let refused = |error: Error| super::refused(&path, &error);
        for line in BufReader::new(File::open(&path).map_err(refused)?).lines() {
            let line = line.map_err(refused)?;
            if let Some((sha256, file)) = line.split_once("  ").filter(|_| !line.starts_with('#')) {
                let listed = listed(file).ok_or_else(|| format!("{} lists what no backup holds", path.display()))?;
                see(sha256, file, listed)?;
            }
        }
        Ok(())
    }
}

/// A manifest that is whole: its lines that begin with #, as name and value.
struct Reading(Vec<(String, String)>);

impl Reading {
    /// None where the last line is not the sum of all before, or a line is none of ours.
    fn of(path: &Path) -> Result<Option<Reading>, Error> {
        let (mut sum, mut facts, mut ends) = (Sha256::new(), Vec::new(), false);
        for (number, line) in BufReader::new(File::open(path)?).lines().enumerate() {
            let line = line?;
            if ends || (number == 0) != (line == FIRST) {
                return Ok(None);
            }
            match line.strip_prefix("# ").and_then(|fact| fact.split_once(": ")) {
                Some(("End", told)) if told == hex(&sum.clone().finalize()) => ends = true,
                Some(("Not as it was received", _)) => {}
                Some((name, value)) => facts.push((name.to_owned(), value.to_owned())),
                None if number == 0 || line.split_once("  ").is_some_and(|(_, file)| listed(file).is_some()) => {}
                None => return Ok(None),
            }
            sum.update(&line);
            sum.update(b"\n");
        }
        Ok(ends.then_some(Reading(facts)))
    }

    fn fact(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(is, _)| is == name).map(|(_, value)| value.as_str())
    }

    fn about(&self) -> Option<About> {
        let taken_at: jiff::Timestamp = self.fact("Taken")?.parse().ok()?;
        let anchor = match self.fact("Anchor") {
            Some(mark) => {
                let (seq, hash) = mark.split_once(' ')?;
                Some(Mark { seq: seq.parse().ok()?, hash: hash.to_owned() })
            }
            None => None,
        };
        Some(About {
            taken_at: Instant(taken_at.as_millisecond()),
            by: self.fact("By")?.to_owned(),
            postgres: self.fact("Database")? == "postgres",
            steps: self.fact("Steps")?.split(' ').map(|step| step.parse().ok()).collect::<Option<_>>()?,
            key: self.fact("Key")?.to_owned(),
            anchor,
        })
    }

    fn count(&self) -> Option<(u64, u64)> {
        let (files, bytes) = self.fact("Files")?.split_once(' ')?;
        Some((files.parse().ok()?, bytes.parse().ok()?))
    }
}

/// Where a stored file lies in a backup.
pub fn stored_path(name: &str) -> String {
    format!("{FILES}/{}/{name}", name.get(..2).unwrap_or_default())
}

/// What a path within a backup is; none for what no backup of ours holds, and for what leads out of it.
fn listed(path: &str) -> Option<Listed> {
    if path == SQLITE_FILE {
        return Some(Listed::Database);
    }
    let (folder, rest) = path.split_once('/')?;
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    match folder {
        POSTGRES_FOLDER => rest.strip_suffix(".rows").filter(|table| plain(table)).map(|_| Listed::Database),
        FILES => {
            let (_, name) = rest.split_once('/')?;
            let ours = name.len() == 32 && name.bytes().all(|b| matches!(b, b'a'..=b'f' | b'0'..=b'9'));
            (ours && stored_path(name) == path).then(|| Listed::Stored(name.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_but_into_the_backup() {
        let name = "ab".repeat(16);
        assert_eq!(listed(&format!("files/ab/{name}")), Some(Listed::Stored(name.clone())));
        assert_eq!(listed("portal.db"), Some(Listed::Database));
        assert_eq!(listed("postgres/activity_chain.rows"), Some(Listed::Database));
        let away = [
            format!("files/ac/{name}"),
            format!("files/../{name}"),
            format!("/files/ab/{name}"),
            format!("files/{name}"),
        ];
        for path in
            ["", "secret.key", "../portal.db", "postgres/../x.rows", "postgres/.rows", "files/ab/../../x", "files/ab/é"]
        {
            assert_eq!(listed(path), None, "{path}");
        }
        assert!(away.iter().all(|path| listed(path).is_none()), "{away:?}");
    }
}
