//! What people hold in their hands when they sign in: an app that shows codes, and a passkey in software (WebAuthn, ES256,
//! attestation "none") whose count of signatures a test can turn back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gk_nexus::accounts::factors::app::code_at;
use gk_nexus::kernel::Instant;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// An authenticator app that has read a key.
#[derive(Clone)]
pub struct CodeApp(Vec<u8>);

impl CodeApp {
    /// Types the key in, as the page shows it: base32 in groups.
    pub fn reading(words: &str) -> Self {
        let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
        for sign in words.chars().filter(|sign| !sign.is_whitespace()) {
            let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(sign).unwrap() as u32;
            (held, bits) = ((held << 5 | value) & 0xFFFF, bits + 5);
            if bits >= 8 {
                bits -= 8;
                bytes.push((held >> bits & 0xFF) as u8);
            }
        }
        assert_eq!(bytes.len(), 20, "a key of 160 bits: {words}");
        CodeApp(bytes)
    }

    /// The code that it shows at `at`.
    pub fn shows(&self, at: Instant) -> String {
        code_at(&self.0, at).unwrap()
    }

    /// The key's bytes.
    pub fn key(&self) -> &[u8] {
        &self.0
    }
}

/// A passkey on somebody's telephone.
pub struct PhonePasskey {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    origin: String,
    /// Signatures so far, as it says; 0 stays 0.
    pub count: u32,
}

impl PhonePasskey {
    /// For the portal at this address.
    pub fn of(origin: &str, name: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let id = digest(&SHA256, name.as_bytes()).as_ref().to_vec();
        PhonePasskey { key, id, origin: origin.to_owned(), count: 1 }
    }

    /// Makes the key known: the answer to what `/api/begin_passkey` asks.
    pub fn register(&self, question: &Value) -> String {
        let asked = asked(question);
        let client = self.client_data("webauthn.create", &asked);
        let public = self.key.public_key().as_ref();
        let mut cose = vec![0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend(&public[1..33]);
        cose.extend([0x22, 0x58, 0x20]);
        cose.extend(&public[33..65]);
        let mut data = self.authenticator_data(&asked["rp"]["id"], 0x45);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        data.extend(cose);
        let mut object = vec![0xA3, 0x63];
        object.extend(b"fmt");
        object.push(0x64);
        object.extend(b"none");
        object.push(0x67);
        object.extend(b"attStmt");
        object.extend([0xA0, 0x68]);
        object.extend(b"authData");
        object.push(0x59);
        object.extend((data.len() as u16).to_be_bytes());
        object.extend(data);
        self.answer(json!({ "clientDataJSON": text(&client), "attestationObject": text(&object), "userHandle": null }))
    }

    /// Signs: the answer to what `/api/ask_passkey` asks.
    pub fn sign(&mut self, question: &Value) -> String {
        let asked = asked(question);
        let client = self.client_data("webauthn.get", &asked);
        self.count += u32::from(self.count > 0);
        let data = self.authenticator_data(&asked["rpId"], 0x05);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
            "clientDataJSON": text(&client),
            "authenticatorData": text(&data),
            "signature": text(signature.as_ref()),
            "userHandle": null,
        }))
    }

    fn client_data(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let data =
            json!({ "type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, name: &Value, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, name.as_str().unwrap().as_bytes()).as_ref().to_vec();
        data.push(flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn answer(&self, response: Value) -> String {
        json!({ "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "response": response }).to_string()
    }
}

fn asked(question: &Value) -> Value {
    let question: Value = serde_json::from_str(question.as_str().unwrap()).unwrap();
    question["publicKey"].clone()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
