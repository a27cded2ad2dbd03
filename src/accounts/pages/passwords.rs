//! New passwords: asked for by mail, set by the mailed link, or changed by whoever is signed in.

use super::parts::{NEW_PASSWORD, hide_address, or_reach, own_email, titled};
use crate::accounts::actions::{ChangePassword, SendResetLink, SetNewPassword};
use crate::accounts::{Content, Door, resets};
use crate::firm::Firm;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, ErrorSummary, Head, Hidden, Look, Moment, Notice, NoticeTone, PasswordField, PostForm,
    TextField,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// `/forgot-password`. It says the same for every address.
pub async fn forgot_password(door: Door) -> Result<Content> {
    let form = request::form::<SendResetLink>();
    if request::query("sent") == "1" && !form.refused() {
        return Ok(sent(&door.firm));
    }
    Ok(Content::plain(
        titled(&form, "Forgot your password?"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Forgot your password?"</h1>
                <p class="soft">"Enter the email you sign in with. We send a link that sets a new password."</p>
            </div>
            <PostForm action=SendResetLink::url() page="/forgot-password">
                <TextField form=&form name="email" label="Email" kind="email" inputmode="email" autocomplete="username" />
                <Button label="Send reset link" look=Look::Primary />
            </PostForm>
            <p><a href="/login">"Back to sign in"</a></p>
        },
    ))
}

fn sent(firm: &Firm) -> Content {
    let help = or_reach(firm);
    Content::plain(
        "Check your mail",
        view! {
            <h1>"Check your mail"</h1>
            <Notice tone=NoticeTone::Plain icon="mail">
                <p>"If this address has an account, a link is on its way. It works for 60 minutes and once."</p>
            </Notice>
            <div class="stack-tight">
                <p class="soft">
                    "Nothing after some minutes? Look among the spam, check the address and "
                    <a href="/forgot-password">"ask again"</a> "." {help}
                </p>
                <p><a href="/login">"Back to sign in"</a></p>
            </div>
        },
    )
}

/// `/reset-password/{token}`. Opening it spends nothing.
pub async fn reset_password(mut door: Door) -> Result<Content> {
    let (form, token, here) = (request::form::<SetNewPassword>(), request::path_text("token"), request::address());
    hide_address();
    let Some((reset, account)) = resets::find(&mut door.tx, &door.services, &token).await? else {
        request::status(410);
        return Ok(ended(&door.firm));
    };
    let until = door.times.clock(reset.expires_at);
    Ok(Content::plain(
        titled(&form, "Set a new password"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Set a new password"</h1>
                <p class="soft">"Then sign in with it. Devices that are signed in now are signed out."</p>
            </div>
            <PostForm action=SetNewPassword::url() page=here>
                <Hidden name="token" value=token />
                {own_email(account.email, "")}
                <PasswordField form=&form name="password" label="Password" hint=NEW_PASSWORD autocomplete="new-password" />
                <Button label="Set new password" look=Look::Primary />
            </PostForm>
            <p class="soft">"This link works until " <Moment at=until /> ", and once."</p>
        },
    ))
}

fn ended(firm: &Firm) -> Content {
    let help = or_reach(firm);
    Content::plain(
        "This link no longer works",
        view! {
            <div>
                <h1>"This link no longer works"</h1>
                <p class="soft">
                    "Links that set a password last 60 minutes and work once, and a newer one ends the one before. Nothing is lost: ask for a new one."
                </p>
            </div>
            <ButtonLink href="/forgot-password" label="Ask for a new link" look=Look::Primary />
            <p class="soft">"You know your password? " <a href="/login">"Sign in"</a> "." {help}</p>
        },
    )
}

/// The section "Your password" of the account page and the settings. The page shows the form's [`ErrorSummary`].
pub fn your_password(form: Form, here: String) -> AnyView {
    view! {
        <section aria-labelledby="your-password">
            <Head id="your-password" title="Your password" />
            <PostForm action=ChangePassword::url() page=here class="stack">
                <PasswordField
                    form=&form
                    name="current_password"
                    label="Current password"
                    autocomplete="current-password"
                />
                <PasswordField
                    form=&form
                    name="new_password"
                    label="New password"
                    hint=NEW_PASSWORD
                    autocomplete="new-password"
                />
                <div class="actions">
                    <Button label="Change password" />
                    <small>"Other devices are signed out."</small>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}
