//! `/account`: who a member of staff is here, their password, their devices.

use super::devices::your_devices;
use super::passwords::your_password;
use crate::accounts::actions::ChangePassword;
use crate::accounts::factors;
use crate::accounts::{Act, Content, Desk, Staff, signed_in};
use crate::firm::pages::sentence_case;
use crate::kernel::{AppError, Result};
use crate::server::leptos as request;
use crate::ui::{ButtonLink, ErrorSummary, Fact, Facts, Head, PageHead};
use leptos::prelude::*;

/// Your account.
pub async fn account(mut desk: Desk) -> Result<Content> {
    desk.may(Act::BeStaff)?;
    let who = signed_in().ok_or(AppError::NotSignedIn)?;
    let form = request::form::<ChangePassword>();
    let title = if form.refused() { "Error: Your account" } else { "Your account" };
    let devices = your_devices(&mut desk.tx, &desk.services, &who, &desk.times, desk.here.clone()).await?;
    let second_step =
        factors::pages::section(&mut desk.tx, &desk.services, &who, &desk.times, desk.here.clone()).await?;
    let body = view! {
        <ErrorSummary form=&form />
        <PageHead title="Your account" lead="Who you are here, how you sign in, and where." />
        {you(&desk.staff)}
        {your_password(form, desk.here.clone())}
        {second_step}
        {devices}
    };
    Ok(Content::plain(title, body))
}

/// Name, address, phone and role.
pub fn you(staff: &Staff) -> AnyView {
    let phone = if staff.phone().is_empty() { "none" } else { staff.phone() };
    let (name, email, phone) = (staff.name().to_owned(), staff.email().to_owned(), phone.to_owned());
    let role = sentence_case(staff.role().word());
    view! {
        <section class="stack" aria-labelledby="your-details">
            <Head id="your-details" title="Your details" />
            <Facts>
                <Fact term="Name">{name}</Fact>
                <Fact term="Email">{email}</Fact>
                <Fact term="Phone">{phone}</Fact>
                <Fact term="Role">{role}</Fact>
            </Facts>
            <div class="actions">
                <ButtonLink href="/account/details" label="Change details" />
                <small>"Clients see name, email and phone in the invitations that you send."</small>
            </div>
        </section>
    }
    .into_any()
}
