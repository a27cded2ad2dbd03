//! `/settings/security`: who may, and who must, show a second factor.

use crate::accounts::factors::actions::SaveFactorRules;
use crate::accounts::factors::model::{Rule, who_word};
use crate::accounts::factors::rules::{self, day_field, rule_field, who};
use crate::accounts::factors::store::{self, Share};
use crate::accounts::pages::titled;
use crate::accounts::session::Kind;
use crate::accounts::{Act, Content, Desk, step_up};
use crate::firm::Times;
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{Button, ErrorSummary, Head, Look, PageHead, PostForm, SelectField, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Settings, security.
///
/// # Errors
/// `Forbidden`; `ConfirmFirst`.
pub async fn settings(mut desk: Desk) -> Result<Content> {
    desk.may(Act::ChangeSecurity)?;
    step_up::fresh().await?;
    let form = request::form::<SaveFactorRules>();
    let all = rules::all(&mut desk.tx, &desk.services).await?;
    let shares = store::shares(&mut desk.tx).await?;
    let rows = all.iter().map(|(kind, rule)| row(&form, *kind, *rule, &shares, &desk.times)).collect_view();
    let here = desk.here.clone();
    Ok(Content::plain(
        titled(&form, "Security"),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <PageHead title="Security" lead="Who shows more than a password to sign in." />
                {settings_tabs(&desk.staff, SettingsTab::Security)}
            </div>
            <PostForm action=SaveFactorRules::url() page=here class="stack" label="Second step">
                <section class="stack" aria-labelledby="second-step">
                    <Head id="second-step" title="Second step" />
                    <p class="soft">
                        "An authenticator app or a passkey, after the password. Where it is required, whoever has none sets one up right after signing in, and sees nothing else before. Whoever has one is always asked for it, also where it is off."
                    </p>
                    {rows}
                </section>
                <div class="actions">
                    <Button label="Save rules" look=Look::Primary />
                </div>
            </PostForm>
        },
    ))
}

fn row(form: &Form, kind: Kind, rule: Rule, shares: &[Share], times: &Times) -> AnyView {
    let share = shares.iter().find(|share| share.role == who_word(kind));
    let hint = match (kind, share) {
        (Kind::Client, _) => "Everybody who signs in for a client.".to_owned(),
        (_, Some(share)) => format!("{} of {} have one.", share.with_factor, share.people),
        (_, None) => "Nobody has this role now.".to_owned(),
    };
    let options = [("off", "Off"), ("offered", "Offered"), ("required", "Required")];
    let options = options.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
    let day = match rule {
        Rule::Required(from) if from.0 > 0 => times.day_of(from).to_string(),
        _ => String::new(),
    };
    view! {
        <div class="pair">
            <SelectField form=form name=rule_field(kind) label=who(kind) hint=hint options=options value=rule.word() />
            <TextField
                form=form
                name=day_field(kind)
                label=format!("{}: required from", who(kind))
                hint="Leave it empty to require it at once."
                kind="date"
                value=day
                optional=true
            />
        </div>
    }
    .into_any()
}
