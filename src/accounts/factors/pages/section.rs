//! The section "Second step" of the account pages: what somebody has, and what they can add and take away.

use crate::accounts::factors::actions::{BeginApp, NewRecoveryCodes, RemoveFactor};
use crate::accounts::factors::model::{RECOVERY_CODES, Rule};
use crate::accounts::factors::store::{self, Factor};
use crate::accounts::factors::{passkeys, rules};
use crate::accounts::session::{Kind, SignedIn};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::server::{Services, Tx};
use crate::ui::{
    Button, ButtonLink, ErrorSummary, Head, Hidden, Look, Moment, Notice, NoticeTone, PostForm, Tag, Tone,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What this person signs in with besides the password.
///
/// # Errors
/// The database's.
pub async fn section(tx: &mut Tx, services: &Services, who: &SignedIn, times: &Times, here: String) -> Result<AnyView> {
    let own = store::of(tx, &who.id).await?;
    let left = if own.is_empty() { 0 } else { store::codes_left(tx, &who.id).await? };
    let standing = who.factor(&services.config);
    if own.is_empty() && standing.rule == Rule::Off {
        return Ok(().into_any());
    }
    let soon = (own.is_empty()).then(|| asked_from(standing.rule, services, times)).flatten();
    let refused = refused();
    let list = match own.is_empty() {
        true => nothing(),
        false => {
            let lines = own.iter().map(|factor| line(factor, times, &here)).collect_view();
            view! { <ul class="ledger">{lines} {codes(left, &here)}</ul> }.into_any()
        }
    };
    let add = ways(own.iter().any(Factor::is_app), passkeys::site(&services.config).is_some(), &here);
    Ok(view! {
        <section class="stack" aria-labelledby="second-step">
            <Head id="second-step" title="Second step" open=soon.is_some() />
            <ErrorSummary form=refused />
            {soon}
            <p class="soft">
                "After your password we ask for something that only you have. A stolen password alone can’t open your account."
            </p>
            {list}
            {add}
        </section>
    }
    .into_any())
}

/// For the first page after signing in: from when this person needs a second step, where they have none and the day is
/// still to come.
pub fn needed_soon(who: &SignedIn, services: &Services, times: &Times) -> Option<AnyView> {
    let standing = who.factor(&services.config);
    let from = match standing.rule {
        Rule::Required(from) if !standing.has && from > services.now() => times.day(&times.day_of(from)),
        _ => return None,
    };
    let href = match who.kind {
        Kind::Client => "/portal/account#second-step",
        Kind::Staff(_) => "/account#second-step",
    };
    Some(
        view! {
            <Notice tone=NoticeTone::Wait icon="lock">
                <p>"From "<Moment at=from />" you need a second step to sign in. "<a href=href>"Set it up now"</a></p>
            </Notice>
        }
        .into_any(),
    )
}

fn refused() -> Form {
    let all = [request::form::<RemoveFactor>(), request::form::<BeginApp>(), request::form::<NewRecoveryCodes>()];
    all.into_iter().find(Form::refused).unwrap_or_default()
}

/// From when the firm asks for one, where that day is still to come.
fn asked_from(rule: Rule, services: &Services, times: &Times) -> Option<AnyView> {
    if !matches!(rule, Rule::Required(from) if from > services.now()) {
        return None;
    }
    let words = format!("The firm asks for a second step: {}. Set yours up before then.", rules::words(rule, times));
    Some(view! { <Notice tone=NoticeTone::Wait><p>{words}</p></Notice> }.into_any())
}

fn nothing() -> AnyView {
    view! {
        <p>
            <Tag tone=Tone::Rest icon="lock">"Not set up"</Tag>
        </p>
    }
    .into_any()
}

fn line(factor: &Factor, times: &Times, here: &str) -> AnyView {
    let (id, name) = (factor.id.to_string(), factor.name.clone());
    let what = if factor.is_app() { "Shows a code of 6 digits" } else { "Passkey" };
    let used = match factor.last_used_at {
        Some(at) => view! { "last used " <Moment at=times.inside(at) /> }.into_any(),
        None => view! { "not used yet" }.into_any(),
    };
    view! {
        <li>
            <span class="margin">
                <Moment at=times.short(factor.created_at) />
            </span>
            <div class="what">
                <b>{name.clone()}</b>
                <small>{what} " · " {used}</small>
            </div>
            <span class="aside">
                <PostForm action=RemoveFactor::url() page=here.to_owned()>
                    <Hidden name="factor" value=id />
                    <Button label="Remove" look=Look::Quiet more=name />
                </PostForm>
            </span>
        </li>
    }
    .into_any()
}

fn codes(left: i64, here: &str) -> AnyView {
    let few = (left <= 3).then(|| view! { <Tag tone=Tone::Wait icon="state-attention">"Few are left"</Tag> });
    let words = format!("{left} of {RECOVERY_CODES} left, for the day on which you have nothing else with you");
    view! {
        <li>
            <span class="margin"></span>
            <div class="what">
                <b>"Recovery codes"</b>
                <small>{words}</small>
            </div>
            <span class="aside">
                {few}
                <PostForm action=NewRecoveryCodes::url() page=here.to_owned()>
                    <Button label="Make new codes" look=Look::Quiet />
                </PostForm>
            </span>
        </li>
    }
    .into_any()
}

/// What can be added.
pub fn ways(has_app: bool, passkeys: bool, here: &str) -> AnyView {
    let app = if has_app { "Set up another app in its place" } else { "Set up an authenticator app" };
    let passkey = passkeys.then(|| view! { <ButtonLink href="/second-factor/passkey" label="Add a passkey" /> });
    view! {
        <div class="actions">
            <PostForm action=BeginApp::url() page=here.to_owned()>
                <Button label=app />
            </PostForm>
            {passkey}
        </div>
    }
    .into_any()
}
