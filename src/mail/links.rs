//! Links in mail. They begin with the configured BASE_URL and are composed here only, never from a request's Host
//! (SAFETY: rules with teeth).

use crate::server::{Config, Keys};

/// The address of `path` (it begins with a slash) in this portal.
pub fn link(config: &Config, path: &str) -> String {
    format!("{}{path}", config.base_url)
}

/// Where links come from: the configuration, and the key from which tokens are derived.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// Knows BASE_URL.
    pub config: &'a Config,
    /// Derives tokens; none is stored.
    pub keys: &'a Keys,
}

impl Links<'_> {
    /// The page that spends an invitation.
    pub fn activation(&self, invitation: &str, nonce: &str) -> String {
        self.to(&format!("/activate/{}", self.keys.token("invitation", invitation, nonce)))
    }

    /// The page that spends a reset.
    pub fn reset(&self, reset: &str, nonce: &str) -> String {
        self.to(&format!("/reset-password/{}", self.keys.token("reset", reset, nonce)))
    }

    /// The page on which a colleague joins the team.
    pub fn join(&self, invitation: &str, nonce: &str) -> String {
        self.to(&format!("/join/{}", self.keys.token("team invitation", invitation, nonce)))
    }

    /// A page of the portal.
    pub fn to(&self, path: &str) -> String {
        link(self.config, path)
    }
}
