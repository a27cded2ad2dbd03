//! Search: the words by which a thing is found. A list over ten thousand rows can't look into every name for what was
//! typed; it looks up beginnings of words here. Whoever stores a name keeps its words with [`keep`], in the same
//! transaction; a list asks with [`Wanted`] and [`found_by_words!`](crate::found_by_words).

mod words;

pub mod store;

pub use store::keep;
pub use words::{Thing, Wanted, words_of};
