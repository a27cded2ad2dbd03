//! `/settings/groups`: the practice groups and who belongs to them. For owners alone.

use super::actions::{AddToGroup, ArchiveGroup, CreateGroup, RemoveFromGroup, RenameGroup, RestoreGroup};
use super::store::{self, Group, Member};
use crate::accounts::store::Account;
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{counted, title};
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{
    Button, Empty, ErrorSummary, Head, Hidden, Look, PageHead, PostForm, SelectField, Tag, TextField, Tone,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What the page knows.
struct Scene {
    everybody: Vec<Account>,
    members: Vec<Member>,
    rename: Form,
    add: Form,
    here: String,
}

/// The page.
pub async fn groups(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditGroups)?;
    let create = request::form::<CreateGroup>();
    let groups = store::all(&mut desk.tx).await?;
    let scene = Scene {
        everybody: crate::accounts::store::active_staff(&mut desk.tx).await?,
        members: store::members(&mut desk.tx).await?,
        rename: request::form::<RenameGroup>(),
        add: request::form::<AddToGroup>(),
        here: desk.here.clone(),
    };
    let others = [request::form::<ArchiveGroup>(), request::form::<RestoreGroup>(), request::form::<RemoveFromGroup>()];
    let forms = [&create, &scene.rename, &scene.add].into_iter().chain(&others);
    let refused = forms.into_iter().find(|form| form.refused()).cloned().unwrap_or_default();
    let lead = "Parts of the firm that do not see each other’s clients and matters. What has no group is open to \
                everybody; owners see everything.";
    let list = if groups.is_empty() {
        let words = "Make one if some people of the firm must not see some clients, like tax and litigation. \
                     Without groups everybody works on everything.";
        view! { <Empty title="No practice groups yet" words level=2 /> }.into_any()
    } else {
        groups.iter().map(|group| scene.group(group)).collect_view().into_any()
    };
    Ok(Content::plain(
        title("Practice groups", &[&refused]),
        view! {
            <ErrorSummary form=&refused />
            <div class="stack-tight">
                <PageHead title="Practice groups" lead=lead />
                {settings_tabs(&desk.staff, SettingsTab::Groups)}
            </div>
            {list}
            {new_group(&create, scene.rename.refused(), &scene.here)}
        },
    ))
}

/// `taken`: another form's field `name` was refused, and an error leads to that one.
fn new_group(form: &Form, taken: bool, here: &str) -> AnyView {
    let id = if taken { "new-name" } else { "name" };
    let hint = "As your colleagues call it: Tax.";
    let field = view! { <TextField form=form name="name" label="Name" hint=hint autocomplete="off" id=id /> };
    view! {
        <section class="stack" aria-labelledby="new-group">
            <Head id="new-group" title="New practice group" />
            <PostForm action=CreateGroup::url() page=here.to_owned() class="stack-tight" label="New practice group">
                {field}
                <div class="actions">
                    <Button label="Make group" icon="plus" />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

impl Scene {
    fn group(&self, group: &Group) -> AnyView {
        let id = format!("group-{}", group.id);
        let facts = format!(
            "{} · {}",
            counted(group.clients, "client", "clients"),
            counted(group.matters, "matter of its own", "matters of their own")
        );
        let tag = group.archived_at.map(|_| view! { <Tag tone=Tone::Rest icon="archive">"Archived"</Tag> });
        let members: Vec<&Member> = self.members.iter().filter(|one| one.group_id == group.id).collect();
        let people = if members.is_empty() {
            view! { <p class="soft">"Nobody belongs to it yet: only owners see what is in it."</p> }.into_any()
        } else {
            let lines = members.iter().map(|one| self.member(group, one)).collect_view();
            view! { <ul class="ledger bare">{lines}</ul> }.into_any()
        };
        view! {
            <section class="stack-tight" aria-labelledby=id.clone()>
                <div class="head">
                    <h2 id=id.clone()>{group.name.clone()}</h2>
                    {tag}
                </div>
                <p class="soft">{facts}</p>
                {people}
                {group.archived_at.is_none().then(|| self.add_member(group, &members))}
                <div class="actions">{self.rename(group)} {self.put_away(group)}</div>
            </section>
        }
        .into_any()
    }

    fn member(&self, group: &Group, one: &Member) -> AnyView {
        let more = format!("{} from {}", one.name, group.name);
        let (id, account, name) = (group.id.to_string(), one.account_id.to_string(), one.name.clone());
        view! {
            <li>
                <span class="what">{name}</span>
                <span class="aside">
                    <PostForm action=RemoveFromGroup::url() page=self.here.clone()>
                        <Hidden name="group" value=id />
                        <Hidden name="account" value=account />
                        <Button label="Remove" look=Look::Small more=more />
                    </PostForm>
                </span>
            </li>
        }
        .into_any()
    }

    /// Who is not in it yet; nothing where everybody is.
    fn add_member(&self, group: &Group, members: &[&Member]) -> Option<AnyView> {
        let others = self.everybody.iter().filter(|one| members.iter().all(|member| member.account_id != one.id));
        let others: Vec<_> = others.map(|one| (one.id.to_string(), one.name.clone())).collect();
        if others.is_empty() {
            return None;
        }
        let options = std::iter::once((String::new(), "Choose".to_owned())).chain(others).collect();
        let (form, field) = self.own(&self.add, group, "account");
        let (id, name, label) = (group.id.to_string(), group.name.clone(), format!("Add somebody to {}", group.name));
        Some(
            view! {
                <PostForm action=AddToGroup::url() page=self.here.clone() class="filters" label=label>
                    <Hidden name="group" value=id />
                    <SelectField form=form name="account" label="Add" options=options id=field />
                    <Button label="Add to group" more=name />
                </PostForm>
            }
            .into_any(),
        )
    }

    fn put_away(&self, group: &Group) -> AnyView {
        let (action, label) = match group.archived_at {
            None => (ArchiveGroup::url(), "Archive"),
            Some(_) => (RestoreGroup::url(), "Restore"),
        };
        let (id, name) = (group.id.to_string(), group.name.clone());
        view! {
            <PostForm action=action page=self.here.clone()>
                <Hidden name="group" value=id />
                <Button label=label look=Look::Quiet more=name />
            </PostForm>
        }
        .into_any()
    }

    fn rename(&self, group: &Group) -> AnyView {
        let (form, field) = self.own(&self.rename, group, "name");
        let (open, id, name) = (form.refused(), group.id.to_string(), group.name.clone());
        let (more, value) = (name.clone(), name.clone());
        view! {
            <details open=open>
                <summary>"Rename" <span class="visually-hidden">{format!(" {name}")}</span></summary>
                <PostForm action=RenameGroup::url() page=self.here.clone() class="stack-tight">
                    <Hidden name="group" value=id />
                    <TextField form=form name="name" label="Name" value=value autocomplete="off" id=field />
                    <div class="actions">
                        <Button label="Save name" look=Look::Small more=more />
                    </div>
                </PostForm>
            </details>
        }
        .into_any()
    }

    /// The form as it came back, if it was this group's, and the id of its field: an error leads to the refused one.
    fn own(&self, form: &Form, group: &Group, field: &str) -> (Form, String) {
        let refused = form.refused() && form.typed("group") == Some(group.id.as_str());
        if refused { (form.clone(), field.to_owned()) } else { (Form::default(), format!("{field}-{}", group.id)) }
    }
}
