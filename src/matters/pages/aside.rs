//! Beside a matter: its facts, its status, who sees it.

use super::detail::{Scene, which};
use crate::firm::Times;
use crate::kernel::Form;
use crate::matters::actions::{ChangeStatus, ShowMatter};
use crate::matters::model::MatterStatus;
use crate::ui::{Button, Choice, Choices, Fact, Facts, Head, Hidden, Moment, PostForm, SelectField, Sheet, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The facts.
pub fn about(times: &Times, scene: &Scene) -> AnyView {
    let matter = scene.matter.clone();
    let with = scene.matter.helper_names.clone().unwrap_or_default();
    let with = (!with.is_empty()).then(|| view! { " "<small>{format!("with {with}")}</small> });
    let due = matter.due_on.as_ref().map(|day| {
        let far = if matter.open { times.due(day) } else { times.until_day(day) };
        let day = times.day(day);
        view! { <Fact term="Due"><Moment at=day />" "<small>{far}</small></Fact> }
    });
    let until = matter.readable_until.as_ref().map(|day| {
        let day = times.day(day);
        view! { <Fact term="Client reads it until"><Moment at=day /></Fact> }
    });
    let (start, opened) = (times.day(&matter.start_on), times.short(matter.created_at));
    let group = matter.group_name.map(|name| view! { <Fact term="Practice group">{name}</Fact> });
    let client = format!("/clients/{}", matter.client_id);
    view! {
        <Sheet label="About">
            <header><h2>"About"</h2></header>
            <Facts>
                <Fact term="Client"><a href=client>{matter.client_name}</a></Fact>
                <Fact term="Lead">{matter.lead_name.unwrap_or_else(|| "nobody yet".to_owned())}{with}</Fact>
                {group}
                <Fact term="First day"><Moment at=start /></Fact>
                {due}
                <Fact term="Opened"><Moment at=opened /></Fact>
                {until}
            </Facts>
        </Sheet>
    }
    .into_any()
}

/// Status, and its change.
pub fn status(scene: &Scene, form: &Form) -> AnyView {
    let options = MatterStatus::ALL.map(|status| (status.word().to_owned(), status.word().to_owned())).to_vec();
    let fields = view! {
        {which(&scene.matter)}
        <SelectField form name="status" label="Status" options value=scene.matter.status.clone() />
        <TextField
            form
            name="readable_until"
            label="Client reads it until"
            kind="date"
            value=scene.readable_until.clone()
            hint="Counts only for a matter that is completed or cancelled."
        />
        <div><Button label="Change status" /></div>
    };
    view! {
        <section class="no-print" aria-labelledby="status-head">
            <Head id="status-head" title="Status" />
            <PostForm action=ChangeStatus::url() page=scene.here.clone() class="stack-tight" label="Status">{fields}</PostForm>
        </section>
    }
    .into_any()
}

/// Which contacts see it, and its change.
pub fn seen_by(scene: &Scene, form: &Form) -> AnyView {
    let seen = scene.contacts.iter().filter(|one| scene.seen_by.contains(&one.id));
    let names: Vec<_> = seen.map(|one| one.name.clone()).collect();
    let words = match names.as_slice() {
        [] => "Nobody of the client sees this matter.".to_owned(),
        names => format!("Seen in the portal by {}.", names.join(", ")),
    };
    let change = scene.may_edit.then(|| {
        let ticks = scene.contacts.iter().map(|contact| {
            let checked = scene.seen_by.contains(&contact.id);
            view! { <Choice form name="contacts[]" value=contact.id.to_string() label=contact.name.clone() checked /> }
        });
        let ticks = ticks.collect_view();
        let was = scene.seen_by.iter().map(|id| view! { <Hidden name="was[]" value=id.to_string() /> }).collect_view();
        let fields = view! {
            <Hidden name="matter" value=scene.matter.id.to_string() />
            {was}
            <Choices form name="contacts" legend="Who sees it in the portal">{ticks}</Choices>
            <div><Button label="Save who sees it" /></div>
        };
        view! {
            <PostForm action=ShowMatter::url() page=scene.here.clone() class="stack-tight no-print" label="Who sees it">
                {fields}
            </PostForm>
        }
    });
    view! {
        <section class="stack-tight" aria-labelledby="seen">
            <Head id="seen" title="In the portal" />
            <p class="soft">{words}</p>
            {change}
        </section>
    }
    .into_any()
}
