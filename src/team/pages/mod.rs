//! The team's pages: everybody, one colleague, and where an invitation's link leads.

mod colleague;
mod join;
mod team;

pub use colleague::colleague;
pub use join::join;
pub use team::team;
