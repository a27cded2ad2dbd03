//! `/settings/team/{id}`: one of the firm: who they are, another role, out of the team and back into it.

use super::team::{ROLES, roles, standing};
use crate::accounts::pages::titled;
use crate::accounts::store::{self as accounts, Account};
use crate::accounts::{AccountId, Act, Content, Desk, Role, factors, policy, step_up};
use crate::firm::pages::sentence_case;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::team::actions::{ActivateColleague, ChangeRole, DeactivateColleague, ResetColleagueFactor};
use crate::team::changes::{in_hand, role_of};
use crate::team::store::{self, Work};
use crate::ui::{
    Button, Crumb, ErrorSummary, Fact, Facts, Head, Hidden, Look, Notice, NoticeTone, PageHead, PostForm, SelectField,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What the page knows.
struct Scene {
    whose: Account,
    role: Role,
    work: Work,
    in_hand: String,
    everybody: Vec<Account>,
    has_factor: bool,
    here: String,
}

/// One colleague.
///
/// # Errors
/// `Forbidden`; `NotFound` for whoever is not of the firm; `ConfirmFirst`.
pub async fn colleague(mut desk: Desk) -> Result<Content> {
    desk.may(Act::ManageTeam)?;
    let id = desk.param::<AccountId>("id")?;
    let whose = accounts::by_id(&mut desk.tx, &id).await?;
    let role = role_of(&whose)?;
    step_up::fresh().await?;
    let (change, out) = (request::form::<ChangeRole>(), request::form::<DeactivateColleague>());
    let others = [request::form::<ActivateColleague>(), request::form::<ResetColleagueFactor>()];
    let refused = [&change, &out].into_iter().chain(&others).find(|form| form.refused()).cloned().unwrap_or_default();
    let work = store::work_of(&mut desk.tx, &whose.id).await?;
    let scene = Scene {
        work,
        in_hand: in_hand(&mut desk.tx, &desk.staff, &whose, work).await?,
        everybody: accounts::active_staff(&mut desk.tx).await?,
        has_factor: !factors::store::of(&mut desk.tx, &whose.id).await?.is_empty(),
        here: desk.here.clone(),
        whose,
        role,
    };
    let own = scene.whose.id == *desk.staff.id();
    let acts = match (own, policy::may_change(desk.staff.role(), role)) {
        (true, _) => view! {
            <Notice tone=NoticeTone::Plain>
                "This is you. Another owner or manager changes your role; your password and your devices are on "
                <a href="/account">"your account page"</a> "."
            </Notice>
        }
        .into_any(),
        (false, false) => {
            view! { <Notice tone=NoticeTone::Plain>"Only an owner changes an owner’s account."</Notice> }.into_any()
        }
        (false, true) => scene.acts(desk.staff.role(), &change, &out),
    };
    let (name, facts) = (scene.whose.name.clone(), scene.facts(&desk));
    Ok(Content::plain(
        titled(&refused, &name),
        view! {
            <ErrorSummary form=&refused />
            <div class="stack-tight">
                <Crumb href="/settings/team" label="Team" />
                <PageHead title=name.clone() />
            </div>
            {facts}
            {acts}
        },
    ))
}

impl Scene {
    fn active(&self) -> bool {
        self.whose.state == "active"
    }

    fn facts(&self, desk: &Desk) -> AnyView {
        let (email, phone) = (self.whose.email.clone(), self.whose.phone.clone());
        let second = if self.has_factor { "Set up" } else { "None" };
        let (role, in_hand) = (sentence_case(self.role.word()), sentence_case(&self.in_hand));
        let standing = standing(&self.whose, &desk.times);
        view! {
            <Facts>
                <Fact term="Email">{email}</Fact>
                <Fact term="Phone">{phone}</Fact>
                <Fact term="Role">{role}</Fact>
                <Fact term="Second step">{second}</Fact>
                <Fact term="In hand">{in_hand}</Fact>
                <Fact term="Sign-in">{standing}</Fact>
            </Facts>
        }
        .into_any()
    }

    fn acts(&self, by: Role, change: &Form, out: &Form) -> AnyView {
        if !self.active() {
            let rest = (!self.work.is_none()).then(|| self.out(out, "Hand over what is left", "Hand over work"));
            let again = self.in_again();
            return view! { {again} {rest} }.into_any();
        }
        let role = self.change_role(by, change);
        let factor = self.has_factor.then(|| self.reset_factor());
        let out = self.out(out, "Deactivate", "Deactivate account");
        view! { {role} {factor} {out} }.into_any()
    }

    fn change_role(&self, by: Role, form: &Form) -> AnyView {
        let (id, here, now) = (self.whose.id.to_string(), self.here.clone(), self.role.word());
        let form = form.clone();
        view! {
            <section class="stack" aria-labelledby="role-head">
                <Head id="role-head" title="Role" />
                <PostForm action=ChangeRole::url() page=here class="stack-tight" label="Role">
                    <Hidden name="account" value=id />
                    <SelectField form=form name="role" label="Role" hint=ROLES options=roles(by) value=now />
                    <div class="actions">
                        <Button label="Change role" />
                    </div>
                </PostForm>
            </section>
        }
        .into_any()
    }

    fn reset_factor(&self) -> AnyView {
        let (id, here) = (self.whose.id.to_string(), self.here.clone());
        let words = "For somebody who has lost their telephone or passkey. Call them first: they sign in with the password \
                     alone until they set it up again.";
        view! {
            <section class="stack" aria-labelledby="second-step">
                <Head id="second-step" title="Second step" />
                <p class="soft">{words}</p>
                <PostForm action=ResetColleagueFactor::url() page=here>
                    <Hidden name="account" value=id />
                    <Button label="Take away second step" />
                </PostForm>
            </section>
        }
        .into_any()
    }

    fn out(&self, form: &Form, title: &'static str, button: &'static str) -> AnyView {
        let words = if self.active() {
            "They are signed out everywhere at once and can’t sign in any more. What they did stays in the records."
        } else {
            "What came to them after they had left."
        };
        let look = if self.active() { Look::Danger } else { Look::Plain };
        let (id, here) = (self.whose.id.to_string(), self.here.clone());
        let successor = (!self.work.is_none()).then(|| {
            let others = self.everybody.iter().filter(|one| one.id != self.whose.id);
            let others = others.map(|one| (one.id.to_string(), one.name.clone()));
            let options = std::iter::once((String::new(), "Choose".to_owned())).chain(others).collect();
            let label = format!("Who takes over {}", self.in_hand);
            let hint = "They lead and help from now on, and hear of what comes. Choose somebody who may see all of it.";
            view! { <SelectField form=form.clone() name="successor" label=label hint=hint options=options /> }
        });
        view! {
            <section class="stack" aria-labelledby="out">
                <Head id="out" title=title />
                <p class="soft">{words}</p>
                <PostForm action=DeactivateColleague::url() page=here class="stack-tight" label=title>
                    <Hidden name="account" value=id />
                    {successor}
                    <div class="actions">
                        <Button label=button look=look />
                    </div>
                </PostForm>
            </section>
        }
        .into_any()
    }

    fn in_again(&self) -> AnyView {
        let (id, here) = (self.whose.id.to_string(), self.here.clone());
        view! {
            <section class="stack" aria-labelledby="in-again">
                <Head id="in-again" title="Activate again" />
                <p class="soft">"They sign in with the password they had, in the same role and the same practice groups."</p>
                <PostForm action=ActivateColleague::url() page=here>
                    <Hidden name="account" value=id />
                    <Button label="Activate account" look=Look::Primary />
                </PostForm>
            </section>
        }
        .into_any()
    }
}
