//! A file among the fields of a form, and the button that sends the form with it.

use leptos::prelude::*;

use super::field::{Field, Wires};
use crate::kernel::Form;

/// A field for one file. Only a [`CarryButton`] sends what is in it; every other button sends its name.
#[component]
pub fn FileField(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// The field's name in the form.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let wires = Wires::new(&form, name, String::new(), hint);
    view! {
        <Field wires=wires.clone() label optional=false>
            <input
                class="control"
                id=wires.id.clone()
                name=name
                type="file"
                aria-invalid=wires.invalid()
                aria-describedby=wires.described_by()
            />
        </Field>
    }
}

/// A button that sends its form elsewhere, with the file in it. It stands after the form's own button, which Enter
/// presses.
#[component]
pub fn CarryButton(
    /// What it does, as a verb and its object.
    #[prop(into)]
    label: String,
    /// Where the form is sent.
    #[prop(into)]
    to: String,
) -> impl IntoView {
    view! {
        <button class="button small" type="submit" formaction=to formenctype="multipart/form-data">
            {label}
        </button>
    }
}
