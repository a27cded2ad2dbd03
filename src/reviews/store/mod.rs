//! All SQL of submissions and the decisions on them: one file a subject.

mod blocked;
mod decisions;
mod filing;
mod one;
mod queue;
mod reasons;
mod submissions;
mod untold;

pub use blocked::*;
pub use decisions::*;
pub use filing::*;
pub use one::*;
pub use queue::*;
pub use reasons::*;
pub use submissions::*;
pub use untold::*;
