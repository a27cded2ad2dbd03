//! Pages of a list, by key: where to go on, never "row 10,000 onwards".

use serde::{Deserialize, Serialize};

/// Some rows of a longer list, and the key after which the next page begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Opaque key of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts `rows`, fetched with one more than `size`, to a page; `key` names the last row.
    pub fn cut(mut rows: Vec<T>, size: usize, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(key) } else { None };
        Page { rows, next }
    }
}
