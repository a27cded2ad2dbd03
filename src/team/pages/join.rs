//! `/join/{token}`: where a colleague's invitation leads. Opening it spends nothing, a password does, once. A link that is
//! used, replaced, taken back, over or made up gets one and the same page.

use crate::accounts::pages::{NEW_PASSWORD, hide_address, or_reach, own_email, titled};
use crate::accounts::{Content, Door};
use crate::clients::model::Person;
use crate::firm::Firm;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::team::actions::JoinTeam;
use crate::team::joining;
use crate::team::store::TeamInvitation;
use crate::ui::{Button, ErrorSummary, Hidden, Look, Moment, PasswordField, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Join the team.
///
/// # Errors
/// The database's.
pub async fn join(mut door: Door) -> Result<Content> {
    let (token, here) = (request::path_text("token"), request::address());
    let form = request::form::<JoinTeam>();
    hide_address();
    match joining::find(&mut door.tx, &door.services, &token).await? {
        Some(invitation) => Ok(welcome(&door, &form, invitation, token, here)),
        None => {
            request::status(410);
            Ok(ended(&door.firm, &form))
        }
    }
}

fn welcome(door: &Door, form: &Form, invitation: TeamInvitation, token: String, here: String) -> Content {
    let first_name = Person::first_name(&invitation.name).to_owned();
    let lead = format!(
        "{} has invited you to the portal of {}. Choose a password and you are in.",
        invitation.sender_name, door.firm.name
    );
    let until = door.times.inside(invitation.expires_at);
    let field = view! { <PasswordField form=form name="password" label="Password" hint=NEW_PASSWORD autocomplete="new-password" /> };
    Content::plain(
        titled(form, "Join the team"),
        view! {
            <ErrorSummary form=form />
            <div>
                <h1>"Welcome, " {first_name}</h1>
                <p class="soft">{lead}</p>
            </div>
            <PostForm action=JoinTeam::url() page=here>
                <Hidden name="token" value=token />
                {own_email(invitation.email, "This is how you sign in.")}
                {field}
                <Button label="Join the team" look=Look::Primary />
            </PostForm>
            <p class="soft">"This link works until " <Moment at=until /> "."</p>
        },
    )
}

fn ended(firm: &Firm, form: &Form) -> Content {
    let help = or_reach(firm);
    Content::plain(
        titled(form, "This link no longer works"),
        view! {
            <ErrorSummary form=form />
            <div>
                <h1>"This link no longer works"</h1>
                <p class="soft">"Links last 7 days and work once. Ask whoever invited you to send a new one."</p>
            </div>
            <p class="soft">"Already joined? " <a href="/login">"Sign in"</a> "." {help}</p>
        },
    )
}
