//! What staff remove can be undone: with one press, for ten minutes, by who removed it, and it is as it was.

mod drafts;
mod kept;
mod matters;
mod refused;
mod settings;

use crate::support::{Page, TestApp};

/// Presses the button and then Undo: what was removed is gone in between, and all these rows are as they were.
async fn comes_back(app: &TestApp, page: &Page, (button, beside): (&str, &str), name: &str, tables: &[&str]) -> Page {
    let before = app.rows(tables).await;
    let gone = page.form_beside(button, beside).send().await;
    gone.must_be(200).must_say(&format!("{name} is removed."));
    assert_ne!(app.rows(tables).await, before, "{name} was not removed");
    let back = gone.form("Undo").send().await;
    back.must_be(200).must_say(&format!("{name} is back."));
    assert_eq!((back.path.as_str(), back.has_button("Undo")), (gone.path.as_str(), false));
    assert_eq!(app.rows(tables).await, before, "{name} is not as it was");
    back
}
