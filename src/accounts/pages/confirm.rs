//! `/confirm`: gives the password once more before something that asks for it, and leads back to that. A form that waits
//! meanwhile travels along in hidden fields, so that nothing typed is lost.

use super::parts::{own_email, titled};
use crate::accounts::actions::ConfirmPassword;
use crate::accounts::factors::actions::ConfirmPasskey;
use crate::accounts::factors::pages::passkey_form;
use crate::accounts::factors::store;
use crate::accounts::session::{Kind, signed_in_or_owing};
use crate::accounts::{Content, Door, SignedIn};
use crate::kernel::{AppError, Form, Result};
use crate::server::http::FormState;
use crate::server::http::forms::{KEPT, KEPT_ACTION, as_sent};
use crate::server::leptos as request;
use crate::ui::{Button, ErrorSummary, Hidden, Look, PasswordField, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Confirm that it is you.
pub async fn confirm(mut door: Door) -> Result<Content> {
    let account = signed_in_or_owing().ok_or(AppError::NotSignedIn)?;
    let (password, passkey) = (request::form::<ConfirmPassword>(), request::form::<ConfirmPasskey>());
    let form = if passkey.refused() { passkey } else { password };
    let has_passkey = store::of(&mut door.tx, &account.id).await?.iter().any(|factor| !factor.is_app());
    let next = next(&account);
    let page = format!("/confirm?next={}", request::encoded(&next));
    let waits = kept(&form).is_some();
    let (carried, others) = (kept_fields(&form), has_passkey.then(|| other_way(&form, &next, &page)));
    let why = if waits {
        "What you typed is kept: you see it again after this, before anything is changed."
    } else {
        "You then go on where you were."
    };
    Ok(Content::plain(
        titled(&form, "Confirm that it is you"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Confirm that it is you"</h1>
                <p class="soft">"This matters enough that we ask for your password once more. " {why}</p>
            </div>
            <PostForm action=ConfirmPassword::url() page=page.clone()>
                <Hidden name="next" value=next />
                {carried}
                {own_email(account.email, "")}
                <PasswordField form=&form name="password" label="Password" autocomplete="current-password" />
                <Button label="Confirm" look=Look::Primary />
            </PostForm>
            {others}
            <p><a href="/">"Leave it for now"</a></p>
        },
    ))
}

/// By a passkey, instead of the password.
fn other_way(form: &Form, next: &str, page: &str) -> AnyView {
    let fields = view! {
        <Hidden name="next" value=next.to_owned() />
        {kept_fields(form)}
    };
    passkey_form(ConfirmPasskey::url(), page, "Use a passkey", Look::Plain, fields.into_any())
}

/// Where one goes on: `?next=`, if it is a page of ours; else one's first page.
fn next(account: &SignedIn) -> String {
    let home = match account.kind {
        Kind::Staff(_) => "/dashboard",
        Kind::Client => "/portal",
    };
    super::login::wanted(&request::address()).filter(|next| !next.starts_with("/confirm")).unwrap_or(home.to_owned())
}

/// The hidden fields of a form that waits until its sender has confirmed. Every form on this page carries them.
pub fn kept_fields(form: &Form) -> Option<AnyView> {
    let (action, values) = kept(form)?;
    Some(view! { <Hidden name=KEPT_ACTION value=action /> <Hidden name=KEPT value=values /> }.into_any())
}

/// The form that waits: where it was posted, and what was typed. `form` is this page's own, which may have come back.
fn kept(form: &Form) -> Option<(String, String)> {
    if let Some(state) = request::extension::<FormState>().filter(waits) {
        return Some((state.action, as_sent(&state.form.values)));
    }
    form.typed(KEPT_ACTION).zip(form.typed(KEPT)).map(|(action, values)| (action.to_owned(), values.to_owned()))
}

fn waits(state: &FormState) -> bool {
    state.form.error == Some(AppError::ConfirmFirst)
}
