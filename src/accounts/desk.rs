//! What a page begins with: who is there, the firm, the time, and a transaction to read in.

use super::policy::{Act, Staff, staff};
use crate::firm::{self, Firm, Times};
use crate::kernel::{AppError, Result};
use crate::server::{Services, Tx, leptos as request};
use leptos::prelude::AnyView;

/// A page's content; the layout around it comes from `app`.
pub struct Content {
    /// The page's title, without the firm's name.
    pub title: String,
    /// What stands in `<main>`.
    pub body: AnyView,
    /// Whether something on it needs WebAssembly.
    pub island: bool,
}

impl Content {
    /// A page that is complete without WebAssembly.
    pub fn plain(title: impl Into<String>, body: impl leptos::prelude::IntoAny) -> Self {
        Content { title: title.into(), body: body.into_any(), island: false }
    }

    /// A page with at least one island.
    pub fn with_island(title: impl Into<String>, body: impl leptos::prelude::IntoAny) -> Self {
        Content { title: title.into(), body: body.into_any(), island: true }
    }
}

/// Where a page for people who are not signed in begins.
pub struct Door {
    /// The services.
    pub services: Services,
    /// The firm.
    pub firm: Firm,
    /// Dates in the firm's zone.
    pub times: Times,
    /// A transaction to read in.
    pub tx: Tx,
}

impl Door {
    /// Opens it.
    pub async fn open() -> Result<Door> {
        let services = request::services()?;
        let mut tx = services.db.read().await?;
        let firm =
            firm::store::current(&mut tx).await?.unwrap_or_else(|| Firm::unnamed(&services.config.firm_time_zone));
        let times = Times::new(&firm.time_zone, services.now());
        Ok(Door { services, firm, times, tx })
    }
}

/// Where a staff page begins.
pub struct Desk {
    /// Who is at it.
    pub staff: Staff,
    /// The services.
    pub services: Services,
    /// The firm.
    pub firm: Firm,
    /// Dates in the firm's zone.
    pub times: Times,
    /// A transaction to read in.
    pub tx: Tx,
    /// Path and query of this page, for forms that come back.
    pub here: String,
}

impl Desk {
    /// Sits down, if a member of staff is signed in.
    pub async fn open() -> Result<Desk> {
        let staff = staff()?;
        let Door { services, firm, times, tx } = Door::open().await?;
        Ok(Desk { staff, services, firm, times, tx, here: request::address() })
    }

    /// Goes on only if the role may do `act`.
    pub fn may(&self, act: Act) -> Result<()> {
        self.staff.may(act).map(|_| ())
    }

    /// A value from the path; absent things answer as absent.
    pub fn param<T: TryFrom<String, Error = AppError>>(&self, name: &str) -> Result<T> {
        request::param(name)
    }
}
