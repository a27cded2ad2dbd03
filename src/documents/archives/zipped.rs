//! The ZIP itself: bytes go in, bytes come out, and no more than one piece is held. Files are stored as they are, for
//! what people send is mostly compressed already; sizes and checksums stand behind each file, because nobody knows them
//! when it begins.

use axum::body::Bytes;
use jiff::civil;
use std::io::{Error, Result, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// From this size on a file needs the long form of its sizes (Zip64).
const LARGE: u64 = u32::MAX as u64;

/// An archive being written.
pub(super) struct Zipped {
    /// None once it is whole.
    writer: Option<ZipWriter<StreamWriter<Written>>>,
    written: Written,
}

impl Zipped {
    /// An empty one.
    pub(super) fn new() -> Self {
        let written = Written::default();
        Zipped { writer: Some(ZipWriter::new_stream(written.clone())), written }
    }

    /// Begins a file of `size` bytes that came `at` this time on the wall; the one before is done.
    pub(super) fn begin(&mut self, path: &str, at: civil::DateTime, size: u64) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let options = options.large_file(size >= LARGE).last_modified_time(DateTime::try_from(at).unwrap_or_default());
        self.open()?.start_file(path, options).map_err(Error::other)
    }

    /// Bytes of the file that was begun last.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.open()?.write_all(bytes)
    }

    /// Writes the list of everything: the archive is whole.
    pub(super) fn end(&mut self) -> Result<()> {
        self.writer.take().ok_or_else(ended)?.finish().map(drop).map_err(Error::other)
    }

    /// Whether nothing more will come.
    pub(super) fn is_whole(&self) -> bool {
        self.writer.is_none()
    }

    /// What was written since the last time.
    pub(super) fn take(&mut self) -> Option<Bytes> {
        let bytes = std::mem::take(&mut *self.written.0.lock().unwrap_or_else(PoisonError::into_inner));
        (!bytes.is_empty()).then(|| Bytes::from(bytes))
    }

    fn open(&mut self) -> Result<&mut ZipWriter<StreamWriter<Written>>> {
        self.writer.as_mut().ok_or_else(ended)
    }
}

fn ended() -> Error {
    Error::other("the archive is whole already")
}

/// Where the library writes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
