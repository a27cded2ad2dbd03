//! What a firm begins with: matter types, request templates, reasons and reminder rules, written for this project. They
//! become the firm's own rows at set-up, so all of it can be changed or put away.

pub mod content;

mod companies;
mod people;
mod taxes;

use crate::kernel::{Instant, Result};
use crate::reminders::model::{Received, Rule};
use crate::server::Tx;
use crate::{matters, reminders, requests, reviews};
use content::Type;

/// All types, in the order in which a firm reads them.
pub const TYPES: [&Type; 7] = [
    &taxes::INDIVIDUAL,
    &taxes::COMPANY,
    &companies::FORMATION,
    &companies::PERMIT,
    &people::ESTATE,
    &people::PROPERTY,
    &taxes::BOOKKEEPING,
];

/// What is often wrong with a document. A reason is read by the client, after the document's name.
pub const REASONS: [&str; 8] = [
    "It can’t be read: the picture is blurred or too dark. Please take it again in daylight, flat on a table.",
    "A part is cut off. Please send it again with all four corners in the picture.",
    "Pages are missing. Please send all of them, empty ones too.",
    "It is out of date. Please send the newest one.",
    "It is for another year or month. Please send the one that we asked for.",
    "It is not signed. Please sign it and send it again.",
    "It has another name on it than yours. Please send yours, or tell us why the name differs.",
    "It is another document than the one we asked for. Please look at the instruction once more, or ask us.",
];

/// When to remind: days after the due day (negative: before it), and what must have come.
pub const RULES: [(i64, Received); 5] = [
    (-7, Received::Nothing),
    (-2, Received::Either),
    (1, Received::Either),
    (7, Received::Either),
    (14, Received::Nothing),
];

/// Gives an empty firm all of it.
pub async fn fill(tx: &mut Tx, now: Instant) -> Result<()> {
    for one in TYPES {
        add(tx, one, now).await?;
    }
    for words in REASONS {
        reviews::store::add_reason(tx, words).await?;
    }
    for (days, received) in RULES {
        reminders::store::add_rule(tx, None, &Rule { days, received, since: now }).await?;
    }
    Ok(())
}

async fn add(tx: &mut Tx, one: &Type, now: Instant) -> Result<()> {
    let template = &one.template;
    let template_id =
        requests::store::add_template(tx, template.name, template.message, template.due_days, now).await?;
    for item in template.items {
        requests::store::add_template_item(tx, &template_id, &item.asking(), None).await?;
    }
    let id = matters::store::add_type(tx, one.name, Some(&template_id), now).await?;
    for phase in one.phases {
        matters::store::add_phase(tx, &id, phase.name, phase.client_name, phase.sentence, Some(phase.usual_days))
            .await?;
    }
    for title in one.tasks {
        matters::store::add_type_task(tx, &id, title).await?;
    }
    for deadline in one.deadlines {
        matters::store::add_type_deadline(tx, &id, deadline.title, deadline.offset_days, deadline.visible).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::kinds;
    use crate::requests::asking::{Asking, TypedItem};

    #[test]
    fn everything_in_it_could_have_been_typed() {
        for one in TYPES {
            assert!((4..=8).contains(&one.phases.len()) && !one.tasks.is_empty() && !one.deadlines.is_empty());
            for item in one.template.items {
                let asking = item.asking();
                let typed = TypedItem {
                    heading: asking.heading.clone(),
                    title: asking.title.clone(),
                    instruction: asking.instruction.clone(),
                    need: asking.need.word().to_owned(),
                    condition: asking.condition.clone(),
                    how_many: asking.how_many.to_string(),
                    kinds: kinds::groups(&asking.kinds).iter().map(|group| group.word.to_owned()).collect(),
                    checks: asking.checks.clone(),
                };
                let parsed = Asking::parse(&typed).map(|parsed| (parsed.title, parsed.condition, parsed.how_many));
                assert_eq!(parsed, Ok((asking.title, asking.condition, asking.how_many)), "{}", one.name);
            }
        }
    }

    #[test]
    fn what_clients_read_is_whole_sentences() {
        let sentences = TYPES.iter().flat_map(|one| one.phases.iter().map(|phase| phase.sentence));
        let instructions = TYPES.iter().flat_map(|one| one.template.items.iter().map(|item| item.asking().instruction));
        for words in sentences.map(str::to_owned).chain(instructions).chain(REASONS.map(str::to_owned)) {
            assert!(words.ends_with('.') && !words.contains('!'), "{words}");
        }
    }
}
