//! Portal access: a contact's right to sign in for a client. Invitations give it, staff disable and enable it.

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod activation;
#[cfg(feature = "ssr")]
pub mod corrections;
#[cfg(feature = "ssr")]
pub mod invitations;
#[cfg(feature = "ssr")]
pub mod looking;
#[cfg(feature = "ssr")]
pub mod own_zone;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod person;
#[cfg(feature = "ssr")]
pub mod renewing;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod welcome;
#[cfg(feature = "ssr")]
pub mod whom;

pub use model::{InvitationId, Standing};

#[cfg(feature = "ssr")]
pub use person::{ClientPerson, Place, person};
