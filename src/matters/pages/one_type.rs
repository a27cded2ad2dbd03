//! `/settings/matter-types/{id}`: a type's phases, checklist and deadlines, one form a thing.

use super::type_forms::{add_deadline, add_task};
use super::types::TYPES;
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{counted, title};
use crate::kernel::Result;
use crate::matters::actions::types::{
    ArchiveMatterType, ArchivePhase, MovePhase, MoveTypeTask, RemoveTypeDeadline, RemoveTypeTask, RestoreMatterType,
    RestorePhase, SaveTypeDeadline, SaveTypeTask,
};
use crate::matters::model::MatterTypeId;
use crate::matters::store::{self, MatterType, Phase, TypeDeadline, TypeTask};
use crate::requests::parts::{press, refused};
use crate::server::leptos::form;
use crate::ui::{Button, ButtonLink, Crumb, Empty, ErrorSummary, Head, Look, PageHead, Tag, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
pub async fn one_type(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditMatterTypes)?;
    let (task, deadline) = (form::<SaveTypeTask>(), form::<SaveTypeDeadline>());
    let acts = refused([
        form::<ArchiveMatterType>(),
        form::<RestoreMatterType>(),
        form::<MovePhase>(),
        form::<ArchivePhase>(),
        form::<RestorePhase>(),
        form::<MoveTypeTask>(),
        form::<RemoveTypeTask>(),
        form::<RemoveTypeDeadline>(),
    ]);
    let id = desk.param::<MatterTypeId>("id")?;
    let kind = store::find_type(&mut desk.tx, &id).await?;
    let all = store::all_phases(&mut desk.tx, &id).await?;
    let tasks = store::type_tasks(&mut desk.tx, &id).await?;
    let deadlines = store::type_deadlines(&mut desk.tx, &id).await?;
    let here = desk.here.clone();
    let lead = match &kind.template_name {
        Some(name) => format!("Usual request: {name}."),
        None => "Without a usual request.".to_owned(),
    };
    let buttons = buttons(&kind, &here);
    let lists = [checklist(&kind, &tasks, &here), self::deadlines(&kind, &deadlines, &here)];
    let [tasks, deadlines] = lists;
    Ok(Content::plain(
        title(&kind.name, &[&acts, &task, &deadline]),
        view! {
            <ErrorSummary form=&acts />
            <ErrorSummary form=&task />
            <ErrorSummary form=&deadline />
            <div class="stack-tight">
                <Crumb href=TYPES label="Matter types" />
                <PageHead title=kind.name.clone() lead=lead>{buttons}</PageHead>
            </div>
            {phases(&kind, &all, &here)}
            {tasks}
            {add_task(&task, &kind.id, &here)}
            {deadlines}
            {add_deadline(&deadline, &kind.id, &here)}
        },
    ))
}

fn buttons(kind: &MatterType, here: &str) -> AnyView {
    let (action, label, icon) = match kind.archived_at {
        None => (ArchiveMatterType::url(), "Archive matter type", "archive"),
        Some(_) => (RestoreMatterType::url(), "Restore matter type", "undo"),
    };
    let tag = kind.archived_at.map(|_| view! { <Tag tone=Tone::Rest icon="archive">"Archived"</Tag> });
    let button = view! { <Button label=label look=Look::Quiet icon=icon /> }.into_any();
    let away = press(action, here, vec![("matter_type", kind.id.to_string())], button);
    view! {
        {tag}
        <ButtonLink href=format!("{TYPES}/{}/edit", kind.id) label="Edit name and request" />
        {away}
    }
    .into_any()
}

fn phases(kind: &MatterType, all: &[Phase], here: &str) -> AnyView {
    let (used, away): (Vec<&Phase>, Vec<&Phase>) = all.iter().partition(|phase| phase.archived_at.is_none());
    let (add, first) = (format!("{TYPES}/{}/phases/new", kind.id), format!("{TYPES}/{}/phases/new", kind.id));
    let list = if used.is_empty() {
        let words = "Phases are the steps of the work, in order. The client sees them under names of their own, and \
                     how far the matter is.";
        view! {
            <Empty title="No phases yet" words>
                <ButtonLink href=first label="Add a phase" icon="plus" />
            </Empty>
        }
        .into_any()
    } else {
        let last = used.len() - 1;
        let rows = used.iter().enumerate().map(|(at, phase)| phase_row(kind, phase, at > 0, at < last, here));
        view! { <ol class="ledger bare">{rows.collect_view()}</ol> }.into_any()
    };
    let away = (!away.is_empty()).then(|| {
        let rows = away.into_iter().map(|phase| phase_row(kind, phase, false, false, here)).collect_view();
        view! { <h3>"Put away"</h3><ul class="ledger bare">{rows}</ul> }
    });
    view! {
        <section class="stack-tight" aria-labelledby="phases">
            <Head id="phases" title="Phases" open=kind.phases == 0><a href=add>"Add a phase"</a></Head>
            {list}
            {away}
        </section>
    }
    .into_any()
}

