//! Forms: how they are sent, filtered and refused.

use leptos::prelude::*;

use super::given;
use crate::kernel::{AppError, FieldErrors, Form};

/// Fields take the page's form as `form=&form` or `form=form`.
impl From<&Form> for Form {
    fn from(form: &Form) -> Self {
        form.clone()
    }
}

/// A form that changes something. It works without JavaScript; when the server refuses, the same page comes back.
#[component]
pub fn PostForm(
    /// Where it is sent: a server function's address.
    #[prop(into)]
    action: String,
    /// The page to show again on a refusal: its path.
    #[prop(into)]
    page: String,
    /// Classes, such as `stack`.
    #[prop(optional, into)]
    class: String,
    /// What the form is for, where no heading says it.
    #[prop(optional, into)]
    label: String,
    /// Whether it carries files.
    #[prop(optional)]
    multipart: bool,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <form
            method="post"
            action=action
            class=given(class)
            aria-label=given(label)
            enctype=multipart.then_some("multipart/form-data")
            novalidate=true
        >
            <Hidden name="_page" value=page />
            {children()}
        </form>
    }
}

/// A value that travels with a form unseen.
#[component]
pub fn Hidden(
    /// The field.
    #[prop(into)]
    name: String,
    /// What is sent in it.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}

/// A search or filter form: what it asks for becomes the address. Its button sends it, nothing else: somebody who walks
/// through a list with the arrow keys must not be carried off at each step (WCAG 3.2.2).
#[component]
pub fn Filters(
    /// The list's path.
    #[prop(into)]
    action: String,
    /// What is searched: "Clients".
    #[prop(into)]
    label: String,
    /// Fields and the button.
    children: Children,
) -> impl IntoView {
    view! {
        <form class="filters" method="get" action=action role="search" aria-label=label>
            {children()}
        </form>
    }
}

/// Why the form came back, above the page's heading: each line leads to its field and says the field's own words.
/// Nothing while nothing was refused. The script of the page focuses it.
#[component]
pub fn ErrorSummary(
    /// The form as it came back.
    #[prop(into)]
    form: Form,
    /// What was done all the same.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    form.error.map(|error| {
        let title = match &error {
            AppError::SignInRefused => "You are not signed in",
            _ => "There is a problem",
        };
        view! {
            <div class="summary" role="alert" tabindex="-1" aria-labelledby="summary-title">
                <h2 id="summary-title">{title}</h2>
                {match error {
                    AppError::Invalid(fields) => view! { <Refused fields /> }.into_any(),
                    other => view! { <p>{other.to_string()}</p> }.into_any(),
                }}
                {children.map(|more| more())}
            </div>
        }
    })
}

/// The refused fields, each as a link to its field.
#[component]
fn Refused(fields: FieldErrors) -> impl IntoView {
    let line = |(field, words): (String, String)| {
        let line = if field.is_empty() {
            view! { {words} }.into_any()
        } else {
            view! { <a href=format!("#{field}")>{words}</a> }.into_any()
        };
        view! { <li>{line}</li> }
    };
    view! { <ul class="stack-tight">{fields.0.into_iter().map(line).collect_view()}</ul> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn refused(error: AppError) -> Form {
        Form { values: Vec::new(), error: Some(error) }
    }

    #[test]
    fn a_post_form_names_the_page_to_come_back_to() {
        let html = crate::ui::html(view! {
            <PostForm action="/api/save" page="/clients/new" class="stack" label="Client" multipart=true>
                "…"
            </PostForm>
        });
        assert_eq!(
            html,
            concat!(
                r#"<form method="post" action="/api/save" aria-label="Client" enctype="multipart/form-data" "#,
                r#"novalidate class="stack"><input type="hidden" name="_page" value="/clients/new">…</form>"#
            )
        );
        let plain = crate::ui::html(view! { <PostForm action="/a" page="/b">"…"</PostForm> });
        assert!(plain.starts_with(r#"<form method="post" action="/a" novalidate class=""><input"#), "{plain}");
    }

    #[test]
    fn filters_are_a_search_in_the_address() {
        let html = crate::ui::html(view! { <Filters action="/clients" label="Clients">"…"</Filters> });
        assert_eq!(
            html,
            r#"<form method="get" action="/clients" role="search" aria-label="Clients" class="filters">…</form>"#
        );
    }

    #[test]
    fn nothing_refused_says_nothing() {
        assert_eq!(crate::ui::html(view! { <ErrorSummary form=Form::default() /> }), "");
    }

    #[test]
    fn each_refused_field_is_a_link_to_it() {
        let form = refused(AppError::field("email", "Enter an email address"));
        let html = crate::ui::html(view! { <ErrorSummary form=&form /> });
        assert!(
            html.starts_with(r#"<div role="alert" tabindex="-1" aria-labelledby="summary-title" class="summary">"#)
        );
        assert!(html.contains(r##"<li><a href="#email">Enter an email address</a></li>"##), "{html}");
    }

    #[test]
    fn a_refusal_without_a_field_is_a_sentence() {
        let html = crate::ui::html(view! { <ErrorSummary form=refused(AppError::Conflict("<b>Taken".into())) /> });
        assert!(html.contains("There is a problem</h2><p>&lt;b&gt;Taken</p>"), "{html}");
        let html = crate::ui::html(view! { <ErrorSummary form=refused(AppError::field("", "Odd")) /> });
        assert!(html.contains("<li>Odd</li>"), "{html}");
    }
}
