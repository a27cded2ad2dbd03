//! `/settings`: the firm for owners and managers, one's own details for everybody else.

use super::actions::{SaveFirm, SaveRoom};
use super::model::{Firm, GIGABYTE};
use super::parts::{SettingsTab, settings_tabs};
use super::store::{self, Room};
use crate::accounts::pages::you;
use crate::accounts::{Act, Content, Desk};
use crate::kernel::{Form, Result};
use crate::server::Services;
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, ErrorSummary, Fact, Facts, Head, Look, Notice, NoticeTone, PageHead, PostForm, SelectField,
    TextArea, TextField, file_size,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Settings.
pub async fn settings(mut desk: Desk) -> Result<Content> {
    desk.may(Act::BeStaff)?;
    let (firm, room) = (request::form::<SaveFirm>(), request::form::<SaveRoom>());
    let may_change = desk.staff.can(Act::ChangeFirm);
    let days = if may_change { crate::firm::store::readable_days(&mut desk.tx).await? } else { 0 };
    let given = store::room(&mut desk.tx).await?;
    let stored = store::stored(&mut desk.tx).await?;
    let lead = if may_change { "What clients see of the firm, and how mail leaves." } else { "Your details." };
    Ok(Content::plain(
        if firm.refused() || room.refused() { "Error: Settings" } else { "Settings" },
        view! {
            <ErrorSummary form=&firm />
            <ErrorSummary form=&room />
            <div class="stack-tight">
                <PageHead title="Settings" lead=lead />
                {settings_tabs(&desk.staff, SettingsTab::Firm)}
            </div>
            {may_change.then(|| the_firm(&firm, &desk.firm, days, desk.here.clone()))}
            {may_change.then(|| room_for_files(&room, given, stored, desk.here.clone()))}
            {may_change.then(|| mail(&desk.services))}
            {(!may_change).then(|| you(&desk.staff))}
            <p><a href="/account">"Your account: password, second step and devices"</a></p>
        },
    ))
}

/// The time zones of the world by region and town, and the one that is chosen.
pub fn time_zones(chosen: &str) -> Vec<(String, String)> {
    const REGIONS: [&str; 10] =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    let by_place = |name: &String| name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region));
    let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).filter(by_place).collect();
    names.push("UTC".to_owned());
    names.push(chosen.to_owned());
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
}

/// A word as it stands at the beginning of a line.
pub fn sentence_case(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

fn the_firm(form: &Form, firm: &Firm, days: i64, here: String) -> AnyView {
    let fields = [who_clients_see(form, firm), how_it_looks(form, firm), time(form, firm), closed_matters(form, days)];
    view! {
        <PostForm action=SaveFirm::url() page=here class="stack" label="Firm">
            {fields.collect_view()}
            <div class="actions">
                <Button label="Save firm" look=Look::Primary />
                <ButtonLink href="/settings" label="Discard changes" look=Look::Quiet />
            </div>
        </PostForm>
    }
    .into_any()
}

fn who_clients_see(form: &Form, firm: &Firm) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="who-clients-see">
            <Head id="who-clients-see" title="Who clients see" />
            <TextField
                form=form
                name="firm_name"
                label="Name"
                hint="On every page and mail."
                autocomplete="organization"
                value=firm.name.clone()
            />
            <div class="pair">
                <TextField
                    form=form
                    name="firm_email"
                    label="Email"
                    kind="email"
                    autocomplete="work email"
                    value=firm.email.clone()
                />
                <TextField
                    form=form
                    name="firm_phone"
                    label="Phone"
                    kind="tel"
                    autocomplete="work tel"
                    value=firm.phone.clone()
                    optional=true
                />
            </div>
            <TextArea form=form name="address" label="Address" value=firm.address.clone() optional=true />
        </section>
    }
    .into_any()
}

