//! What clients see of their matters and of what is asked of them, and what they do about it.

mod answers;
mod canary;
pub mod cast;
mod files;
mod finish;
mod look;
pub mod matters;
mod one_go;
mod questions;
mod several;
mod shown;
mod together;
mod way_back;
