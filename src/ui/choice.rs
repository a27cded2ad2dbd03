//! Ticks and radio buttons.

use leptos::prelude::*;

use super::field::{Wires, Words};
use super::given;
use crate::kernel::Form;

/// One tick or radio button with its words.
#[component]
pub fn Choice(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// The field's name in the form.
    name: &'static str,
    /// What is sent when it is chosen.
    #[prop(into)]
    value: String,
    /// Its words.
    #[prop(into)]
    label: String,
    /// `checkbox` or `radio`.
    #[prop(default = "checkbox")]
    kind: &'static str,
    /// Whether it is chosen before the form is sent.
    #[prop(optional)]
    checked: bool,
    /// A second, quieter line.
    #[prop(optional, into)]
    small: String,
    /// Its id, where something leads to it: a tick that stands alone has its name, one among several needs none.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let sent = form.refused() || !form.values.is_empty();
    let checked = if sent { form.chose(name, &value) } else { checked };
    let invalid = (kind == "checkbox" && form.wrong(name).is_some()).then_some("true");
    view! {
        <label class="choice">
            <input type=kind id=given(id) name=name value=value checked=checked aria-invalid=invalid />
            " "
            <span>{label} {given(small).map(|small| view! { " "<small>{small}</small> })}</span>
        </label>
    }
}

/// Several ticks or radio buttons that answer one question, with its hint and its error.
#[component]
pub fn Choices(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// The name that the choices share; also the id that an error leads to.
    name: &'static str,
    /// The question.
    #[prop(into)]
    legend: String,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: String,
    /// The choices.
    children: Children,
) -> impl IntoView {
    let wires = Wires::new(&form, name, String::new(), hint);
    view! {
        <fieldset class=wires.class() id=name tabindex="-1" aria-describedby=wires.described_by()>
            <legend>{legend}</legend>
            <Words wires=wires.clone() />
            {children()}
        </fieldset>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::kernel::AppError;

    #[test]
    fn a_choice_is_what_was_sent_or_else_what_it_was() {
        let fresh = crate::ui::html(view! {
            <Choice form=Form::default() name="who" value="all" label="Everybody" small="Also clients" checked=true />
        });
        assert_eq!(
            fresh,
            concat!(
                r#"<label class="choice"><input type="checkbox" name="who" value="all" checked> "#,
                r#"<span>Everybody <small>Also clients</small></span></label>"#
            )
        );
        let sent = Form { values: vec![("who".into(), "staff".into())], error: Some(AppError::Unreadable) };
        let all = crate::ui::html(view! { <Choice form=&sent name="who" value="all" label="E" checked=true /> });
        assert!(!all.contains("checked"), "{all}");
        let staff = crate::ui::html(view! { <Choice form=&sent name="who" value="staff" label="S" kind="radio" /> });
        assert!(staff.contains(r#"type="radio""#) && staff.contains("checked"), "{staff}");
    }

    #[test]
    fn a_question_carries_its_error() {
        let form = Form { values: Vec::new(), error: Some(AppError::field("who", "Choose who may see this")) };
        let html = crate::ui::html(view! {
            <Choices form name="who" legend="Who may see this" hint="Staff always do.">"…"</Choices>
        });
        assert!(
            html.contains(r#"id="who" tabindex="-1" aria-describedby="who-hint who-error" class="field wrong""#),
            "{html}"
        );
        assert!(html.contains("<legend>Who may see this</legend>"), "{html}");
        assert!(html.contains(" Choose who may see this</p>"), "{html}");
    }
}
