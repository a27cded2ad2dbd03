//! The forms that open and change a matter.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Whose, title};
use crate::clients::{self, ClientId, OnClient};
use crate::kernel::{Form, Result};
use crate::matters::OnMatter;
use crate::matters::actions::{ChangeMatter, OpenMatter};
use crate::matters::model::MatterId;
use crate::matters::store;
use crate::practice_groups::parts::Groups;
use crate::practice_groups::{self, GroupId};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Choice, Choices, Crumb, ErrorSummary, Hidden, Look, PageHead, PostForm, SelectField, TextField,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const GROUP_HINT: &str = "Besides seeing the client, one has to belong to it.";
/// What stands here where the address names no client.
const WHOSE: Whose = Whose {
    title: "New matter",
    lead: "Whose matter is it?",
    here: "/matters/new",
    list: ("/matters", "Matters"),
    form: |client| format!("/matters/new?client={client}"),
};

/// `/matters/new?client=`.
pub async fn new(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditMatters)?;
    let Ok(client) = ClientId::try_from(request::query("client")) else { return WHOSE.page(desk).await };
    let form = request::form::<OpenMatter>();
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::EditMatters, client).await?;
    let client = clients::store::find(&mut desk.tx, &on).await?;
    let contacts = clients::store::contacts(&mut desk.tx, &on).await?;
    let types = store::types(&mut desk.tx, false).await?;
    let types = types.into_iter().map(|one| (one.id.to_string(), one.name));
    let types: Vec<_> = std::iter::once((String::new(), "Choose".to_owned())).chain(types).collect();
    let people = people(&mut desk, [client.group_id.as_ref(), None]).await?;
    let groups = Groups::for_new(&mut desk.tx, &desk.staff).await?.or_everybody();
    let today = desk.times.today_day().to_string();
    let me = desk.staff.id().to_string();
    let back = format!("/clients/{}/matters", client.id);
    let seen = contacts.iter().map(|contact| {
        let (id, name, small) = (contact.id.to_string(), contact.name.clone(), contact.email.clone());
        view! { <Choice form=&form name="contacts[]" value=id label=name small /> }
    });
    let seen = seen.collect_view();
    let typed = Typed { start_on: today, lead: me, ..Typed::default() };
    let fields = view! {
        <Hidden name="client" value=client.id.to_string() />
        <SelectField form=&form name="type_id" label="Kind of matter" options=types />
        {fields(&form, typed, people)}
        <Choices
            form=&form
            name="contacts"
            legend="Who sees it in the portal"
            hint="Nobody, until you tick a name. You can change it later."
        >
            {seen}
        </Choices>
        {groups.field(&form, GROUP_HINT)}
        {save("Open matter", back.clone())}
    };
    Ok(Content::plain(
        title(&format!("New matter, {}", client.name), &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <Crumb href=back.clone() label=client.name.clone() />
                <PageHead title="New matter" lead="Its phases, checklist and first deadlines come from the kind of matter." />
            </div>
            <PostForm action=OpenMatter::url() page=desk.here.clone() class="stack">
                {fields}
            </PostForm>
        },
    ))
}

/// `/matters/{id}/edit`.
pub async fn edit(mut desk: Desk) -> Result<Content> {
    let form = request::form::<ChangeMatter>();
    let id = desk.param::<MatterId>("id")?;
    let on = OnMatter::of_staff(&mut desk.tx, &desk.staff, Act::EditMatters, id).await?;
    let matter = store::find(&mut desk.tx, &on).await?;
    let helpers = store::helpers(&mut desk.tx, &on).await?;
    let people = people(&mut desk, [matter.client_group_id.as_ref(), matter.group_id.as_ref()]).await?;
    let groups = match desk.staff.can(Act::MoveToGroup) {
        true => Groups::for_known(&mut desk.tx, &desk.staff, matter.group_id.as_ref()).await?,
        false => Groups::default(),
    };
    let back = format!("/matters/{}", matter.id);
    let typed = Typed {
        title: matter.title.clone(),
        lead: matter.lead_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        helpers: helpers.into_iter().map(|(id, _)| id.to_string()).collect(),
        start_on: matter.start_on.to_string(),
        due_on: matter.due_on.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let fields = view! {
        <Hidden name="matter" value=matter.id.to_string() />
        <Hidden name="changed_at" value=matter.changed_at.0.to_string() />
        {fields(&form, typed, people)}
        {groups.field(&form, GROUP_HINT)}
        {save("Save matter", back.clone())}
    };
    Ok(Content::plain(
        title(&format!("Edit {}", matter.title), &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <Crumb href=back.clone() label=matter.title.clone() />
                <PageHead title="Edit matter" lead=format!("{} · {}", matter.reference, matter.type_name) />
            </div>
            <PostForm action=ChangeMatter::url() page=desk.here.clone() class="stack">
                {fields}
            </PostForm>
        },
    ))
}

/// What stands in the fields before the form is sent.
#[derive(Default)]
struct Typed {
    title: String,
    lead: String,
    helpers: Vec<String>,
    start_on: String,
    due_on: String,
}

fn fields(form: &Form, typed: Typed, people: Vec<(String, String)>) -> AnyView {
    let form = form.clone();
    let nobody = (String::new(), "Nobody yet".to_owned());
    let leads: Vec<_> = std::iter::once(nobody).chain(people.iter().cloned()).collect();
    let helpers = people.into_iter().map(|(id, name)| {
        let checked = typed.helpers.contains(&id);
        view! { <Choice form=&form name="helpers[]" value=id label=name checked /> }
    });
    let helpers = helpers.collect_view();
    view! {
        <TextField
            form=&form
            name="title"
            label="Title"
            value=typed.title
            hint="The client reads it too, like “Personal tax return 2026”."
            autocomplete="off"
        />
        <SelectField form=&form name="lead" label="Lead" options=leads value=typed.lead hint="Whom the client asks." />
        <Choices form=&form name="helpers" legend="Helpers">
            {helpers}
        </Choices>
        <div class="pair">
            <TextField form=&form name="start_on" label="First day" kind="date" value=typed.start_on />
            <TextField form=&form name="due_on" label="Due" kind="date" value=typed.due_on optional=true />
        </div>
    }
    .into_any()
}

/// Everybody of the firm who can lead or help: who sees what is of these practice groups, the client's and the matter's.
async fn people(desk: &mut Desk, groups: [Option<&GroupId>; 2]) -> Result<Vec<(String, String)>> {
    let staff = practice_groups::store::staff_who_reach(&mut desk.tx, groups).await?;
    Ok(staff.into_iter().map(|account| (account.id.to_string(), account.name)).collect())
}

fn save(label: &'static str, back: String) -> AnyView {
    view! {
        <div class="actions">
            <Button label look=Look::Primary />
            <ButtonLink href=back label="Cancel" look=Look::Quiet />
        </div>
    }
    .into_any()
}
