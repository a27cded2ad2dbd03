//! `/settings/review`: the firm's sentences for what is wrong with a document, and how reviewed documents are named.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Form, Result};
use crate::reviews::actions::{AddReason, ChangeReason, MoveReason, RemoveReason, SaveFiling};
use crate::reviews::filing::{self, Facts, PLACEHOLDERS};
use crate::reviews::store::{self, Reason};
use crate::server::leptos as request;
use crate::ui::{Button, Empty, ErrorSummary, Head, Hidden, Look, PageHead, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What the example shows.
const EXAMPLE: Facts<'static> = Facts {
    date: "2026-11-24",
    client: "Mariam Rahman",
    item: "Passport, photo page",
    matter: "Personal tax return 2025",
    reference: "M-2026-0148",
    name: "IMG_0042.jpg",
};

/// The page.
pub async fn settings(mut desk: Desk) -> Result<Content> {
    desk.may(Act::ChangeFirm)?;
    let forms = Forms::read();
    let refused = forms.refused();
    let reasons = store::reasons(&mut desk.tx).await?;
    let pattern = store::pattern(&mut desk.tx).await?;
    let lead = "What reviewers can say with one choice, and what accepted documents are called in the firm’s files.";
    let body = view! {
        <ErrorSummary form=&refused />
        <div class="stack-tight">
            <PageHead title="Review" lead=lead />
            {settings_tabs(&desk.staff, SettingsTab::Review)}
        </div>
        {sentences(&forms, &reasons, &desk.here)}
        {names(&forms.filing, pattern, &desk.here)}
    };
    Ok(Content::plain(title("Review settings", &[&refused]), body))
}

/// The forms of this page, as they came back.
struct Forms {
    add: Form,
    change: Form,
    moved: Form,
    remove: Form,
    filing: Form,
}

impl Forms {
    fn read() -> Self {
        Forms {
            add: request::form::<AddReason>(),
            change: request::form::<ChangeReason>(),
            moved: request::form::<MoveReason>(),
            remove: request::form::<RemoveReason>(),
            filing: request::form::<SaveFiling>(),
        }
    }

    fn refused(&self) -> Form {
        let all = [&self.add, &self.change, &self.moved, &self.remove, &self.filing];
        all.into_iter().find(|form| form.refused()).cloned().unwrap_or_default()
    }
}

fn sentences(forms: &Forms, reasons: &[Reason], here: &str) -> AnyView {
    let list = if reasons.is_empty() {
        let words = "A reason that you need often, like “A page is missing”, is chosen instead of typed.";
        view! { <Empty title="No reasons yet" words /> }.into_any()
    } else {
        let last = reasons.len() - 1;
        let lines = reasons.iter().enumerate();
        let lines = lines.map(|(at, reason)| line(&forms.change, reason, (at > 0, at < last), here)).collect_view();
        view! { <ol class="ledger bare things">{lines}</ol> }.into_any()
    };
    // An error leads to the field with this id: the refused one.
    let id = if forms.change.refused() { "new-words" } else { "words" };
    let field = view! { <TextField form=&forms.add name="words" label="New reason" autocomplete="off" id=id /> };
    view! {
        <section class="stack" aria-labelledby="reasons">
            <Head id="reasons" title="Reasons" />
            <p class="soft">"Reviewers choose one when a document can’t be used or more is needed. Clients read it as it stands."</p>
            {list}
            <PostForm action=AddReason::url() page=here.to_owned() class="stack-tight" label="New reason">
                {field}
                <div class="actions">
                    <Button label="Add reason" icon="plus" />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// One sentence; `ways` says whether it can go up and down.
fn line(change: &Form, reason: &Reason, ways: (bool, bool), here: &str) -> AnyView {
    let refused = change.refused() && change.typed("reason") == Some(reason.id.as_str());
    let form = if refused { change.clone() } else { Form::default() };
    let id = if refused { "words".to_owned() } else { format!("words-{}", reason.id) };
    let words = reason.words.clone();
    let up = ways.0.then(|| step(reason, true, here));
    let down = ways.1.then(|| step(reason, false, here));
    view! {
        <li>
            <span class="what">{words.clone()}</span>
            <div class="actions">{up} {down} {removal(reason, here)}</div>
            <details open=refused>
                <summary>"Change" <span class="visually-hidden">{format!(" {words}")}</span></summary>
                {other_words(reason, form, id, here)}
            </details>
        </li>
    }
    .into_any()
}

fn other_words(reason: &Reason, form: Form, id: String, here: &str) -> AnyView {
    let (own, words) = (reason.id.to_string(), reason.words.clone());
    let more = words.clone();
    view! {
        <PostForm action=ChangeReason::url() page=here.to_owned() class="stack-tight">
            <Hidden name="reason" value=own />
            <TextField form=form name="words" label="Reason" value=words autocomplete="off" id=id />
            <div class="actions">
                <Button label="Save reason" look=Look::Small more=more />
            </div>
        </PostForm>
    }
    .into_any()
}

fn removal(reason: &Reason, here: &str) -> AnyView {
    let (own, words) = (reason.id.to_string(), reason.words.clone());
    view! {
        <PostForm action=RemoveReason::url() page=here.to_owned()>
            <Hidden name="reason" value=own />
            <Button label="Remove" look=Look::Small more=words />
        </PostForm>
    }
    .into_any()
}

fn step(reason: &Reason, up: bool, here: &str) -> AnyView {
    let label = if up { "Move up" } else { "Move down" };
    let (own, words) = (reason.id.to_string(), reason.words.clone());
    view! {
        <PostForm action=MoveReason::url() page=here.to_owned()>
            <Hidden name="reason" value=own />
            <Hidden name="up" value=up.to_string() />
            <Button label=label look=Look::Small more=words />
        </PostForm>
    }
    .into_any()
}

fn names(form: &Form, pattern: String, here: &str) -> AnyView {
    // What was typed, if it can be a pattern; else what is kept.
    let shown = filing::parse(&form.value("pattern", &pattern)).unwrap_or_else(|_| pattern.clone());
    let example = filing::filled(&shown, &EXAMPLE);
    let line = |(placeholder, words): (&'static str, &'static str)| {
        view! {
            <div>
                <dt><code>{placeholder}</code></dt>
                <dd>{words}</dd>
            </div>
        }
    };
    let field = view! {
        <TextField
            form=form
            name="pattern"
            label="Pattern"
            hint="The file’s ending is kept. Clients keep seeing the name they gave."
            autocomplete="off"
            value=pattern
        />
    };
    view! {
        <section class="stack" aria-labelledby="filing">
            <Head id="filing" title="Names of accepted documents" />
            <PostForm action=SaveFiling::url() page=here.to_owned() class="stack" label="Names of accepted documents">
                {field}
                <p>"For example " <b>{EXAMPLE.name}</b> " becomes " <b>{example}</b></p>
                <dl class="facts">{PLACEHOLDERS.into_iter().map(line).collect_view()}</dl>
                <div class="actions">
                    <Button label="Save pattern" look=Look::Primary />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}
