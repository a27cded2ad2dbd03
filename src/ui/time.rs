//! A point in time as the server wrote it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A point in time, written out by the server in the reader's time zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// For machines: `2026-11-27T17:00:00-04:00`, or only the day.
    pub iso: String,
    /// For people: "Fri 27 Nov, 17:00".
    pub words: String,
}

/// A point in time in the page.
#[component]
pub fn Moment(
    /// When.
    at: Shown,
) -> impl IntoView {
    view! { <time datetime=at.iso>{at.words}</time> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_for_machines_and_people() {
        let at = Shown { iso: "2026-11-27".to_owned(), words: "Fri 27 Nov".to_owned() };
        assert_eq!(crate::ui::html(view! { <Moment at /> }), r#"<time datetime="2026-11-27">Fri 27 Nov</time>"#);
    }
}
