//! The team's pages: everybody, one colleague, oneself, and where an invitation's link leads.

mod colleague;
mod details;
mod join;
mod team;

pub use colleague::colleague;
pub use details::details;
pub use join::join;
pub use team::team;
