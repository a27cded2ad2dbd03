//! What is done in a matter: deadlines and checklist; its notes are in `notes`.

use crate::accounts::{Act, Desk};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::matters::actions::{
    AddDeadline, AddMatterNote, AddTask, ChangeDeadline, FinishDeadline, HideMatterNote, LinkMatters, RemoveDeadline,
    RemoveMatterNote, RemoveTask, SaveChecklist, UnlinkMatters,
};
use crate::matters::parts::due;
use crate::matters::store::{self, AtWork, Deadline, Filed, Linked, Note, Task};
use crate::matters::{MatterId, OnMatter};
use crate::server::leptos as request;
use crate::ui::{Button, Choice, Empty, Head, Hidden, Icon, Look, Moment, PostForm, Tag, TextField, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Documents shown beside the matter.
const SHOWN: i64 = 20;

/// What is done in one matter, read once.
pub(super) struct Work {
    pub matter: MatterId,
    /// Nothing of a closed matter is late.
    open: bool,
    deadlines: Vec<Deadline>,
    tasks: Vec<Task>,
    pub notes: Vec<Note>,
    pub linked: Vec<Linked>,
    /// None for roles that see no documents.
    pub filed: Option<Vec<Filed>>,
}

impl Work {
    pub async fn read(desk: &mut Desk, on: &OnMatter, open: bool) -> Result<Self> {
        let sees_documents = desk.staff.can(Act::SeeDocuments);
        let tx = &mut desk.tx;
        let filed = if sees_documents { Some(store::filed(tx, on, SHOWN).await?) } else { None };
        let AtWork { deadlines, tasks, notes } = store::at_work(tx, on).await?;
        Ok(Work {
            matter: on.matter().clone(),
            open,
            deadlines,
            tasks,
            notes,
            linked: store::linked(tx, on).await?,
            filed,
        })
    }
}

/// The form of these sections that came back refused.
pub(super) fn refused() -> Form {
    [
        request::form::<AddDeadline>(),
        request::form::<ChangeDeadline>(),
        request::form::<FinishDeadline>(),
        request::form::<RemoveDeadline>(),
        request::form::<AddTask>(),
        request::form::<RemoveTask>(),
        request::form::<SaveChecklist>(),
        request::form::<AddMatterNote>(),
        request::form::<HideMatterNote>(),
        request::form::<RemoveMatterNote>(),
        request::form::<LinkMatters>(),
        request::form::<UnlinkMatters>(),
    ]
    .into_iter()
    .find(Form::refused)
    .unwrap_or_default()
}

/// Deadlines, checklist and notes.
pub(super) fn sections(times: &Times, work: &Work, here: &str, may_edit: bool) -> AnyView {
    view! {
        {deadlines(times, work, here, may_edit)}
        {checklist(times, work, here, may_edit)}
        {super::notes::notes(times, work, here, may_edit)}
    }
    .into_any()
}

fn deadlines(times: &Times, work: &Work, here: &str, may_edit: bool) -> AnyView {
    let open = work.open && work.deadlines.iter().any(|one| !one.done);
    // Those of a closed matter stay as they are until it is open again.
    let closed = (may_edit && !work.open && !work.deadlines.is_empty()).then(|| {
        let words = "The matter is closed, so its deadlines stay as they are. Change its status to work on them again.";
        view! { <p class="soft no-print">{words}</p> }
    });
    let may_edit = may_edit && work.open;
    let rows = work.deadlines.iter().map(|one| deadline(times, work, one, here, may_edit)).collect_view();
    let list = if work.deadlines.is_empty() {
        let words = "Dated duties of this matter stand here, yours and those that the client sees.";
        view! { <Empty title="No deadlines" words /> }.into_any()
    } else {
        view! { <ul class="ledger">{rows}</ul> }.into_any()
    };
    let form = request::form::<AddDeadline>();
    let place = if request::form::<ChangeDeadline>().refused() { "new" } else { "" };
    let add = may_edit.then(|| {
        let (fields, matter) = (deadline_fields(&form, "", "", false, place), work.matter.to_string());
        view! {
            <details class="no-print" open=form.refused()>
                <summary>"Add a deadline"</summary>
                <PostForm action=AddDeadline::url() page=here.to_owned() class="stack-tight" label="New deadline">
                    <Hidden name="matter" value=matter />
                    {fields}
                    <div><Button label="Add deadline" /></div>
                </PostForm>
            </details>
        }
    });
    view! {
        <section class="stack-tight" aria-labelledby="deadlines">
            <Head id="deadlines" title="Deadlines" open />
            {list}
            {closed}
            {add}
        </section>
    }
    .into_any()
}

/// The fields of a deadline. `place` tells those of one form from another's; the form that an error's link leads to has
/// none.
fn deadline_fields(form: &Form, title: &str, due_on: &str, visible: bool, place: &str) -> AnyView {
    let id = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{name}-{place}") };
    view! {
        <TextField form name="title" label="What is due" value=title id=id("title") autocomplete="off" />
        <TextField form name="due_on" label="Day" kind="date" value=due_on id=id("due_on") />
        <Choice form name="visible" value="yes" label="The client sees it" checked=visible />
    }
    .into_any()
}

fn deadline(times: &Times, work: &Work, one: &Deadline, here: &str, may_edit: bool) -> AnyView {
    let seen = if one.visible {
        view! { <Tag tone=Tone::Rest icon="eye">"Client sees this"</Tag> }.into_any()
    } else {
        view! { <Tag tone=Tone::Plain icon="hidden">"Internal"</Tag> }.into_any()
    };
    let done = one.done_at.map(|at| {
        view! { <small><Icon name="check" />" Done by "{one.done_by.clone()}" "<Moment at=times.inside(at) /></small> }
    });
    let acts = may_edit.then(|| deadline_acts(work, one, here));
    view! {
        <li>
            <span class="margin">{due(times, &one.due_on, work.open && !one.done)}</span>
            <div class="what">
                <b>{one.title.clone()}</b>
                {done}
                {acts}
            </div>
            <span class="aside">{seen}</span>
        </li>
    }
    .into_any()
}

fn deadline_acts(work: &Work, one: &Deadline, here: &str) -> AnyView {
    let ids = || {
        let (matter, deadline) = (work.matter.to_string(), one.id.to_string());
        view! { <Hidden name="matter" value=matter /><Hidden name="deadline" value=deadline /> }.into_any()
    };
    let (to_finish, to_change, to_remove) = (ids(), ids(), ids());
    let (title, of) = (one.title.clone(), one.title.clone());
    let (label, done) = if one.done { ("Open again", "no") } else { ("Done", "yes") };
    let form = request::form::<ChangeDeadline>();
    let mine = form.typed("deadline") == Some(one.id.as_str());
    let form = if mine { form } else { Form::default() };
    let place = if mine && form.refused() { "" } else { one.id.as_str() };
    let fields = deadline_fields(&form, &one.title, one.due_on.as_str(), one.visible, place);
    view! {
        <div class="actions no-print">
            <PostForm action=FinishDeadline::url() page=here.to_owned()>
                {to_finish}
                <Hidden name="done" value=done />
                <Button label look=Look::Small more=title />
            </PostForm>
            <details open=mine && form.refused()>
                <summary>"Change"<span class="visually-hidden">{format!(" {}", one.title)}</span></summary>
                <PostForm action=ChangeDeadline::url() page=here.to_owned() class="stack-tight" label=format!("Change {}", one.title)>
                    {to_change}
                    {fields}
                    <div><Button label="Save deadline" /></div>
                </PostForm>
                <PostForm action=RemoveDeadline::url() page=here.to_owned()>
                    {to_remove}
                    <Button label="Remove deadline" look=Look::Quiet more=of />
                </PostForm>
            </details>
        </div>
    }
    .into_any()
}

fn checklist(times: &Times, work: &Work, here: &str, may_edit: bool) -> AnyView {
    let done = work.tasks.iter().filter(|task| task.done_at.is_some()).count();
    let count = format!("{done} of {}", work.tasks.len());
    // A box that can't be saved would lie, so who changes nothing reads.
    let list = if may_edit { ticks(times, work, here) } else { read_only(times, work) };
    view! {
        <section class="stack-tight" aria-labelledby="checklist">
            <Head id="checklist" title="Checklist"><small>{count}</small></Head>
            {list}
            {may_edit.then(|| change_checklist(work, here))}
        </section>
    }
    .into_any()
}

/// Who did a thing of the checklist, and when; empty while nobody did.
fn done_by(times: &Times, task: &Task) -> String {
    task.done_at.map(|at| format!("{}, {}", task.done_by, times.short(at).words)).unwrap_or_default()
}

fn ticks(times: &Times, work: &Work, here: &str) -> AnyView {
    let ticks = work.tasks.iter().map(|task| {
        let (id, label, checked) = (task.id.to_string(), task.title.clone(), task.done_at.is_some());
        let small = done_by(times, task);
        view! { <Choice form=Form::default() name="done[]" value=id label small checked /> }
    });
    let was = work.tasks.iter().filter(|task| task.done_at.is_some());
    let was = was.map(|task| view! { <Hidden name="was[]" value=task.id.to_string() /> }).collect_view();
    let save =
        (!work.tasks.is_empty()).then(|| view! { <div><Button label="Save checklist" look=Look::Small /></div> });
    let (matter, ticks) = (work.matter.to_string(), ticks.collect_view());
    view! {
        <PostForm action=SaveChecklist::url() page=here.to_owned() class="stack-tight on-paper" label="Checklist">
            <Hidden name="matter" value=matter />
            {was}
            {ticks}
            {save}
        </PostForm>
    }
    .into_any()
}

fn read_only(times: &Times, work: &Work) -> AnyView {
    let rows = work.tasks.iter().map(|task| {
        let (title, by) = (task.title.clone(), done_by(times, task));
        let state = match task.done_at {
            Some(_) => view! { <Icon name="check" />" Done by "{by} }.into_any(),
            None => "Not done yet".into_any(),
        };
        view! { <li>{title}" "<small>{state}</small></li> }
    });
    view! { <ul class="bare stack-tight">{rows.collect_view()}</ul> }.into_any()
}

fn change_checklist(work: &Work, here: &str) -> AnyView {
    let form = request::form::<AddTask>();
    let remove = work.tasks.iter().map(|task| {
        let (matter, id, title, more) =
            (work.matter.to_string(), task.id.to_string(), task.title.clone(), task.title.clone());
        view! {
            <li>
                <PostForm action=RemoveTask::url() page=here.to_owned()>
                    <Hidden name="matter" value=matter />
                    <Hidden name="task" value=id />
                    <Button label="Remove" look=Look::Quiet more />
                    " "
                    {title}
                </PostForm>
            </li>
        }
    });
    let (matter, open) = (work.matter.to_string(), form.refused());
    view! {
        <details class="no-print" open=open>
            <summary>"Change the checklist"</summary>
            <div class="stack-tight">
                <PostForm action=AddTask::url() page=here.to_owned() class="stack-tight" label="New on the checklist">
                    <Hidden name="matter" value=matter />
                    <TextField form name="task" label="What is to be done" autocomplete="off" />
                    <div><Button label="Add to the checklist" /></div>
                </PostForm>
                <ul class="bare stack-tight">{remove.collect_view()}</ul>
            </div>
        </details>
    }
    .into_any()
}
