//! The mail that left the portal, and a post office that can be closed.

use super::browser::POISON;
use gk_nexus::server::post::{Carrier, Carrying, Envelope, Taken, Undelivered};
use std::sync::{Arc, Mutex};

/// Takes all mail of one test.
#[derive(Clone, Default)]
pub struct Mailbox {
    taken: Arc<Mutex<Vec<Envelope>>>,
    refuses: Arc<Mutex<Option<Undelivered>>>,
}

impl Mailbox {
    /// From now on every mail is refused like this; `None` opens the post office again.
    pub fn refuse(&self, why: Option<Undelivered>) {
        *self.refuses.lock().unwrap() = why;
    }

    /// All mail that was taken, oldest first.
    pub fn all(&self) -> Vec<Envelope> {
        self.taken.lock().unwrap().clone()
    }

    /// Mail to this address, oldest first.
    pub fn to(&self, address: &str) -> Vec<Envelope> {
        self.all().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The last mail to this address.
    pub fn last_to(&self, address: &str) -> Envelope {
        self.to(address)
            .pop()
            .unwrap_or_else(|| panic!("no mail to {address}; there is mail to {:?}", self.addresses()))
    }

    fn addresses(&self) -> Vec<String> {
        self.all().into_iter().map(|mail| format!("{} ({})", mail.to, mail.subject)).collect()
    }
}

impl Carrier for Mailbox {
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a> {
        Box::pin(async move {
            if let Some(why) = self.refuses.lock().unwrap().clone() {
                return Err(why);
            }
            let said = format!("{envelope:?}");
            assert!(!said.contains(POISON), "a mail follows a forged host: {said}");
            self.taken.lock().unwrap().push(envelope.clone());
            Ok(Taken::default())
        })
    }

    fn name(&self) -> &'static str {
        "the test's mailbox"
    }

    fn delivers(&self) -> bool {
        true
    }
}

/// The path of the first link in a mail's text that begins with `start`, without the portal's address.
pub fn link(mail: &Envelope, base: &str, start: &str) -> String {
    let whole = format!("{base}{start}");
    let at = mail.text.find(&whole).unwrap_or_else(|| panic!("no link {whole} in:\n{}", mail.text));
    let rest = &mail.text[at + base.len()..];
    rest.split(|c: char| c.is_whitespace()).next().unwrap().to_owned()
}
