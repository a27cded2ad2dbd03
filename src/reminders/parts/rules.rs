//! Rules as a list, and the form that adds one: for the firm and for a request of its own.

use crate::kernel::Form;
use crate::reminders::model::Received;
use crate::reminders::store::Kept;
use crate::requests::RequestId;
use crate::ui::{Button, Hidden, Look, PostForm, SelectField, TextField};
use leptos::prelude::*;

/// Where the rules of a list are changed.
pub struct Place {
    /// Where "Remove" is sent; none for whoever only looks.
    pub remove: Option<String>,
    /// Whose rules, if not the firm's.
    pub request: Option<RequestId>,
    /// This page.
    pub here: String,
}

/// Rules, each with the button that takes it away.
pub fn list(rules: &[Kept], place: &Place) -> AnyView {
    let row = |kept: &Kept| {
        let remove = place.remove.as_ref().map(|action| {
            let whose = place.request.as_ref().map(|id| view! { <Hidden name="request" value=id.to_string() /> });
            let (id, more) = (kept.id.to_string(), kept.rule.words());
            view! {
                <PostForm action=action.clone() page=place.here.clone()>
                    {whose}
                    <Hidden name="rule" value=id />
                    <Button label="Remove" look=Look::Small more=more />
                </PostForm>
            }
        });
        view! {
            <li>
                <span class="what">
                    <b>{kept.rule.when()}</b>
                    " "
                    <small>{kept.rule.received.words()}</small>
                </span>
                " "
                <span class="aside">{remove}</span>
            </li>
        }
    };
    view! { <ul class="ledger bare">{rules.iter().map(row).collect_view()}</ul> }.into_any()
}

/// The form that adds a rule; it is sent to `action`.
pub fn add_form(form: &Form, action: String, place: &Place) -> AnyView {
    let option = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let sides = vec![option("before", "before the due day"), option("after", "after the due day")];
    let received = Received::ALL.map(|one| option(one.word(), one.words())).into_iter().collect();
    let whose = place.request.as_ref().map(|id| view! { <Hidden name="request" value=id.to_string() /> });
    let fields = view! {
        <div class="pair">
            <TextField form=form name="days" label="Days" inputmode="numeric" autocomplete="off" />
            <SelectField form=form name="side" label="Before or after" options=sides value="after" />
            <SelectField form=form name="received" label="Applies" options=received />
        </div>
    };
    view! {
        <PostForm action=action page=place.here.clone() class="stack-tight" label="New reminder">
            {whose}
            {fields}
            <div class="actions">
                <Button label="Add reminder" icon="plus" />
                <small class="soft">"0 days: on the due day itself."</small>
            </div>
        </PostForm>
    }
    .into_any()
}
