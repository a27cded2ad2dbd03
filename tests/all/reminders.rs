//! Chasing: who is reminded of what, to the minute, who is not and why, and what staff see of it before and after.

mod by_hand;
pub mod cast;
mod on_the_page;
mod over_time;
mod settings;
mod silent;
mod together;
