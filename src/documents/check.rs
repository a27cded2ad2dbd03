//! `gk-nexus check`: every row that names a stored file against the file, and files that no row names. It only reads, and
//! nothing that it says names a client.

use super::store::{self, Kept};
use crate::kernel::Result;
use crate::server::Services;
use std::collections::HashSet;

/// Rows read at a time.
const AT_A_TIME: i64 = 500;

/// What the check came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Stored files that are as they were received.
    pub whole: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Rows whose file is missing or another one.
    pub broken: u64,
    /// Files that no row names.
    pub strays: u64,
    /// Their bytes.
    pub stray_bytes: u64,
}

/// Goes through rows and files; `tell` hears of each row whose file is not as it was received.
///
/// # Errors
/// The database's and the disk's.
pub async fn check(services: &Services, mut tell: impl FnMut(String)) -> Result<Checked> {
    let mut checked = Checked::default();
    let mut known = HashSet::new();
    let mut after = String::new();
    loop {
        let rows = store::kept(&mut services.db.read().await?, &after, AT_A_TIME).await?;
        let Some(last) = rows.last() else { break };
        after = last.blob.clone();
        for row in &rows {
            known.insert(number(&row.blob));
            let found = services.files.measure(&row.blob).await;
            match found.map_or_else(|_| Some("can’t be read".to_owned()), |found| fault(row, found)) {
                Some(fault) => {
                    checked.broken += 1;
                    tell(told(row, &fault));
                }
                None => {
                    checked.whole += 1;
                    checked.bytes += u64::try_from(row.size).unwrap_or_default();
                }
            }
        }
    }
    services
        .files
        .each(|name, size| {
            if !known.contains(&number(name)) {
                checked.strays += 1;
                checked.stray_bytes += size;
            }
        })
        .await?;
    Ok(checked)
}

/// What is wrong with the file that this row names, of which size and SHA-256 were found; none when nothing is.
pub fn fault(row: &Kept, found: Option<(u64, String)>) -> Option<String> {
    match found {
        None => Some("is missing".to_owned()),
        Some((size, _)) if i64::try_from(size) != Ok(row.size) => {
            Some(format!("has {size} bytes instead of {}", row.size))
        }
        Some((_, sha256)) if sha256 != row.sha256 => {
            Some("is another one than was received: its SHA-256 differs".to_owned())
        }
        Some(_) => None,
    }
}

/// It in a sentence, without anybody's name.
pub fn told(row: &Kept, fault: &str) -> String {
    format!("The file of {} {} {fault} ({})", row.kind, row.id, row.blob)
}

/// A file's name as 16 bytes: a million of them must fit into memory. None is what no stored file is called.
pub(super) fn number(blob: &str) -> Option<u128> {
    u128::from_str_radix(blob, 16).ok().filter(|_| blob.len() == 32)
}
