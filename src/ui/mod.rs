//! The parts that every page is made of: buttons, fields, tags, heads, sheets, dialogs. They know nothing of the
//! product; they take plain values and give accessible HTML in the firm's look (`style/components/`, one file a part).
//! They render on the server and work without JavaScript; `public/portal.js` makes some of them more comfortable.

mod button;
mod choice;
mod dialog;
mod field;
mod file;
mod form;
mod head;
mod icon;
mod input;
mod message;
mod navigation;
mod sheet;
mod size;
mod tag;
mod text_area;
mod time;

pub use button::*;
pub use choice::*;
pub use dialog::*;
pub use file::*;
pub use form::*;
pub use head::*;
pub use icon::*;
pub use input::*;
pub use message::*;
pub use navigation::*;
pub use sheet::*;
pub use size::*;
pub use tag::*;
pub use text_area::*;
pub use time::*;

/// An attribute's value, or no attribute at all when there is nothing to say.
fn given(words: String) -> Option<String> {
    (!words.is_empty()).then_some(words)
}

/// Rendered HTML without Leptos' placeholder comments, as tests compare it.
#[cfg(all(test, feature = "ssr"))]
pub(crate) fn html(view: impl leptos::prelude::IntoView) -> String {
    use leptos::prelude::RenderHtml;
    view.into_view().to_html().replace("<!>", "").replace("<!---->", "")
}
