//! Practice groups: the firm's own parts, and the walls between them.

mod absent;
mod canary;
mod kept;
mod losing;
mod made;
pub mod office;
mod one_go;
