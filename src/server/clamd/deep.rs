//! More ZIPs in each other than clamd can be set to look into: whether it says so tells whether its `OK` can be believed.

use std::io::{Cursor, Write};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// clamd takes no MaxRecursion above 100.
const DEEP: usize = 110;

/// Some 13 kB, always the same.
///
/// # Errors
/// None that is known: it is written into memory.
pub fn nested() -> ZipResult<Vec<u8>> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut inner = b"Nobody looks so deep.".to_vec();
    for _ in 0..DEEP {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("inner.zip", stored)?;
        zip.write_all(&inner)?;
        inner = zip.finish()?.into_inner();
    }
    Ok(inner)
}
