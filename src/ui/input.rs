//! Fields for words, secrets and choices from a list.

use leptos::prelude::*;

use super::Icon;
use super::field::{Field, Wires};
use crate::kernel::Form;

/// A field for one line. What was typed stays when the form is refused.
#[component]
pub fn TextField(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// The field's name in the form.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What stands in it before the form is sent.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What a browser may fill in: `email`, `tel`, `off`.
    #[prop(optional)]
    autocomplete: &'static str,
    /// Which keyboard a phone shows: `numeric`.
    #[prop(optional)]
    inputmode: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether it only shows.
    #[prop(optional)]
    readonly: bool,
    /// Whether typing begins here; never on a page that came back with errors.
    #[prop(optional)]
    autofocus: bool,
    /// Its id, where it can't be its name.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let wires = Wires::new(&form, name, id, hint);
    let typed = form.value(name, &value);
    view! {
        <Field wires=wires.clone() label optional>
            <input
                class="control"
                id=wires.id.clone()
                name=name
                type=kind
                value=typed
                autocomplete=said(autocomplete)
                inputmode=said(inputmode)
                readonly=readonly
                autofocus=autofocus && !form.refused()
                aria-invalid=wires.invalid()
                aria-describedby=wires.described_by()
            />
        </Field>
    }
}

/// A field for a password, with a button that shows what is typed. It never gets a value from the server.
#[component]
pub fn PasswordField(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// The field's name in the form.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What helps to choose one.
    #[prop(optional, into)]
    hint: String,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// Its id, where it can't be its name.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let wires = Wires::new(&form, name, id, hint);
    view! {
        <Field wires=wires.clone() label optional=false>
            <div class="reveal">
                <input
                    class="control"
                    id=wires.id.clone()
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=wires.invalid()
                    aria-describedby=wires.described_by()
                />
                <button
                    class="button square"
                    type="button"
                    data-reveal=""
                    hidden=true
                    aria-pressed="false"
                    aria-label="Show password"
                >
                    <Icon name="eye" />
                </button>
            </div>
        </Field>
    }
}

/// A field for one choice out of a list.
#[component]
pub fn SelectField(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// The field's name in the form.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What can be chosen: the value that is sent, and its words.
    options: Vec<(String, String)>,
    /// What is chosen before the form is sent.
    #[prop(optional, into)]
    value: String,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: String,
    /// Its id, where it can't be its name.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let wires = Wires::new(&form, name, id, hint);
    let chosen = form.value(name, &value);
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <Field wires=wires.clone() label optional=false>
            <select
                class="control"
                id=wires.id.clone()
                name=name
                aria-invalid=wires.invalid()
                aria-describedby=wires.described_by()
            >
                {options}
            </select>
        </Field>
    }
}

/// An attribute's word, or no attribute.
fn said(word: &'static str) -> Option<&'static str> {
    (!word.is_empty()).then_some(word)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::kernel::AppError;

    fn refused() -> Form {
        Form {
            values: vec![("email".into(), r#"a"><b>"#.into()), ("password".into(), "secret".into())],
            error: Some(AppError::field("email", "Enter an email address")),
        }
    }

    #[test]
    fn a_field_is_a_label_and_a_control() {
        let form = Form::default();
        let html = crate::ui::html(view! { <TextField form=&form name="name" label="Name" value="Ada" /> });
        assert_eq!(
            html,
            concat!(
                r#"<div class="field"><label for="name">Name</label>"#,
                r#"<input id="name" name="name" type="text" value="Ada" class="control"></div>"#
            )
        );
    }

    #[test]
    fn a_refused_field_keeps_what_was_typed_and_says_why() {
        let html = crate::ui::html(view! {
            <TextField
                form=refused()
                name="email"
                label="Email"
                value="old@example.com"
                hint="You sign in with it."
                kind="email"
                autofocus=true
                optional=true
                id="invite-email"
            />
        });
        for part in [
            r#"<div class="field wrong">"#,
            r#"<label for="invite-email">Email <span class="optional">(optional)</span></label>"#,
            r#"<p id="invite-email-hint" class="hint">You sign in with it.</p>"#,
            r#" Enter an email address</p>"#,
            r#"id="invite-email" name="email" type="email" value="a&quot;&gt;&lt;b&gt;""#,
            r#"aria-invalid="true" aria-describedby="invite-email-hint invite-email-error""#,
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("autofocus"), "the summary takes the focus: {html}");
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let html = crate::ui::html(view! {
            <PasswordField form=refused() name="password" label="Password" autocomplete="current-password" />
        });
        assert!(!html.contains("secret") && !html.contains("value="), "{html}");
        assert!(html.contains(r#"<button type="button" data-reveal="" hidden aria-pressed="false""#), "{html}");
    }

    #[test]
    fn a_list_shows_what_was_chosen() {
        let options = vec![("a".to_owned(), "A & B".to_owned()), ("c".to_owned(), "C".to_owned())];
        let form = Form { values: vec![("lead".into(), "c".into())], error: None };
        let html = crate::ui::html(view! { <SelectField form name="lead" label="Lead" options value="a" /> });
        assert!(
            html.contains(r#"<option value="a">A &amp; B</option><option value="c" selected>C</option>"#),
            "{html}"
        );
    }
}
