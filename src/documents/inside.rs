//! What is inside of a file, as far as anybody looks: a ZIP's list of what it holds, a picture's size. Nothing is ever
//! unpacked here (SAFETY; ASVS 5.2.3, 5.2.6); what would burst whoever unpacks it is refused.

use super::endings;
use crate::kernel::{AppError, Result};
use crate::server::faults::fault;
use rawzip::{FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipLocator};
use std::fs::File;
use std::io::{BufRead, BufReader, Seek};

/// Most things in one ZIP.
const MOST_ENTRIES: u64 = 10_000;
/// Most bytes that a ZIP comes to unpacked.
const MOST_UNPACKED: u64 = 20 * 1024 * 1024 * 1024;
/// From so many bytes on a ZIP may come to at most so many times its own size.
const LARGE: u64 = 50 * 1024 * 1024;
const MOST_TIMES: u64 = 100;
/// What is packed already hardly gets smaller: a ZIP in a ZIP that does is one that unfolds again and again.
const PACKED_TIMES: u64 = 3;
/// Most points of a picture: a sheet of A0 at 600 dpi.
const MOST_POINTS: u64 = 600_000_000;

/// Looks into a received file of this kind, on a thread that may wait for the disk.
///
/// # Errors
/// `Invalid` beside field `files`, in words, for what is not taken.
pub async fn check(file: File, size: u64, media_type: &str) -> Result<()> {
    let zipped = media_type == "application/zip"
        || media_type.starts_with("application/vnd.openxmlformats")
        || media_type.starts_with("application/vnd.oasis");
    let picture = media_type.starts_with("image/");
    if !zipped && !picture {
        return Ok(());
    }
    let look = move || if zipped { zip(FileReader::from(file), size) } else { points(BufReader::new(file)) };
    tokio::task::spawn_blocking(look).await.map_err(fault)?
}

/// Reads the list at the end of a ZIP of `size` bytes, entry by entry in constant memory.
///
/// # Errors
/// As [`check`].
pub fn zip<R: ReaderAt>(reader: R, size: u64) -> Result<()> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipLocator::new().locate_in_reader(reader, &mut buffer, size).map_err(|_| damaged())?;
    if archive.entries_hint() > MOST_ENTRIES {
        return Err(refused("This ZIP holds more than 10,000 files. Send it in several parts"));
    }
    let (mut count, mut packed, mut unpacked) = (0, 0_u64, 0_u64);
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(|_| damaged())? {
        let (inside, outside) = (entry.uncompressed_size_hint(), entry.compressed_size_hint());
        count += 1;
        packed = packed.saturating_add(outside);
        unpacked = unpacked.saturating_add(inside);
        let path = entry.file_path();
        let name = String::from_utf8_lossy(path.as_ref());
        if endings::runs(&name) {
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(60).collect::<String>();
            return Err(refused(&format!(
                "This ZIP holds “{name}”, which can run by itself. Take it out and send the rest"
            )));
        }
        let unfolds = inside > outside.saturating_mul(PACKED_TIMES) || inside >= size;
        if endings::is_packed(&name) && unfolds {
            return Err(refused(
                "This ZIP holds another one that can’t be looked into. Unpack that and send what is in it",
            ));
        }
        if count > MOST_ENTRIES || packed > size || unpacked > MOST_UNPACKED {
            break;
        }
    }
    let bursts = unpacked > MOST_UNPACKED || (unpacked > LARGE && unpacked > size.saturating_mul(MOST_TIMES));
    if count > MOST_ENTRIES || packed > size || bursts {
        return Err(refused(
            "This file would grow to many times its size when it is opened. Unpack it and send what is in it",
        ));
    }
    Ok(())
}

/// A picture that can't be measured is left to whoever opens it.
///
/// # Errors
/// As [`check`].
pub fn points<R: BufRead + Seek>(reader: R) -> Result<()> {
    match imagesize::reader_size(reader) {
        Ok(size) if (size.width as u64).saturating_mul(size.height as u64) > MOST_POINTS => {
            Err(refused("This picture has more points than any screen or printer shows. Save it smaller and send that"))
        }
        _ => Ok(()),
    }
}

fn damaged() -> AppError {
    refused("This file can’t be opened: it is damaged, or not whole. Save it anew and send that")
}

fn refused(words: &str) -> AppError {
    AppError::field("files", words)
}