fn how_it_looks(form: &Form, firm: &Firm) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="how-it-looks">
            <Head id="how-it-looks" title="How it looks" />
            <TextField
                form=form
                name="accent"
                label="Colour"
                hint="Buttons and the line at the top take it. We keep words legible in light and dark."
                autocomplete="off"
                value=firm.accent.colour.clone()
            />
        </section>
    }
    .into_any()
}

fn time(form: &Form, firm: &Firm) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="time">
            <Head id="time" title="Time" />
            <div class="pair">
                <SelectField
                    form=form
                    name="time_zone"
                    label="Time zone"
                    options=time_zones(&firm.time_zone)
                    value=firm.time_zone.clone()
                />
                <TextField
                    form=form
                    name="hours"
                    label="Office hours"
                    autocomplete="off"
                    value=firm.hours.clone()
                    optional=true
                />
            </div>
        </section>
    }
    .into_any()
}

fn closed_matters(form: &Form, days: i64) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="closed-matters">
            <Head id="closed-matters" title="Closed matters" />
            <TextField
                form=form
                name="readable_days"
                label="Days that clients can read them"
                hint="Counted from the day a matter is closed. Each matter can have another last day."
                inputmode="numeric"
                autocomplete="off"
                value=days.to_string()
            />
        </section>
    }
    .into_any()
}

fn room_for_files(form: &Form, given: Room, stored: i64, here: String) -> AnyView {
    let typed = |limit: Option<i64>| limit.map(|bytes| (bytes / GIGABYTE).to_string()).unwrap_or_default();
    let stored = file_size(u64::try_from(stored).unwrap_or_default());
    let fields = view! {
        <div class="pair">
            <TextField
                form=form
                name="room"
                label="For all files, in GB"
                inputmode="numeric"
                autocomplete="off"
                value=typed(given.room)
                optional=true
            />
            <TextField
                form=form
                name="room_a_client"
                label="For each client’s, in GB"
                inputmode="numeric"
                autocomplete="off"
                value=typed(given.room_a_client)
                optional=true
            />
        </div>
    }
    .into_any();
    view! {
        <PostForm action=SaveRoom::url() page=here class="stack" label="Room for files">
            <Head id="room-for-files" title="Room for files" />
            <p class="soft">
                {format!("{stored} are stored. Whoever sends more than there is room for is told so before it is sent.")}
            </p>
            {fields}
            <div class="actions">
                <Button label="Save room" />
            </div>
        </PostForm>
    }
    .into_any()
}

fn mail(services: &Services) -> AnyView {
    let (carrier, sender) = (services.carrier.name(), services.config.email_from.clone());
    let delivers = services.carrier.delivers();
    let sender = if sender.is_empty() { "not set".to_owned() } else { sender };
    view! {
        <section class="stack" aria-labelledby="mail">
            <Head id="mail" title="Mail" open=!delivers />
            {(!delivers).then(|| view! { <Notice tone=NoticeTone::Wait icon="mail">{mail_is_missing()}</Notice> })}
            <Facts>
                <Fact term="Mail leaves through">{carrier}</Fact>
                <Fact term="Sender">{sender}</Fact>
            </Facts>
        </section>
    }
    .into_any()
}

fn mail_is_missing() -> AnyView {
    view! {
        <p>
            "Mail is only written to the server’s console, so nobody receives it. Set " <code>"RESEND_API_KEY"</code> " or "
            <code>"SMTP_URL"</code> ", and " <code>"EMAIL_FROM"</code>
            " as the sender, where the server is started, then restart it."
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_time_zone_is_always_among_the_choices() {
        let names = |chosen: &str| time_zones(chosen).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        for chosen in ["UTC", "America/Guyana", "EST5EDT"] {
            assert_eq!(names(chosen).iter().filter(|name| *name == chosen).count(), 1, "{chosen}");
        }
        assert!(!names("UTC").iter().any(|name| name.starts_with("Etc/")));
    }

    #[test]
    fn words_begin_a_line_with_a_capital() {
        assert_eq!(sentence_case("front desk"), "Front desk");
        assert_eq!(sentence_case(""), "");
    }
}
