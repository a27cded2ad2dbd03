//! What a page says after a removal: what is gone, and the way back.

use super::actions::UndoRemoval;
use crate::kernel::Form;
use crate::server::leptos as request;
use crate::ui::{Button, Hidden, Look, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The button that undoes a removal.
pub fn undo(removal: &str, here: &str) -> AnyView {
    let (removal, here) = (removal.to_owned(), here.to_owned());
    view! {
        <PostForm action=UndoRemoval::url() page=here class="no-print">
            <Hidden name="removal" value=removal />
            <Button label="Undo" look=Look::Small icon="undo" />
        </PostForm>
    }
    .into_any()
}

/// The button's form, if this page is its refusal.
pub fn refused() -> Form {
    request::form::<UndoRemoval>()
}
