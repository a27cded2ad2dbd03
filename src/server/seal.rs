//! Secrets that have to be read again, encrypted under the server's key: who has only the database has none of them.

use super::keys::{Keys, random_bytes};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

impl Keys {
    /// `secret`, encrypted and authenticated for the one place that `purpose` and `id` name: copied to another row it
    /// can't be read. ChaCha20-Poly1305 under a key derived for the purpose; a random nonce of 12 bytes stands in front.
    pub fn seal(&self, purpose: &str, id: &str, secret: &[u8]) -> String {
        let nonce = random_bytes::<NONCE_LEN>();
        let mut bytes = secret.to_vec();
        let sealed = self
            .sealing(purpose)
            .and_then(|key| key.seal_in_place_append_tag(at(nonce), Aad::from(id), &mut bytes).ok());
        // Neither the key's length nor a text of some bytes can be refused.
        sealed.map_or_else(String::new, |()| URL_SAFE_NO_PAD.encode([nonce.as_slice(), &bytes].concat()))
    }

    /// What was sealed for this place, or none: another place, another key, or bytes that somebody changed.
    pub fn unseal(&self, purpose: &str, id: &str, sealed: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, secret) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce: [u8; NONCE_LEN] = (&*nonce).try_into().ok()?;
        let plain = self.sealing(purpose)?.open_in_place(at(nonce), Aad::from(id), secret).ok()?;
        Some(plain.to_vec())
    }

    fn sealing(&self, purpose: &str) -> Option<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.mac(&["seal", purpose])).ok().map(LessSafeKey::new)
    }
}

fn at(nonce: [u8; NONCE_LEN]) -> Nonce {
    Nonce::assume_unique_for_key(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::from_bytes(&[byte; 32]).unwrap_or_else(|| unreachable!())
    }

    #[test]
    fn only_the_same_key_place_and_bytes_give_the_secret_back() {
        let sealed = keys(7).seal("authenticator app", "row-1", b"twenty bytes of noise");
        assert_eq!(
            keys(7).unseal("authenticator app", "row-1", &sealed).as_deref(),
            Some(&b"twenty bytes of noise"[..])
        );
        assert_ne!(sealed, keys(7).seal("authenticator app", "row-1", b"twenty bytes of noise"), "a nonce of its own");
        assert_eq!(keys(8).unseal("authenticator app", "row-1", &sealed), None, "another key");
        assert_eq!(keys(7).unseal("authenticator app", "row-2", &sealed), None, "moved to another row");
        assert_eq!(keys(7).unseal("something else", "row-1", &sealed), None, "for another purpose");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap_or_default();
            assert_eq!(keys(7).unseal("authenticator app", "row-1", &changed), None, "byte {at} changed");
        }
        for short in ["", "AAAA", "not base64!"] {
            assert_eq!(keys(7).unseal("authenticator app", "row-1", short), None);
        }
    }
}
