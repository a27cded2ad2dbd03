//! Second factors: what somebody shows besides the password. Authenticator apps, passkeys, and recovery codes for the day
//! on which both are lost; the firm's rule, by role, about who may and who must; and the second step of a sign-in.
//!
//! A right password of somebody with a factor begins no session, only a wait for the second step (`second_step.rs`). Who
//! must have one and has none is signed in as nobody but to set one up (`session::Owing`).

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
mod confirming;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod passkeys;
#[cfg(feature = "ssr")]
mod recovery;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod second_step;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::FactorId;

#[cfg(feature = "ssr")]
pub use helpers::{own, show};

#[cfg(feature = "ssr")]
mod helpers {
    use super::changes::SetUp;
    use super::recovery;
    use crate::accounts::session::{self, SignedIn, signed_in_or_owing};
    use crate::accounts::step_up;
    use crate::kernel::{AppError, Result};
    use crate::server::Services;
    use crate::server::leptos::{go, say, services};

    /// Who changes their own factors: signed in, or about to be, and sure to be themselves (step-up).
    ///
    /// # Errors
    /// `NotSignedIn`; `ConfirmFirst` unless the password was given within the last minutes.
    pub async fn own() -> Result<SignedIn> {
        let who = signed_in_or_owing().ok_or(AppError::NotSignedIn)?;
        step_up::fresh_of(&services()?, &who).await?;
        Ok(who)
    }

    /// Something was set up: on to the new recovery codes, or back to where one's factors stand.
    pub fn show(services: &Services, who: &SignedIn, set_up: SetUp, words: &str) {
        session::set_cookie(&services.config, &set_up.begun);
        say(words);
        match set_up.codes {
            Some(codes) => {
                recovery::carry(services, &who.id, &codes);
                go("/second-factor/codes");
            }
            None => go("/second-factor"),
        }
    }
}
