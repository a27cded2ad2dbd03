//! Addresses that nothing more is sent to.

use crate::accounts::{Act, Desk};
use crate::firm::Times;
use crate::kernel::Result;
use crate::mail::actions::ResumeMail;
use crate::mail::stops::Stop;
use crate::mail::store;
use crate::ui::{Button, ButtonLink, Head, Hidden, Look, Moment, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Addresses shown at most.
const MOST: i64 = 50;

/// The list, where there is any.
pub(super) async fn list(desk: &mut Desk) -> Result<Option<AnyView>> {
    let stops = store::stops(&mut desk.tx, &desk.staff.wall(), MOST).await?;
    let (times, here, edits) = (&desk.times, &desk.here, desk.staff.can(Act::EditClients));
    let rows = stops.iter().map(|(stop, contact)| {
        let contact = contact.as_deref().filter(|_| edits);
        line(stop, contact, times, here)
    });
    let rows = rows.collect_view();
    Ok((!stops.is_empty()).then(|| {
        view! {
            <section aria-labelledby="stopped">
                <Head id="stopped" title="Nothing more is sent to these addresses" open=true />
                <p class="soft">
                    "Correct the address. If you know that it works, say so: what waits for it leaves at once."
                </p>
                <ul class="ledger">{rows}</ul>
            </section>
        }
        .into_any()
    }))
}

/// `contact` is the path of whose address it is, for whoever may correct it.
fn line(stop: &Stop, contact: Option<&str>, times: &Times, here: &str) -> AnyView {
    let correct = contact.map(|contact| {
        let more = stop.address.clone();
        view! { <ButtonLink href=format!("{contact}/edit") label="Correct the address" look=Look::Small more /> }
    });
    view! {
        <li>
            <span class="margin"><Moment at=times.short(stop.since) /></span>
            <span class="what"><b>{stop.address.clone()}</b><small>{stop.words()}</small></span>
            <span class="aside">{correct}{resume(&stop.address, here)}</span>
        </li>
    }
    .into_any()
}

/// The way to let mail go there again.
fn resume(address: &str, here: &str) -> AnyView {
    let (address, more, page) = (address.to_owned(), address.to_owned(), here.to_owned());
    view! {
        <PostForm action=ResumeMail::url() page>
            <Hidden name="address" value=address />
            <Button label="This address works" look=Look::Small more />
        </PostForm>
    }
    .into_any()
}
