//! Addresses that nothing more is sent to.

use crate::accounts::Desk;
use crate::firm::Times;
use crate::kernel::Result;
use crate::mail::actions::ResumeMail;
use crate::mail::stops::Stop;
use crate::mail::store;
use crate::ui::{Button, Head, Hidden, Look, Moment, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Addresses shown at most.
const MOST: i64 = 50;

/// The list, where there is any.
pub(super) async fn list(desk: &mut Desk) -> Result<Option<AnyView>> {
    let stops = store::stops(&mut desk.tx, &desk.staff.wall(), MOST).await?;
    let (times, here) = (&desk.times, &desk.here);
    let rows = stops.iter().map(|stop| line(stop, times, here)).collect_view();
    Ok((!stops.is_empty()).then(|| {
        view! {
            <section aria-labelledby="stopped">
                <Head id="stopped" title="Nothing more is sent to these addresses" open=true />
                <p class="soft">
                    "Correct the address on the contact’s page. If you know that it works, let mail go to it again: what waits for \
                     it leaves at once."
                </p>
                <ul class="ledger">{rows}</ul>
            </section>
        }
        .into_any()
    }))
}

fn line(stop: &Stop, times: &Times, here: &str) -> AnyView {
    view! {
        <li>
            <span class="margin"><Moment at=times.short(stop.since) /></span>
            <span class="what"><b>{stop.address.clone()}</b><small>{stop.words()}</small></span>
            <span class="aside">{resume(&stop.address, here)}</span>
        </li>
    }
    .into_any()
}

/// The way to let mail go there again.
fn resume(address: &str, here: &str) -> AnyView {
    let (address, more, page) = (address.to_owned(), format!("to {address}"), here.to_owned());
    view! {
        <PostForm action=ResumeMail::url() page>
            <Hidden name="address" value=address />
            <Button label="Send mail again" look=Look::Small more />
        </PostForm>
    }
    .into_any()
}
