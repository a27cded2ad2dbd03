//! Staff's page on portal access: what is the state, since when, by whom, what can I do, per contact.

use super::parts::{self, Card, Forms, Scene};
use crate::accounts::{Act, Content, Desk};
use crate::activity::{self, model::Line};
use crate::clients::parts::{Tab, head_form, profile_head, title};
use crate::clients::{ClientId, OnClient};
use crate::kernel::Result;
use crate::server::leptos as request;
use crate::ui::{ErrorSummary, Head, Icon};
use leptos::prelude::*;

/// Lines of the history that the tab shows.
const HISTORY: usize = 20;

/// `/clients/{id}/portal-access`; with `?invite={contact}` the invitation's dialog is open.
pub async fn tab(mut desk: Desk) -> Result<Content> {
    let (forms, archiving) = (Forms::read(), head_form());
    let invite = request::query("invite");
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeClients, client).await?;
    let (client, head) = profile_head(&mut desk, &on, Tab::PortalAccess).await?;
    let cards = Card::of_client(&mut desk, &on).await?;
    let lines = history(&mut desk, &on).await?;
    let title = title(&format!("Portal Access, {}", client.name), &[&forms.refused(), &archiving]);
    let scene = Scene::new(&desk, &client, &cards, &invite, forms);
    let summary = scene.summary();
    let waits = cards.iter().any(|card| card.waits(&scene));
    let sheets = cards.iter().map(|card| parts::sheet(&scene, card)).collect_view();
    let add = desk.staff.can(Act::EditClients).then(|| {
        let href = format!("/clients/{}/contacts/new", client.id);
        view! { <a href=href><Icon name="plus" />" Add a contact"</a> }
    });
    Ok(Content::plain(
        title,
        view! {
            <ErrorSummary form=summary />
            <div class="stack" inert=scene.dialog_is_open()>
                {head}
                <section class="stack" aria-labelledby="contacts">
                    <Head id="contacts" title="Contacts" open=waits>{add}</Head>
                    {sheets}
                </section>
                {lines.map(|lines| past(&desk, &client.id, &lines))}
            </div>
            {parts::invite_dialog(&scene, &cards)}
        },
    ))
}

async fn history(desk: &mut Desk, on: &OnClient) -> Result<Option<Vec<Line>>> {
    if !desk.staff.can(Act::SeeClientActivity) {
        return Ok(None);
    }
    let filter = activity::store::Filter { client: on.client().to_string(), ..Default::default() };
    Ok(Some(activity::store::list(&mut desk.tx, &filter, on.wall(), HISTORY).await?.rows))
}

fn past(desk: &Desk, client: &ClientId, lines: &[Line]) -> AnyView {
    let all = format!("/clients/{client}/activity");
    view! {
        <section id="history" aria-labelledby="history-title">
            <Head id="history-title" title="Activity"><a href=all>"All activity"</a></Head>
            {activity::pages::table(&desk.times, lines, false)}
        </section>
    }
    .into_any()
}
