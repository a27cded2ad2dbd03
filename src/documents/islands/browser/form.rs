//! The form that an uploader stands in: what it says, and what is said in it.

use super::{Go, with_hands};
use crate::clients::{ClientId, ContactId};
use crate::kernel::{AppError, Result};
use crate::requests::ItemId;
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement};

/// What the form says beside its files.
fn typed(go: Go) -> Option<FormData> {
    FormData::new_with_form(&form(go)?).ok()
}

/// The client whose files they become.
pub(super) fn client(go: Go) -> Result<ClientId> {
    typed(go).and_then(|typed| typed.get("client").as_string()).ok_or(AppError::NotFound)?.try_into()
}

/// The item that they answer.
pub(super) fn item(go: Go) -> Option<ItemId> {
    typed(go)?.get("item").as_string()?.try_into().ok()
}

/// With whom to share, and a note.
pub(super) fn sent_along(go: Go) -> (Vec<ContactId>, String) {
    let Some(typed) = typed(go) else { return Default::default() };
    let contacts = typed.get_all("contacts").iter().filter_map(|id| id.as_string()?.try_into().ok()).collect();
    (contacts, typed.get("note").as_string().unwrap_or_default())
}

/// The page that the form stands on: where it is sent without a script.
pub(super) fn page(go: Go) -> String {
    form(go).and_then(|form| form.get_attribute("action")).unwrap_or_default()
}

pub(super) fn form(go: Go) -> Option<HtmlFormElement> {
    with_hands(go, |hands| hands.form.clone())
}

/// A part of the form.
pub(super) fn part<T: JsCast>(go: Go, selector: &str) -> Option<T> {
    form(go)?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Says beside the file field why nothing is sent; with no words, takes that back.
pub(super) fn refuse(go: Go, words: &str) {
    let (Some(error), Some(input)) = (part::<Element>(go, ".error span"), part::<Element>(go, FILES)) else { return };
    let (class, invalid) = if words.is_empty() { ("field", "false") } else { ("field wrong", "true") };
    error.set_text_content(Some(words));
    let _ = input.set_attribute("aria-invalid", invalid);
    if let Ok(Some(field)) = input.closest(".field") {
        field.set_class_name(class);
    }
}

/// Where files are chosen.
pub(super) const FILES: &str = "[multiple]";

pub(super) fn focus_files(go: Go) {
    if let Some(field) = part::<HtmlElement>(go, FILES) {
        let _ = field.focus();
    }
}
