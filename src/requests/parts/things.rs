//! What a request asks for, as the client will read it and as staff do.

use super::by_heading;
use crate::documents::kinds;
use crate::firm::Times;
use crate::requests::asking::Asking;
use crate::requests::model::Need;
use crate::requests::store::{Item, Request};
use crate::ui::{Icon, Moment};
use leptos::prelude::*;

/// What limits the answer to a thing, for everybody: `2 files · PDF or a picture`.
pub fn limits(asking: &Asking) -> String {
    let many = (asking.how_many > 1).then(|| format!("{} files", asking.how_many));
    let kinds = Some(kinds::in_words(&asking.kinds)).filter(|words| !words.is_empty());
    [many, kinds].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `(optional)`, `(if you rent out a house)`; nothing for what is required.
fn need_words(asking: &Asking) -> Option<String> {
    match asking.need {
        Need::Required => None,
        Need::Optional => Some("(optional)".to_owned()),
        Need::Conditional => Some(format!("({})", asking.condition)),
    }
}

/// The request as its contacts will have it before them: nothing internal stands in it.
pub fn preview(times: &Times, request: &Request, items: &[Item]) -> AnyView {
    let message = request.message.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    let groups = by_heading(items.iter().collect(), |item| item.heading.as_str());
    let group = |(heading, items): (String, Vec<&Item>)| {
        let title = (!heading.is_empty()).then(|| view! { <h4 class="group">{heading}</h4> });
        view! { {title} <ul class="asked">{items.into_iter().map(as_client).collect_view()}</ul> }
    };
    view! {
        <article class="sheet" aria-label="What the client will see">
            <header><h3>{request.title.clone()}</h3></header>
            {message}
            <p>"Due "{times.until_day(&request.due_on)}" · "<Moment at=times.day(&request.due_on) /></p>
            {groups.into_iter().map(group).collect_view()}
        </article>
    }
    .into_any()
}

fn as_client(item: &Item) -> AnyView {
    let asking = item.asking();
    let need = need_words(&asking).map(|words| view! { " "<span class="soft">{words}</span> });
    let limits = limits(&asking);
    let limits = (!limits.is_empty()).then(|| view! { <p class="soft">{limits}</p> });
    let example = item.example_name.is_some().then(|| view! { <p><Icon name="document" />" See an example"</p> });
    let instruction =
        (!asking.instruction.is_empty()).then(|| view! { <p class="soft">{asking.instruction.clone()}</p> });
    view! { <li><p><b>{asking.title}</b>{need}</p>{instruction}{limits}{example}</li> }.into_any()
}

/// The lines below a thing's title, for staff: instruction, limits, example, what is checked.
pub fn things_for_staff(asking: &Asking, example: Option<(String, String)>) -> AnyView {
    let need = match asking.need {
        Need::Required => "Required".to_owned(),
        Need::Optional => "Optional".to_owned(),
        Need::Conditional => format!("Only {}", asking.condition),
    };
    let limits = limits(asking);
    let facts = if limits.is_empty() { need } else { format!("{need} · {limits}") };
    let instruction = (!asking.instruction.is_empty()).then(|| view! { <p>{asking.instruction.clone()}</p> });
    let example = example.map(|(href, name)| {
        view! { <small><Icon name="document" />" Example: "<a class="above" href=href>{name}</a></small> }
    });
    let checks: Vec<&str> = asking.checks.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let checks = (!checks.is_empty()).then(|| {
        let lines = checks.join(" · ");
        view! { <small><Icon name="lock" />" Checks, internal: "{lines}</small> }
    });
    view! { <div class="lines">{instruction}<small>{facts}</small>{example}{checks}</div> }.into_any()
}
