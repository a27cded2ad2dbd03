//! The section "Your devices" of the account pages: where one has signed in, and the way to end it.

use crate::accounts::actions::{EndDevice, EndOtherDevices};
use crate::accounts::session::{IDLE, LONGEST, SignedIn};
use crate::accounts::store::{self, DeviceRow};
use crate::firm::Times;
use crate::kernel::Result;
use crate::server::{Services, Tx};
use crate::ui::{Button, Head, Hidden, Look, Moment, PostForm, Tag, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Every device that this person has signed in on, this one first.
pub async fn your_devices(
    tx: &mut Tx,
    services: &Services,
    who: &SignedIn,
    times: &Times,
    here: String,
) -> Result<AnyView> {
    let now = services.now();
    let mut devices = store::devices(tx, &who.id, now - IDLE, now - LONGEST).await?;
    devices.sort_by_key(|device| device.id.as_str() != who.device);
    let others = devices.iter().any(|device| device.id.as_str() != who.device);
    let lines = devices.iter().map(|device| line(device, device.id.as_str() == who.device, times, &here));
    let all = others.then(|| end_others(&here));
    Ok(view! {
        <section class="stack" aria-labelledby="devices">
            <Head id="devices" title="Your devices" />
            <p class="soft">
                "Browsers that you have signed in on. We mail you when somebody signs in on another one. If you don’t know one of them, sign it out and change your password."
            </p>
            <ul class="ledger">{lines.collect_view()}</ul>
            {all}
        </section>
    }
    .into_any())
}

fn line(device: &DeviceRow, this: bool, times: &Times, here: &str) -> AnyView {
    let last = device.seen_at.map_or(device.last_used_at, |seen| seen.max(device.last_used_at));
    let live = device.seen_at.is_some();
    let tag = match (this, live) {
        (true, _) => Some(view! { <Tag tone=Tone::Done icon="state-done">"This device"</Tag> }.into_any()),
        (false, true) => Some(view! { <Tag tone=Tone::Live icon="state-new">"Signed in"</Tag> }.into_any()),
        (false, false) => None,
    };
    // The one that one is on ends by signing out.
    let label = if live { "Sign out this device" } else { "Forget this device" };
    let end = (!this).then(|| end(device, label, here));
    let address = (!device.ip.is_empty()).then(|| format!("From {} · ", device.ip));
    view! {
        <li>
            <span class="margin">
                <Moment at=times.short(last) />
            </span>
            <div class="what">
                <b>{device.browser.clone()}</b>
                <small>{address} "first used " <Moment at=times.inside(device.first_used_at) /></small>
            </div>
            <span class="aside">{tag} {end}</span>
        </li>
    }
    .into_any()
}

fn end(device: &DeviceRow, label: &'static str, here: &str) -> AnyView {
    let (id, browser) = (device.id.to_string(), device.browser.clone());
    view! {
        <PostForm action=EndDevice::url() page=here.to_owned()>
            <Hidden name="device" value=id />
            <Button label=label look=Look::Quiet more=browser />
        </PostForm>
    }
    .into_any()
}

fn end_others(here: &str) -> AnyView {
    view! {
        <PostForm action=EndOtherDevices::url() page=here.to_owned() class="actions">
            <Button label="Sign out all other devices" />
        </PostForm>
    }
    .into_any()
}
