//! Client pages that belong to no single feature: home, appointments, account.

mod asked;
mod home;
mod matters;

pub use home::home;

use crate::accounts::actions::ChangePassword;
use crate::accounts::factors;
use crate::accounts::pages::{your_devices, your_password};
use crate::accounts::{Content, SignedIn};
use crate::clients;
use crate::clients::parts::title;
use crate::documents::parts::on;
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::portal_access::Place;
use crate::portal_access::actions::ChooseTimeZone;
use crate::portal_access::whom::Whom;
use crate::server::leptos as request;
use crate::ui::{Button, Empty, ErrorSummary, Fact, Facts, Head, PageHead, PostForm, Trust};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// When and from where this person signed in before, so that they notice a stranger.
fn last_sign_in(account: &SignedIn, times: &Times, link: bool) -> AnyView {
    let words = match &account.previous_login {
        Some((at, from)) => {
            let from = (!from.is_empty()).then(|| format!(", from {from}"));
            view! { "Last signed in " {on(times, *at)} {from} "." }.into_any()
        }
        None => "This is your first time here.".into_any(),
    };
    let link = (link && account.previous_login.is_some())
        .then(|| view! { " "<a href="/portal/account#password">"Not you?"</a> });
    view! { <Trust icon="device">{words} {link}</Trust> }.into_any()
}

/// `/portal/appointments`: until they come, how to arrange one.
pub async fn appointments(place: Place) -> Result<Content> {
    let words = "You will see them here, ask for a new one and be reminded. Until then call or write, and we find a time together.";
    let body = view! {
        <div class="columns">
            <div class="stack">
                <PageHead title="Appointments" />
                <Empty title="Appointments are coming soon" words level=2 />
            </div>
            <div class="stack">{Whom::all(&place).into_iter().map(|whom| whom.sheet(false)).collect_view()}</div>
        </div>
    };
    Ok(Content::plain("Appointments", body))
}

/// `/portal/account`: who one is here, one's time zone and one's password.
pub async fn account(mut place: Place) -> Result<Content> {
    let (form, zone) = (request::form::<ChangePassword>(), request::form::<ChooseTimeZone>());
    let title = title("Account", &[&form, &zone]);
    let clock = clock(&mut place, &zone).await?;
    let account = place.person.account().clone();
    // Of somebody whom staff only look at, the session is not theirs.
    let own = place.looking.is_none();
    let last = own.then(|| view! { <footer>{last_sign_in(&account, &place.times, false)}</footer> });
    let (second_step, devices) = match own {
        true => {
            let (tx, services, here) = (&mut place.tx, &place.services, place.here.clone());
            let section = factors::pages::section(tx, services, &account, &place.times, here.clone()).await?;
            (Some(section), Some(your_devices(tx, services, &account, &place.times, here).await?))
        }
        false => (None, None),
    };
    let password = own.then(|| view! { <div id="password">{your_password(form.clone(), place.here.clone())}</div> });
    let clients = place.person.reach().iter().map(|reach| reach.client_name.clone()).collect::<Vec<_>>().join(", ");
    let clients = (clients != account.name).then(|| view! { <Fact term="Here for">{clients}</Fact> });
    let change = match crate::accounts::pages::reach(&place.firm) {
        Some((verb, link)) => view! { "Something wrong or changed? " {verb} " " {link} "." }.into_any(),
        None => "Something wrong or changed? Tell us.".into_any(),
    };
    let body = view! {
        <div class="stack">
            <ErrorSummary form=&form />
            <ErrorSummary form=&zone />
            <PageHead title="Account" />
            <section class="sheet" aria-labelledby="you">
                <header>
                    <h2 id="you">"You"</h2>
                </header>
                <Facts>
                    <Fact term="Name">{account.name}</Fact>
                    <Fact term="Email">{account.email}</Fact>
                    {clients}
                </Facts>
                <p class="soft">{change}</p>
                {last}
            </section>
            {clock}
            {password}
            {second_step}
            {devices}
        </div>
    };
    Ok(Content::plain(title, body))
}

/// Which clock one is reminded by; whoever only looks sees none.
async fn clock(place: &mut Place, form: &Form) -> Result<Option<AnyView>> {
    let Some(reach) = place.person.reach().first().filter(|_| place.looking.is_none()) else { return Ok(None) };
    let on = place.person.on(&reach.client_id)?;
    let contact = clients::store::contact(&mut place.tx, &on, &reach.contact_id).await?;
    let hint = "Reminders reach you in the morning by this clock.";
    let field = clients::pages::time_zone(form, &contact.time_zone, &place.firm.time_zone, hint);
    let here = place.here.clone();
    Ok(Some(
        view! {
            <section class="stack" aria-labelledby="clock">
                <Head id="clock" title="Your time zone" />
                <PostForm action=ChooseTimeZone::url() page=here class="stack" label="Your time zone">
                    {field}
                    <div class="actions">
                        <Button label="Save time zone" />
                    </div>
                </PostForm>
            </section>
        }
        .into_any(),
    ))
}
