//! What the portal mailed to a contact, and what became of it, on the contact's page.

use crate::accounts::{Act, Desk};
use crate::clients::store::{self, Contact};
use crate::documents::parts::on;
use crate::kernel::Result;
use crate::mail::actions::ResumeMail;
use crate::mail::{self, Stop};
use crate::server::leptos as request;
use crate::ui::{Button, Empty, ErrorSummary, Head, Hidden, Look, Notice, NoticeTone, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Mails shown.
const LATEST: i64 = 10;

/// The section: that mail to their address is stopped, and the latest mails.
pub(super) async fn to(desk: &mut Desk, contact: &Contact) -> Result<AnyView> {
    let stop = mail::stop_of(&mut desk.tx, &contact.email).await?;
    // Mails are a person's, whatever client they are about.
    let mails = match store::is_seen_wholly(&mut desk.tx, &desk.staff.wall(), &contact.id).await? {
        true => mail::latest_to(&mut desk.tx, contact.id.as_str(), LATEST).await?,
        false => Vec::new(),
    };
    let all = desk.staff.can(Act::HandleMail).then(|| view! { <a href="/settings/mail?view=all">"All mail"</a> });
    let list = if mails.is_empty() {
        let words = "Invitations, receipts and news that the portal sends them stand here.";
        view! { <Empty title="No mail yet" words=words /> }.into_any()
    } else {
        let rows = mails.iter().map(|told| mail::pages::line(&desk.times, told)).collect_view();
        view! { <ul class="ledger">{rows}</ul> }.into_any()
    };
    let refused = request::form::<ResumeMail>();
    Ok(view! {
        <ErrorSummary form=refused />
        <section class="stack-tight" aria-labelledby="mails">
            <Head id="mails" title="Mail to them" open=stop.is_some()>{all}</Head>
            {stop.map(|stop| stopped(desk, &stop))}
            {list}
        </section>
    }
    .into_any())
}

fn stopped(desk: &Desk, stop: &Stop) -> AnyView {
    let resume = desk.staff.can(Act::HandleMail).then(|| {
        let (address, more) = (stop.address.clone(), stop.address.clone());
        view! {
            <PostForm action=ResumeMail::url() page=desk.here.clone()>
                <Hidden name="address" value=address />
                <Button label="This address works" look=Look::Small more />
            </PostForm>
        }
    });
    let (words, since) = (stop.words(), on(&desk.times, stop.since));
    view! {
        <Notice tone=NoticeTone::Bad icon="returned">
            <p>
                <b>{words}</b>
                " We learned it "
                {since}
                ". Nothing more is sent there until you correct the address above, or say that it works."
            </p>
            {resume}
        </Notice>
    }
    .into_any()
}
