//! Lists of passwords that were stolen elsewhere, asked by the protocol of Pwned Passwords: the first five signs of the
//! password's SHA-1 go out, every ending known under them comes back, and the comparison happens here. Nobody learns the
//! password, or whose it is. (haveibeenpwned.com/API/v3#PwnedPasswords; NIST SP 800-63B, 3.1.1.2)

use super::Config;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::sync::Arc;
use std::time::Duration;

/// What most operators choose.
pub const PWNED_PASSWORDS: &str = "https://api.pwnedpasswords.com/range";
/// Somebody waits for the answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// Signs of the hash that go out.
const TOLD: usize = 5;

/// The lists.
#[derive(Clone)]
pub struct Breaches {
    client: reqwest::Client,
    url: Arc<str>,
}

impl Breaches {
    /// As configured; none if the operator has not chosen any.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn of(config: &Config) -> Result<Option<Self>, String> {
        if config.breached_passwords_url.is_empty() {
            return Ok(None);
        }
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .user_agent(concat!("gk-nexus/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| format!("the lists of stolen passwords could not be prepared: {error}"))?;
        Ok(Some(Breaches { client, url: config.breached_passwords_url.as_str().into() }))
    }

    /// Whether this password is on a list. Where that can't be told, it counts as not listed, and the operator's log says
    /// so: nobody is kept from their matters because a list does not answer.
    pub async fn know(&self, password: &str) -> bool {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let hash = super::keys::hex(hash.as_ref()).to_uppercase();
        let (told, kept) = hash.split_at(TOLD);
        match self.endings(told).await {
            Ok(endings) => endings.lines().any(|line| is_listed(line, kept)),
            Err(error) => {
                tracing::warn!("the lists of stolen passwords do not answer: {}", error.without_url());
                false
            }
        }
    }

    async fn endings(&self, told: &str) -> Result<String, reqwest::Error> {
        // Padding: the answer's length tells nobody which five signs were asked for.
        let request = self.client.get(format!("{}/{told}", self.url)).header("Add-Padding", "true");
        request.send().await?.error_for_status()?.text().await
    }
}

/// `ENDING:COUNT`; what is only padding counts 0.
fn is_listed(line: &str, ending: &str) -> bool {
    let Some((listed, count)) = line.trim().split_once(':') else { return false };
    listed.eq_ignore_ascii_case(ending) && count.trim() != "0"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_no_stolen_password() {
        assert!(is_listed("0018A45C4D1DEF81644B54AB7F969B88D65:12\r", "0018A45C4D1DEF81644B54AB7F969B88D65"));
        assert!(is_listed("0018a45c:1", "0018A45C"));
        for other in ["0018A45C:0", "0018A45D:5", "0018A45C", "", ":"] {
            assert!(!is_listed(other, "0018A45C"), "{other}");
        }
    }
}
