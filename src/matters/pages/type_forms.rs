//! The forms of one phase, one thing on a checklist, one deadline of a type.

use super::types::{TYPES, head, save};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::kernel::{AppError, Form, Result};
use crate::matters::actions::types::{SavePhase, SaveTypeDeadline, SaveTypeTask};
use crate::matters::model::{MatterTypeId, PhaseId, TypeDeadlineId, TypeTaskId};
use crate::matters::store::{self, MatterType, PhaseWords};
use crate::server::leptos::form;
use crate::ui::{Button, Choice, Hidden, PostForm, TextArea, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

async fn whose(desk: &mut Desk) -> Result<MatterType> {
    desk.may(Act::EditMatterTypes)?;
    let id = desk.param::<MatterTypeId>("id")?;
    store::find_type(&mut desk.tx, &id).await
}

fn back(kind: &MatterType) -> String {
    format!("{TYPES}/{}", kind.id)
}

/// `/settings/matter-types/{id}/phases/new`.
pub async fn new_phase(mut desk: Desk) -> Result<Content> {
    let kind = whose(&mut desk).await?;
    let none =
        PhaseWords { name: String::new(), client_name: String::new(), sentence: String::new(), usual_days: None };
    phase_page(&desk, &kind, String::new(), none)
}

/// `/settings/matter-types/{id}/phases/{phase}`.
pub async fn edit_phase(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<PhaseId>("phase")?;
    let kind = whose(&mut desk).await?;
    let phase = store::phase(&mut desk.tx, &kind.id, &id).await?;
    let words = PhaseWords {
        name: phase.name,
        client_name: phase.client_name,
        sentence: phase.sentence,
        usual_days: phase.usual_days,
    };
    phase_page(&desk, &kind, phase.id.to_string(), words)
}

fn phase_page(desk: &Desk, kind: &MatterType, id: String, now: PhaseWords) -> Result<Content> {
    let form = form::<SavePhase>();
    let fresh = id.is_empty();
    let (heading, label) = if fresh { ("Add a phase", "Add phase") } else { ("Edit a phase", "Save phase") };
    let days = now.usual_days.map(|days| days.to_string()).unwrap_or_default();
    let lead = if fresh { "" } else { "Matters that stand in it show the new words at once." };
    let (whose, buttons) = (kind.id.to_string(), save(label, back(kind)));
    let fields = view! {
        <TextField form=&form name="name" label="Name" value=now.name hint="As the firm calls it. Clients never see it." autocomplete="off" autofocus=fresh />
        <TextField form=&form name="client_name" label="What the client reads" value=now.client_name hint="The same step in the client’s words." autocomplete="off" />
        <TextArea form=&form name="sentence" label="Sentence for the client" value=now.sentence hint="What happens now, in one plain sentence." rows=2 />
        <TextField form=&form name="usual_days" label="Usual days" value=days inputmode="numeric" hint="How long it usually lasts. The client reads it." optional=true autocomplete="off" />
    };
    Ok(Content::plain(
        title(&format!("{heading}, {}", kind.name), &[&form]),
        view! {
            {head(&form, &back(kind), &kind.name, heading, lead)}
            <PostForm action=SavePhase::url() page=desk.here.clone() class="stack">
                <Hidden name="matter_type" value=whose />
                <Hidden name="phase" value=id />
                {fields}
                {buttons}
            </PostForm>
        },
    ))
}

/// Adds a thing to the checklist, below it.
pub(super) fn add_task(form: &Form, kind: &MatterTypeId, here: &str) -> AnyView {
    let whose = kind.to_string();
    let field = view! { <TextField form=form name="task" label="New on the checklist" autocomplete="off" /> };
    view! {
        <PostForm action=SaveTypeTask::url() page=here.to_owned() class="stack-tight" label="Add to the checklist">
            <Hidden name="matter_type" value=whose />
            {field}
            <div class="actions"><Button label="Add to checklist" icon="plus" /></div>
        </PostForm>
    }
    .into_any()
}

/// `/settings/matter-types/{id}/tasks/{task}`.
pub async fn edit_type_task(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<TypeTaskId>("task")?;
    let kind = whose(&mut desk).await?;
    let tasks = store::type_tasks(&mut desk.tx, &kind.id).await?;
    let task = tasks.into_iter().find(|task| task.id == id).ok_or(AppError::NotFound)?;
    let form = form::<SaveTypeTask>();
    let heading = "Edit the checklist";
    let (whose, id, buttons) = (kind.id.to_string(), id.to_string(), save("Save", back(&kind)));
    let field =
        view! { <TextField form=&form name="task" label="What has to be done" value=task.title autocomplete="off" /> };
    Ok(Content::plain(
        title(&format!("{heading}, {}", kind.name), &[&form]),
        view! {
            {head(&form, &back(&kind), &kind.name, heading, "Matters that are open keep their own checklist.")}
            <PostForm action=SaveTypeTask::url() page=desk.here.clone() class="stack">
                <Hidden name="matter_type" value=whose />
                <Hidden name="id" value=id />
                {field}
                {buttons}
            </PostForm>
        },
    ))
}

/// Adds a deadline, below the deadlines.
pub(super) fn add_deadline(form: &Form, kind: &MatterTypeId, here: &str) -> AnyView {
    let (whose, fields) = (kind.to_string(), deadline_fields(form, String::new(), String::new(), false));
    view! {
        <PostForm action=SaveTypeDeadline::url() page=here.to_owned() class="stack-tight" label="Add a deadline">
            <Hidden name="matter_type" value=whose />
            {fields}
            <div class="actions"><Button label="Add deadline" icon="plus" /></div>
        </PostForm>
    }
    .into_any()
}

fn deadline_fields(form: &Form, name: String, days: String, visible: bool) -> AnyView {
    let small = "Without the tick it is for the firm alone.";
    view! {
        <div class="pair">
            <TextField form=form name="title" label="What is due" value=name autocomplete="off" />
            <TextField form=form name="days" label="Days after the start" value=days inputmode="numeric" autocomplete="off" />
        </div>
        <div class="field"><Choice form=form name="visible" value="yes" label="The client sees it" checked=visible small /></div>
    }
    .into_any()
}

/// `/settings/matter-types/{id}/deadlines/{deadline}`.
pub async fn edit_type_deadline(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<TypeDeadlineId>("deadline")?;
    let kind = whose(&mut desk).await?;
    let all = store::type_deadlines(&mut desk.tx, &kind.id).await?;
    let deadline = all.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
    let form = form::<SaveTypeDeadline>();
    let heading = "Edit a deadline";
    let (whose, id, buttons) = (kind.id.to_string(), id.to_string(), save("Save deadline", back(&kind)));
    let fields = deadline_fields(&form, deadline.title, deadline.offset_days.to_string(), deadline.visible);
    Ok(Content::plain(
        title(&format!("{heading}, {}", kind.name), &[&form]),
        view! {
            {head(&form, &back(&kind), &kind.name, heading, "Matters that are open keep their own deadlines.")}
            <PostForm action=SaveTypeDeadline::url() page=desk.here.clone() class="stack">
                <Hidden name="matter_type" value=whose />
                <Hidden name="id" value=id />
                {fields}
                {buttons}
            </PostForm>
        },
    ))
}
