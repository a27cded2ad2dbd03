//! `/activate/{token}`: where an invitation's link leads. Opening it spends nothing, a password does, once. A link that
//! is used, replaced, revoked, over or made up gets one and the same page.

use super::actions::{ActivateAccount, AskForNewLink};
use super::activation;
use super::store::Invitation;
use crate::accounts::pages::{NEW_PASSWORD, hide_address, or_reach, own_email, phone_link, titled};
use crate::accounts::{Content, Door};
use crate::clients::model::Person;
use crate::firm::Firm;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{Button, ErrorSummary, Hidden, Look, Moment, PasswordField, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What stands in the token's place after "Ask for a new link".
const ASKED: &str = "asked";

/// Activate an account.
pub async fn activate(mut door: Door) -> Result<Content> {
    let (token, here) = (request::path_text("token"), request::address());
    let form = request::form::<ActivateAccount>();
    let asking = request::form::<AskForNewLink>();
    hide_address();
    if token == ASKED {
        return Ok(asked(&door.firm));
    }
    match activation::find(&mut door.tx, &door.services, &token).await? {
        Some(invitation) => Ok(welcome(&door, &form, invitation, token, here)),
        None => {
            request::status(410);
            Ok(ended(&door.firm, asking, token, here))
        }
    }
}

fn welcome(door: &Door, form: &Form, invitation: Invitation, token: String, here: String) -> Content {
    let first_name = Person::first_name(&invitation.contact_name).to_owned();
    let known = invitation.has_live_account();
    let invited = format!("{} at {} has invited you", invitation.sender_name, door.firm.name);
    let lead = if known {
        format!(
            "{invited} to the portal of {}. Confirm with the password you already sign in with.",
            invitation.client_name
        )
    } else {
        format!("{invited}. Choose a password and your portal is ready.")
    };
    let until = door.times.inside(invitation.expires_at);
    let (password, sender) = (password(form, known), sender_link(&invitation));
    Content::plain(
        titled(form, "Activate your account"),
        view! {
            <ErrorSummary form=form />
            <div>
                <h1>"Welcome, " {first_name}</h1>
                <p class="soft">{lead}</p>
            </div>
            <PostForm action=ActivateAccount::url() page=here>
                <Hidden name="token" value=token />
                {own_email(invitation.email, "This is how you sign in. If it is wrong, tell us before you go on.")}
                {password}
                <Button label="Activate account" look=Look::Primary />
            </PostForm>
            <p class="soft">
                "This link works until " <Moment at=until /> ". Questions? "
                {Person::first_name(&invitation.sender_name).to_owned()} ", " {sender} "."
            </p>
        },
    )
}

fn password(form: &Form, known: bool) -> AnyView {
    if !known {
        return view! {
            <PasswordField form=form name="password" label="Password" hint=NEW_PASSWORD autocomplete="new-password" />
        }
        .into_any();
    }
    view! {
        <PasswordField
            form=form
            name="password"
            label="Password"
            hint="The one you already sign in with."
            autocomplete="current-password"
        />
        <p><a href="/forgot-password">"Forgot your password?"</a></p>
    }
    .into_any()
}

fn sender_link(invitation: &Invitation) -> AnyView {
    if !invitation.sender_phone.is_empty() {
        return phone_link(&invitation.sender_phone);
    }
    let email = invitation.sender_email.clone();
    view! { <a href=format!("mailto:{email}")>{email.clone()}</a> }.into_any()
}

fn ended(firm: &Firm, form: Form, token: String, here: String) -> Content {
    Content::plain(
        titled(&form, "This link no longer works"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"This link no longer works"</h1>
                <p class="soft">
                    "Links last 7 days and work once. Nothing is lost: ask for a new one and we will send it to the address we have for you."
                </p>
            </div>
            <PostForm action=AskForNewLink::url() page=here>
                <Hidden name="token" value=token />
                <Button label="Ask for a new link" look=Look::Primary />
            </PostForm>
            {ways_on(firm)}
        },
    )
}

fn asked(firm: &Firm) -> Content {
    Content::plain(
        "We have passed it on",
        view! {
            <div>
                <h1>"We have passed it on"</h1>
                <p class="soft">
                    "If your link came from us, whoever invited you now knows that you need a new one. It comes by mail, to the address we have for you."
                </p>
            </div>
            {ways_on(firm)}
        },
    )
}

fn ways_on(firm: &Firm) -> AnyView {
    let help = or_reach(firm);
    view! { <p class="soft">"Already activated? " <a href="/login">"Sign in"</a> "." {help}</p> }.into_any()
}
