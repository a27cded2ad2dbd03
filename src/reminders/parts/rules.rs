//! Rules as a list, and the form that adds one: for the firm and for a request of its own.

use crate::kernel::Form;
use crate::reminders::model::{Received, Rule};
use crate::reminders::store::Kept;
use crate::requests::RequestId;
use crate::ui::{Button, Hidden, Look, PostForm, SelectField, TextField};
use leptos::prelude::*;

/// Where the rules of a list are changed.
pub struct Place {
    /// Where "Change" and "Remove" are sent; none for whoever only looks.
    pub acts: Option<Acts>,
    /// Whose rules, if not the firm's.
    pub request: Option<RequestId>,
    /// This page.
    pub here: String,
}

/// Where the forms of a rule are sent.
pub struct Acts {
    /// Other days, or another condition.
    pub change: &'static str,
    /// Away with it.
    pub remove: &'static str,
}

/// Rules, each with the form that changes it and the button that takes it away. `change` came back refused, or is empty.
pub fn list(change: &Form, rules: &[Kept], place: &Place) -> AnyView {
    let row = |kept: &Kept| {
        let remove = place.acts.as_ref().map(|acts| {
            let (more, which) = (kept.rule.words(), hidden(kept, place));
            view! {
                <PostForm action=acts.remove page=place.here.clone()>
                    {which}
                    <Button label="Remove" look=Look::Small more=more />
                </PostForm>
            }
        });
        let change = place.acts.as_ref().map(|acts| change_form(change, kept, acts.change, place));
        view! {
            <li>
                <span class="what">
                    <b>{kept.rule.when()}</b>
                    " "
                    <small>{kept.rule.received.words()}</small>
                </span>
                " "
                <span class="aside">{remove}</span>
                {change}
            </li>
        }
    };
    view! { <ul class="ledger bare">{rules.iter().map(row).collect_view()}</ul> }.into_any()
}

fn change_form(form: &Form, kept: &Kept, action: &'static str, place: &Place) -> AnyView {
    let refused = form.refused() && form.typed("rule") == Some(kept.id.as_str());
    let form = if refused { form.clone() } else { Form::default() };
    // An error leads to the field with this id: the refused one.
    let own = if refused { String::new() } else { kept.id.to_string() };
    let (words, which, fields) = (kept.rule.words(), hidden(kept, place), fields(&form, Some(&kept.rule), &own));
    view! {
        <details open=refused>
            <summary>"Change" <span class="visually-hidden">{format!(" {words}")}</span></summary>
            <PostForm action=action page=place.here.clone() class="stack-tight">
                {which}
                {fields}
                <div class="actions">
                    <Button label="Save reminder" look=Look::Small more=words />
                </div>
            </PostForm>
        </details>
    }
    .into_any()
}

/// Which rule, and whose.
fn hidden(kept: &Kept, place: &Place) -> AnyView {
    let id = kept.id.to_string();
    view! { {whose(place)} <Hidden name="rule" value=id /> }.into_any()
}

fn whose(place: &Place) -> Option<AnyView> {
    place.request.as_ref().map(|id| view! { <Hidden name="request" value=id.to_string() /> }.into_any())
}

/// The form that adds a rule; it is sent to `action`. `second`: another form of the page has come back refused.
pub fn add_form(form: &Form, action: String, place: &Place, second: bool) -> AnyView {
    let (whose, fields) = (whose(place), fields(form, None, if second { "new" } else { "" }));
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

/// Days, side and condition, as this rule has them; `own` keeps their ids apart from those of other forms.
fn fields(form: &Form, rule: Option<&Rule>, own: &str) -> AnyView {
    let option = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let sides = vec![option("before", "before the due day"), option("after", "after the due day")];
    let conditions = Received::ALL.map(|one| option(one.word(), one.words())).into_iter().collect();
    let id = |name: &str| if own.is_empty() { String::new() } else { format!("{name}-{own}") };
    let days = rule.map(|rule| rule.days.abs().to_string()).unwrap_or_default();
    let side = if rule.is_some_and(|rule| rule.days < 0) { "before" } else { "after" };
    let received = rule.map_or(Received::Either, |rule| rule.received).word();
    view! {
        <div class="pair">
            <TextField
                form=form
                name="days"
                label="Days"
                inputmode="numeric"
                autocomplete="off"
                value=days
                id=id("days")
            />
            <SelectField form=form name="side" label="Before or after" options=sides value=side id=id("side") />
            <SelectField
                form=form
                name="received"
                label="Applies"
                options=conditions
                value=received
                id=id("received")
            />
        </div>
    }
    .into_any()
}
