//! What one presses: a verb and its object, one primary a page.

use leptos::prelude::*;

use super::{Icon, given};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// One way among several.
    #[default]
    Plain,
    /// The page's one main act.
    Primary,
    /// A way out, or an act beside a row.
    Quiet,
    /// An act that takes something away.
    Danger,
    /// An act inside something small.
    Small,
}

impl Look {
    fn class(self, more: &str) -> String {
        let own = match self {
            Look::Plain => "button",
            Look::Primary => "button primary",
            Look::Quiet => "button quiet",
            Look::Danger => "button danger",
            Look::Small => "button small",
        };
        if more.is_empty() { own.to_owned() } else { format!("{own} {more}") }
    }
}

/// A button that sends its form.
#[component]
pub fn Button(
    /// What it does, as a verb and its object.
    #[prop(into)]
    label: String,
    /// How much it asks for attention.
    #[prop(optional)]
    look: Look,
    /// A sign before the label.
    #[prop(optional)]
    icon: &'static str,
    /// The field that it sends, where a form has several buttons.
    #[prop(optional, into)]
    name: String,
    /// What it sends in that field.
    #[prop(optional, into)]
    value: String,
    /// Words after the label for those who don't see the row: which one.
    #[prop(optional, into)]
    more: String,
    /// Further classes, such as `above` in a ledger's row.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let value = (!name.is_empty()).then_some(value);
    view! {
        <button class=look.class(&class) type="submit" name=given(name) value=value>
            <Face label icon more />
        </button>
    }
}

/// A link that looks like a button: it goes somewhere, it changes nothing.
#[component]
pub fn ButtonLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// What one finds there, or what begins there.
    #[prop(into)]
    label: String,
    /// How much it asks for attention.
    #[prop(optional)]
    look: Look,
    /// A sign before the label.
    #[prop(optional)]
    icon: &'static str,
    /// Words after the label for those who don't see the row: which one.
    #[prop(optional, into)]
    more: String,
    /// Further classes, such as `above` in a ledger's row.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    view! {
        <a class=look.class(&class) href=href>
            <Face label icon more />
        </a>
    }
}

/// A button that prints the page; it appears only where a script can print.
#[component]
pub fn PrintButton(
    /// What is printed: "Print receipt".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <button class="button" type="button" data-print="" hidden=true>
            <Face label icon="print" more=String::new() />
        </button>
    }
}

/// What stands on a button.
#[component]
fn Face(label: String, icon: &'static str, more: String) -> impl IntoView {
    view! {
        {(!icon.is_empty()).then(|| view! { <Icon name=icon />" " })}
        {label}
        {given(more).map(|more| view! { <span class="visually-hidden">{format!(" {more}")}</span> })}
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_button_sends_and_a_link_goes() {
        let button =
            crate::ui::html(view! { <Button label="Send Invitation" look=Look::Primary name="act" value="send" /> });
        assert_eq!(
            button,
            r#"<button type="submit" name="act" value="send" class="button primary">Send Invitation</button>"#
        );
        let link = crate::ui::html(
            view! { <ButtonLink href="/d/1" label="Download" look=Look::Quiet class="above" more="a&b.pdf" /> },
        );
        assert_eq!(
            link,
            r#"<a href="/d/1" class="button quiet above">Download<span class="visually-hidden"> a&amp;b.pdf</span></a>"#
        );
    }

    #[test]
    fn a_button_without_a_name_sends_nothing_of_its_own() {
        let html = crate::ui::html(view! { <Button label="Save client" /> });
        assert_eq!(html, r#"<button type="submit" class="button">Save client</button>"#);
    }
}
