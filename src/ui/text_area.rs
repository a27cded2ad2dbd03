//! The only place with a raw `<textarea>`: Leptos 0.8 does not escape what stands inside one.

use leptos::prelude::*;

use super::field::{Field, Wires};
use crate::kernel::Form;

/// A field for several lines. What was typed stays when the form is refused.
#[component]
pub fn TextArea(
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
    /// Its height in lines; it grows with its text where the browser can.
    #[prop(default = 3)]
    rows: u8,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Its id, where it can't be its name.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let wires = Wires::new(&form, name, id, hint);
    // As raw HTML, so that it is escaped exactly once whatever Leptos does with children.
    let inside = escaped(&form.value(name, &value));
    view! {
        <Field wires=wires.clone() label optional>
            <textarea
                class="control"
                id=wires.id.clone()
                name=name
                rows=rows.to_string()
                aria-invalid=wires.invalid()
                aria-describedby=wires.described_by()
                inner_html=inside
            ></textarea>
        </Field>
    }
}

/// `text` as it may stand inside `<textarea>`: nothing in it can end the element or be read as a character reference.
/// A parser drops one newline at the start, so one is added.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 1);
    html.push('\n');
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_can_end_the_element() {
        assert_eq!(escaped("a < b && c > d"), "\na &lt; b &amp;&amp; c &gt; d");
        assert_eq!(escaped("</textarea><script>"), "\n&lt;/textarea&gt;&lt;script&gt;");
        assert_eq!(escaped("&lt;"), "\n&amp;lt;");
        assert_eq!(escaped("\n\nÉ"), "\n\n\nÉ");
        assert_eq!(escaped(""), "\n");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn typed_markup_comes_back_as_text() {
        let typed = "</textarea><script>alert(1)</script>&amp;";
        let form = Form { values: vec![("note".into(), typed.into())], error: None };
        let html = crate::ui::html(view! { <TextArea form name="note" label="Note" rows=5 optional=true /> });
        assert_eq!(
            html,
            concat!(
                r#"<div class="field"><label for="note">Note <span class="optional">(optional)</span></label>"#,
                r#"<textarea id="note" name="note" rows="5" class="control">"#,
                "\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</textarea></div>"
            )
        );
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_first_value_is_escaped_too() {
        let html = crate::ui::html(view! {
            <TextArea form=Form::default() name="note" label="Note" value="</TEXTAREA><img src=x>" hint="</p>" />
        });
        assert!(!html.contains("</TEXTAREA>") && !html.contains("<img"), "{html}");
        assert!(html.contains(r#"<p id="note-hint" class="hint">&lt;/p&gt;</p>"#), "{html}");
    }
}
