//! White paper for one subject, and the facts on it.

use leptos::prelude::*;

use super::given;

/// A sheet: one subject. Sheets don't nest; inside, lines divide.
#[component]
pub fn Sheet(
    /// Its name for screen readers, where no heading gives it.
    #[prop(optional, into)]
    label: String,
    /// Header, body and footer.
    children: Children,
) -> impl IntoView {
    view! { <article class="sheet" aria-label=given(label)>{children()}</article> }
}

/// A list of facts.
#[component]
pub fn Facts(
    /// The facts, each a [`Fact`].
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact: what it is about, and what is so.
#[component]
pub fn Fact(
    /// What it is about: "Last login".
    #[prop(into)]
    term: String,
    /// What is so.
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn facts_are_a_list_of_terms() {
        let html = crate::ui::html(view! {
            <Sheet label="Access">
                <Facts>
                    <Fact term="Last login">"never"</Fact>
                </Facts>
            </Sheet>
        });
        assert_eq!(
            html,
            concat!(
                r#"<article aria-label="Access" class="sheet"><dl class="facts">"#,
                r#"<div><dt>Last login</dt><dd>never</dd></div></dl></article>"#
            )
        );
    }
}
