//! The fields of one thing asked for: the same in a template and in a request.

use crate::documents::{DocumentId, kinds, store};
use crate::kernel::{Form, Result};
use crate::requests::asking::{Asking, TypedItem};
use crate::requests::model::Need;
use crate::server::Tx;
use crate::ui::{CarryButton, Choice, Choices, FileField, SelectField, TextArea, TextField};
use leptos::prelude::*;

/// What can serve as an example, and what is chosen now.
pub struct Examples {
    /// The firm's documents of the client: id and name. None in a template.
    pub documents: Vec<(DocumentId, String)>,
    /// The one that is chosen.
    pub chosen: Option<(DocumentId, String)>,
}

impl Examples {
    /// With the file that has just been kept, or else what stood there `before`.
    pub async fn of(
        tx: &mut Tx,
        form: &Form,
        documents: Vec<(DocumentId, String)>,
        before: Option<(DocumentId, String)>,
    ) -> Result<Self> {
        let typed = form.typed("example").and_then(|id| DocumentId::try_from(id.to_owned()).ok());
        let kept = match typed {
            Some(id) => store::example_file(tx, &id).await?,
            None => None,
        };
        Ok(Examples { documents, chosen: kept.or(before) })
    }
}

/// What stands in the fields before the form is sent.
pub fn typed_of(asking: &Asking) -> TypedItem {
    TypedItem {
        heading: asking.heading.clone(),
        title: asking.title.clone(),
        instruction: asking.instruction.clone(),
        need: asking.need.word().to_owned(),
        condition: asking.condition.clone(),
        how_many: asking.how_many.to_string(),
        kinds: asking.kinds.split_whitespace().map(str::to_owned).collect(),
        checks: asking.checks.clone(),
    }
}

/// The fields. `headings` are the groups that exist already.
pub fn item_fields(form: &Form, now: &TypedItem, headings: &[String], examples: Examples) -> AnyView {
    let needs = Need::ALL.iter().map(|need| (need.word().to_owned(), words_of(*need).to_owned())).collect();
    let need = if now.need.is_empty() { Need::Required.word().to_owned() } else { now.need.clone() };
    let how_many = if now.how_many.is_empty() { "1".to_owned() } else { now.how_many.clone() };
    let known = if headings.is_empty() {
        "Things with the same heading stand together. Without one it stands alone.".to_owned()
    } else {
        format!("Things with the same heading stand together. So far: {}.", headings.join(", "))
    };
    view! {
        <TextField form=form name="title" label="What do you need" value=now.title.clone() hint="As the client reads it." autocomplete="off" autofocus=now.title.is_empty() />
        <TextArea form=form name="instruction" label="Instruction" value=now.instruction.clone() hint="How it should be: which pages, which months." optional=true />
        <TextField form=form name="heading" label="Heading" value=now.heading.clone() hint=known optional=true autocomplete="off" />
        <SelectField form=form name="need" label="Must it be sent" options=needs value=need />
        <TextField form=form name="condition" label="Condition" value=now.condition.clone() hint="Only for what is needed in some cases: when, in words, like “if you rent out a house”." optional=true autocomplete="off" />
        <TextField form=form name="how_many" label="How many files" value=how_many inputmode="numeric" autocomplete="off" />
        {ticks(form, now)}
        {example(form, examples)}
        <TextArea form=form name="checks" label="What the reviewer checks" value=now.checks.clone() hint="One a line. Clients never see it." optional=true />
    }
    .into_any()
}

fn words_of(need: Need) -> &'static str {
    match need {
        Need::Required => "Yes, it is required",
        Need::Optional => "No, it is optional",
        Need::Conditional => "Only in some cases (say when below)",
    }
}

fn ticks(form: &Form, now: &TypedItem) -> AnyView {
    let tick = |group: kinds::Group| {
        let checked = now.kinds.iter().any(|word| word == group.word);
        view! { <Choice form=form name="kinds[]" value=group.word label=group.label checked /> }
    };
    let ticks = kinds::GROUPS.into_iter().map(tick).collect_view();
    view! {
        <Choices form=form name="kinds" legend="Kinds of file" hint="Without a tick, every kind that the portal takes.">
            {ticks}
        </Choices>
    }
    .into_any()
}

/// An example file of one's own, below the form's button: it is kept, and the form comes back with it.
pub fn upload_example(form: &Form, to: String) -> AnyView {
    view! {
        <details open=form.wrong("example_file").is_some()>
            <summary>"Upload an example file"</summary>
            <div class="stack-tight">
                <FileField form=form name="example_file" label="File to show as an example" hint="Upload it, then save: what you typed stays." />
                <div class="actions"><CarryButton label="Upload example" to /></div>
            </div>
        </details>
    }
    .into_any()
}

fn example(form: &Form, examples: Examples) -> Option<AnyView> {
    let Examples { mut documents, chosen } = examples;
    let value = chosen.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
    if let Some(chosen) = chosen
        && documents.iter().all(|(id, _)| *id != chosen.0)
    {
        documents.push(chosen);
    }
    let mut options = vec![(String::new(), "No example".to_owned())];
    options.extend(documents.into_iter().map(|(id, name)| (id.to_string(), name)));
    let hint = "Whoever is asked can open it.";
    let any = options.len() > 1;
    any.then(|| view! { <SelectField form=form name="example" label="Example file" options value hint /> }.into_any())
}