fn phase_row(kind: &MatterType, phase: &Phase, up: bool, down: bool, here: &str) -> AnyView {
    let own = || vec![("matter_type", kind.id.to_string()), ("phase", phase.id.to_string())];
    let usual = phase.usual_days.map(|days| format!("usually {}", counted(days, "day", "days")));
    let client = format!("The client reads “{}”", phase.client_name);
    let facts: Vec<String> = [Some(client), usual].into_iter().flatten().collect();
    let (action, label) = match phase.archived_at {
        None => (ArchivePhase::url(), "Put away"),
        Some(_) => (RestorePhase::url(), "Bring back"),
    };
    let away = press(action, here, own(), small(label, &phase.name));
    let href = format!("{TYPES}/{}/phases/{}", kind.id, phase.id);
    view! {
        <li>
            <div class="what">
                <b>{phase.name.clone()}</b>
                <small>{facts.join(" · ")}</small>
                <small>{phase.sentence.clone()}</small>
            </div>
            <span class="aside">
                <ButtonLink href=href label="Edit" look=Look::Small more=phase.name.clone() />
                {ways(MovePhase::url(), here, own(), &phase.name, [up, down])}
                {away}
            </span>
        </li>
    }
    .into_any()
}

fn small(label: &'static str, which: &str) -> AnyView {
    view! { <Button label=label look=Look::Small more=which.to_owned() /> }.into_any()
}

/// Up and down, where there is a way.
fn ways(
    action: &'static str,
    here: &str,
    own: Vec<(&'static str, String)>,
    which: &str,
    [up, down]: [bool; 2],
) -> AnyView {
    let one = |way: &str, label: &'static str| {
        let fields = own.iter().cloned().chain([("way", way.to_owned())]).collect();
        press(action, here, fields, small(label, which))
    };
    view! { {up.then(|| one("up", "Move up"))} {down.then(|| one("down", "Move down"))} }.into_any()
}

fn checklist(kind: &MatterType, tasks: &[TypeTask], here: &str) -> AnyView {
    let last = tasks.len().saturating_sub(1);
    let row = |(at, task): (usize, &TypeTask)| {
        let own = || vec![("matter_type", kind.id.to_string()), ("id", task.id.to_string())];
        let href = format!("{TYPES}/{}/tasks/{}", kind.id, task.id);
        view! {
            <li>
                <div class="what">{task.title.clone()}</div>
                <span class="aside">
                    <ButtonLink href=href label="Edit" look=Look::Small more=task.title.clone() />
                    {ways(MoveTypeTask::url(), here, own(), &task.title, [at > 0, at < last])}
                    {press(RemoveTypeTask::url(), here, own(), small("Remove", &task.title))}
                </span>
            </li>
        }
    };
    let list = (!tasks.is_empty())
        .then(|| view! { <ol class="ledger bare">{tasks.iter().enumerate().map(row).collect_view()}</ol> });
    view! {
        <section class="stack-tight" aria-labelledby="checklist">
            <Head id="checklist" title="Checklist" />
            <p class="soft">"What has to be done in every matter of this type. Each matter has a copy; clients never see it."</p>
            {list}
        </section>
    }
    .into_any()
}

fn deadlines(kind: &MatterType, deadlines: &[TypeDeadline], here: &str) -> AnyView {
    let row = |one: &TypeDeadline| {
        let own = vec![("matter_type", kind.id.to_string()), ("id", one.id.to_string())];
        let href = format!("{TYPES}/{}/deadlines/{}", kind.id, one.id);
        let who = if one.visible { "the client sees it" } else { "internal" };
        view! {
            <li>
                <div class="what">{one.title.clone()}<small>{format!("{} · {who}", after_start(one.offset_days))}</small></div>
                <span class="aside">
                    <ButtonLink href=href label="Edit" look=Look::Small more=one.title.clone() />
                    {press(RemoveTypeDeadline::url(), here, own, small("Remove", &one.title))}
                </span>
            </li>
        }
    };
    let list = (!deadlines.is_empty())
        .then(|| view! { <ul class="ledger bare">{deadlines.iter().map(row).collect_view()}</ul> });
    view! {
        <section class="stack-tight" aria-labelledby="deadlines">
            <Head id="deadlines" title="Deadlines" />
            <p class="soft">"What is due in every matter of this type, counted from its start. Each matter has a copy."</p>
            {list}
        </section>
    }
    .into_any()
}

/// `21 days after the start`
fn after_start(days: i64) -> String {
    match days {
        0 => "on the day of the start".to_owned(),
        days if days < 0 => format!("{} before the start", counted(-days, "day", "days")),
        days => format!("{} after the start", counted(days, "day", "days")),
    }
}
