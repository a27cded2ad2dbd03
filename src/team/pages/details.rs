//! `/account/details`: one's own name, address and phone.

use crate::accounts::pages::titled;
use crate::accounts::{Act, Content, Desk};
use crate::kernel::Result;
use crate::server::leptos as request;
use crate::team::actions::ChangeDetails;
use crate::ui::{Button, ButtonLink, Crumb, ErrorSummary, Look, PageHead, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Your details.
///
/// # Errors
/// `Forbidden`.
pub async fn details(desk: Desk) -> Result<Content> {
    desk.may(Act::BeStaff)?;
    let form = request::form::<ChangeDetails>();
    let staff = &desk.staff;
    let (name, email, phone) = (staff.name().to_owned(), staff.email().to_owned(), staff.phone().to_owned());
    Ok(Content::plain(
        titled(&form, "Your details"),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <Crumb href="/account" label="Your account" />
                <PageHead title="Your details" lead="Clients see these in the invitations that you send, and on their matters." />
            </div>
            <PostForm action=ChangeDetails::url() page=desk.here.clone() class="stack">
                <TextField form=&form name="name" label="Name" value=name autocomplete="name" />
                <TextField
                    form=&form
                    name="email"
                    label="Email"
                    kind="email"
                    value=email
                    hint="You sign in with this address. If you change it, we ask for your password, tell both addresses and sign your other devices out."
                    autocomplete="email"
                />
                <TextField form=&form name="phone" label="Phone" kind="tel" value=phone optional=true autocomplete="tel" />
                <div class="actions">
                    <Button label="Save details" look=Look::Primary />
                    <ButtonLink href="/account" label="Cancel" look=Look::Quiet />
                </div>
            </PostForm>
        },
    ))
}
