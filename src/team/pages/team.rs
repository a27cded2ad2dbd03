//! `/settings/team`: who belongs to the firm, who is invited, and the form that invites.

use crate::accounts::pages::titled;
use crate::accounts::store::Account;
use crate::accounts::{AccountId, Act, Content, Desk, Role, policy};
use crate::firm::Times;
use crate::firm::pages::sentence_case;
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::team::actions::{InviteColleague, ResendColleagueInvitation, RevokeColleagueInvitation};
use crate::team::store::{self, TeamInvitation};
use crate::ui::{
    Button, ErrorSummary, Head, Hidden, Look, Moment, PageHead, PostForm, SelectField, Tag, TextField, Tone,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The team.
///
/// # Errors
/// `Forbidden`.
pub async fn team(mut desk: Desk) -> Result<Content> {
    desk.may(Act::ManageTeam)?;
    let form = request::form::<InviteColleague>();
    let others = [request::form::<ResendColleagueInvitation>(), request::form::<RevokeColleagueInvitation>()];
    let refused = std::iter::once(&form).chain(&others).find(|form| form.refused()).cloned().unwrap_or_default();
    let everybody = store::everybody(&mut desk.tx).await?;
    let groups = if desk.staff.can(Act::EditGroups) { store::groups(&mut desk.tx).await? } else { Vec::new() };
    let people = everybody.iter().map(|one| person(one, &groups, &desk)).collect_view();
    let open = store::open_invitations(&mut desk.tx).await?;
    Ok(Content::plain(
        titled(&refused, "Team"),
        view! {
            <ErrorSummary form=&refused />
            <div class="stack-tight">
                <PageHead title="Team" lead="Who works here, as what, and who is invited." />
                {settings_tabs(&desk.staff, SettingsTab::Team)}
            </div>
            <section class="stack" aria-labelledby="people">
                <Head id="people" title="People" />
                <ul class="ledger bare">{people}</ul>
            </section>
            {invited(&open, &desk)}
            {invite(&form, &desk)}
        },
    ))
}

fn person(one: &Account, groups: &[(AccountId, String)], desk: &Desk) -> AnyView {
    let own = groups.iter().filter(|(account, _)| *account == one.id);
    let groups: Vec<&str> = own.map(|(_, name)| name.as_str()).collect();
    let mut facts = vec![sentence_case(one.role.as_deref().unwrap_or_default()), one.email.clone()];
    if !groups.is_empty() {
        facts.push(groups.join(", "));
    }
    let you = (one.id == *desk.staff.id()).then_some(" (you)");
    let (href, name, facts) = (format!("/settings/team/{}", one.id), one.name.clone(), facts.join(" · "));
    let standing = standing(one, &desk.times);
    view! {
        <li>
            <span class="what">
                <a href=href>{name}</a> {you}
                <small class="soft">{facts}</small>
            </span>
            <span class="aside">{standing}</span>
        </li>
    }
    .into_any()
}

/// Whether somebody is in, and when they were here last.
pub(super) fn standing(one: &Account, times: &Times) -> AnyView {
    if one.state != "active" {
        return view! { <Tag tone=Tone::Rest icon="state-off">"Deactivated"</Tag> }.into_any();
    }
    match one.last_login_at {
        Some(at) => view! { <span class="soft">"Last sign-in " <Moment at=times.inside(at) /></span> }.into_any(),
        None => view! { <span class="soft">"Never signed in"</span> }.into_any(),
    }
}

fn invited(open: &[TeamInvitation], desk: &Desk) -> Option<AnyView> {
    if open.is_empty() {
        return None;
    }
    let lines = open.iter().map(|invitation| line(invitation, desk)).collect_view();
    Some(
        view! {
            <section class="stack" aria-labelledby="invited">
                <Head id="invited" title="Invited" open=true />
                <ul class="ledger bare">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn line(invitation: &TeamInvitation, desk: &Desk) -> AnyView {
    let facts =
        format!("{} · {} · invited by {}", sentence_case(&invitation.role), invitation.email, invitation.sender_name);
    let until = if invitation.is_live(desk.services.now()) {
        let at = desk.times.short(invitation.expires_at);
        view! { <Tag tone=Tone::Live icon="state-pending">"Pending"</Tag> " " <small class="soft">"until " <Moment at /></small> }
            .into_any()
    } else {
        view! { <Tag tone=Tone::Rest icon="state-off">"Link ended"</Tag> }.into_any()
    };
    let role = Role::parse(&invitation.role).ok();
    let may = role.is_some_and(|role| policy::may_change(desk.staff.role(), role));
    let acts = may.then(|| {
        let (id, name) = (invitation.id.to_string(), invitation.name.clone());
        let (more, also) = (format!("to {name}"), format!("of {name}"));
        let also_id = id.clone();
        let (here, there) = (desk.here.clone(), desk.here.clone());
        view! {
            <PostForm action=ResendColleagueInvitation::url() page=here>
                <Hidden name="invitation" value=id />
                <Button label="Send new link" look=Look::Small more=more />
            </PostForm>
            <PostForm action=RevokeColleagueInvitation::url() page=there>
                <Hidden name="invitation" value=also_id />
                <Button label="Take back invitation" look=Look::Small more=also />
            </PostForm>
        }
    });
    let name = invitation.name.clone();
    view! {
        <li>
            <span class="what">{name} <small class="soft">{facts}</small></span>
            <span class="aside">{until} {acts}</span>
        </li>
    }
    .into_any()
}

fn invite(form: &Form, desk: &Desk) -> AnyView {
    let (form, here, roles) = (form.clone(), desk.here.clone(), roles(desk.staff.role()));
    let words = "They get a link that works for 7 days, choose a password, and are in. Nobody gets in before.";
    view! {
        <section class="stack" aria-labelledby="invite">
            <Head id="invite" title="Invite a colleague" />
            <p class="soft">{words}</p>
            <PostForm action=InviteColleague::url() page=here class="stack" label="Invite a colleague">
                <div class="pair">
                    <TextField form=form.clone() name="name" label="Name" autocomplete="off" />
                    <TextField form=form.clone() name="email" label="Email" kind="email" autocomplete="off" />
                </div>
                <SelectField
                    form=form
                    name="role"
                    label="Role"
                    hint=ROLES
                    options=roles
                    value=Role::Staff.word()
                />
                <div class="actions">
                    <Button label="Send invitation" look=Look::Primary />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// What the roles are, in a sentence each.
pub(super) const ROLES: &str = "Owners do everything. Managers too, except for owners, practice groups and security. \
    Staff work for clients. The front desk receives people and sees no documents.";

/// The roles that somebody of this role may give.
pub(super) fn roles(by: Role) -> Vec<(String, String)> {
    let may = Role::ALL.into_iter().filter(|role| policy::may_change(by, *role));
    may.map(|role| (role.word().to_owned(), sentence_case(role.word()))).collect()
}
