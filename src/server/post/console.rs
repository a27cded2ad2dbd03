//! Mail written to stdout while no provider is configured (CONTRACT: Console mail).

use super::{Carrier, Carrying, Envelope, Taken, Undelivered, one_line};
use std::io::Write;

const BEGINS: &str = "--- mail ---";
const ENDS: &str = "--- end ---";

/// Writes mail to stdout, for development.
pub struct Console;

impl Carrier for Console {
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a> {
        Box::pin(async move {
            let block = block(envelope);
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(block.as_bytes()).and_then(|()| stdout.flush()).map(|()| Taken::default()).map_err(
                |error| {
                    tracing::warn!("mail could not be written to stdout: {error}");
                    Undelivered::Later {
                        why: "The server’s console could not be written to".to_owned(),
                        retry_after_seconds: None,
                    }
                },
            )
        })
    }

    fn name(&self) -> &'static str {
        "the console"
    }

    fn delivers(&self) -> bool {
        false
    }
}

/// The whole block, so that it is written in one go and never mixed with another.
fn block(envelope: &Envelope) -> String {
    let mut block = format!(
        "{BEGINS}\nTo: {}\nSubject: {}\n\n",
        one_line(&envelope.to, usize::MAX),
        one_line(&envelope.subject, usize::MAX)
    );
    for line in envelope.text.trim_end().lines() {
        // A note that quotes the marks must not end the block for the programs that read it.
        if matches!(line.trim_end(), BEGINS | ENDS) {
            block.push(' ');
        }
        block.push_str(line);
        block.push('\n');
    }
    block + ENDS + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_block_a_message_as_the_contract_says() {
        let envelope = Envelope {
            id: "1".into(),
            from: "Persaud & Vale <noreply@example.com>".into(),
            to: "mariam@example.com\r\nX: y".into(),
            subject: "Welcome\nto the portal".into(),
            text: "Hello Mariam,\n\n--- end ---\nGoodbye\n\n".into(),
            html: "<p>Hello".into(),
            reply_to: None,
        };
        let expected = "--- mail ---\nTo: mariam@example.com X: y\nSubject: Welcome to the portal\n\n\
            Hello Mariam,\n\n --- end ---\nGoodbye\n--- end ---\n";
        assert_eq!(block(&envelope), expected);
    }
}
