//! What stands around a control: label, hint, error, in this order, wired to it by `aria-describedby`.

use leptos::prelude::*;

use super::Icon;
use crate::kernel::Form;

/// A field's identity and words, made once and shared by the field and its control.
#[derive(Clone)]
pub(super) struct Wires {
    /// The control's id.
    pub id: String,
    /// Id and words of the hint.
    hint: Option<(String, String)>,
    /// Id and words of the error.
    error: Option<(String, String)>,
}

impl Wires {
    /// The wires of field `name` with its `hint`, refused or not in `form`. Its id is its name, unless one is given.
    pub fn new(form: &Form, name: &str, id: String, hint: String) -> Self {
        let id = if id.is_empty() { name.to_owned() } else { id };
        let hint = (!hint.is_empty()).then(|| (format!("{id}-hint"), hint));
        let error = form.wrong(name).map(|words| (format!("{id}-error"), words));
        Wires { id, hint, error }
    }

    /// What describes the control.
    pub fn described_by(&self) -> Option<String> {
        let ids: Vec<&str> = [&self.hint, &self.error].into_iter().flatten().map(|(id, _)| id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// `aria-invalid` of the control.
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    /// The class of what surrounds the control.
    pub fn class(&self) -> &'static str {
        if self.error.is_some() { "field wrong" } else { "field" }
    }
}

/// Label, hint and error around one control.
#[component]
pub(super) fn Field(wires: Wires, label: String, optional: bool, children: Children) -> impl IntoView {
    view! {
        <div class=wires.class()>
            <label for=wires.id.clone()>
                {label} {optional.then(|| view! { " "<span class="optional">"(optional)"</span> })}
            </label>
            <Words wires=wires.clone() />
            {children()}
        </div>
    }
}

/// Hint and error of a field.
#[component]
pub(super) fn Words(wires: Wires) -> impl IntoView {
    view! {
        {wires.hint.map(|(id, words)| view! { <p class="hint" id=id>{words}</p> })}
        {wires.error.map(|(id, words)| {
            view! {
                <p class="error" id=id>
                    <Icon name="state-attention" />
                    " "
                    {words}
                </p>
            }
        })}
    }
}
