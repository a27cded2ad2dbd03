//! The server's one secret and what is derived from it: link tokens, keyed hashes (SAFETY: tokens are derived, not stored).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The secret key, kept in `SECRET_KEY_FILE` with mode 0600.
#[derive(Clone)]
pub struct Keys {
    secret: Arc<[u8; 32]>,
}

impl Keys {
    /// Reads the key file; makes it on the first start.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn open(file: &Path) -> Result<Self, String> {
        match std::fs::read(file) {
            Ok(bytes) => Self::from_bytes(&bytes).ok_or_else(|| {
                format!("{} does not hold a key of 32 bytes; restore it from your backup", file.display())
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(file),
            Err(error) => Err(format!("{} could not be read: {error}", file.display())),
        }
    }

    /// The key made of these 32 bytes, for tests.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Keys { secret: Arc::new(bytes.try_into().ok()?) })
    }

    fn make(file: &Path) -> Result<Self, String> {
        let secret = random_bytes::<32>();
        if let Some(folder) = file.parent() {
            super::private::folder(folder).map_err(|e| format!("{} could not be made: {e}", folder.display()))?;
        }
        write_private(file, &secret).map_err(|e| format!("{} could not be written: {e}", file.display()))?;
        Ok(Keys { secret: Arc::new(secret) })
    }

    /// Makes the key that shall follow the one in `file`, beside it. It is durable when this returns.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn make_next(file: &Path) -> Result<Self, String> {
        let next = next_to(file);
        match std::fs::remove_file(&next) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("{} is in the way: {error}", next.display()));
            }
            _ => {}
        }
        let keys = Self::make(&next)?;
        sync_folder_of(file)?;
        Ok(keys)
    }

    /// The key that was made to follow the one in `file`, if it is not in force yet.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn next(file: &Path) -> Result<Option<Self>, String> {
        let next = next_to(file);
        match std::fs::read(&next) {
            Ok(bytes) => Ok(Self::from_bytes(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{} could not be read: {error}", next.display())),
        }
    }

    /// The next key takes the place of the one in `file`, which is gone then. It is durable when this returns.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn put_in_force(file: &Path) -> Result<(), String> {
        let next = next_to(file);
        std::fs::rename(&next, file)
            .map_err(|e| format!("{} could not become {}: {e}", next.display(), file.display()))?;
        sync_folder_of(file)
    }

    /// The token of row `id` of `kind`: HMAC(key, kind ‖ id ‖ nonce), 43 characters of base64url.
    /// The same row gives the same token, so that a mail can be sent again unchanged.
    pub fn token(&self, kind: &str, id: &str, nonce: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(&["token", kind, id, nonce]))
    }

    /// A keyed hash of `text`, for lookups that must not reveal the text.
    pub fn keyed_hash(&self, purpose: &str, text: &str) -> String {
        hex(&self.mac(&["hash", purpose, text]))
    }

    /// A key for one purpose. The secret can't be found from it.
    pub fn derived(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(&self.mac(&["key", purpose]));
        key
    }

    pub(super) fn mac(&self, parts: &[&str]) -> Vec<u8> {
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(self.secret.as_slice()).unwrap_or_else(|_| unreachable!());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().to_vec()
    }
}

/// Where the next key waits.
fn next_to(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".next");
    PathBuf::from(name)
}

/// A file that was made or renamed is durable only when its folder is, too.
fn sync_folder_of(file: &Path) -> Result<(), String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|e| format!("{} could not be written: {e}", folder.display()))
}

/// 32 random bytes as base64url: session tokens and nonces.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// What the tables keep of a token: its SHA-256, hexadecimal.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from the system's cryptographic source. Without one the server can't be safe, so it ends.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::error!("the system gives no random bytes");
        std::process::abort();
    }
    bytes
}

#[cfg(unix)]
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut open = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    open.write_all(bytes)?;
    open.sync_all()
}

#[cfg(not(unix))]
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(file, bytes)
}
