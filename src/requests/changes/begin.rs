//! How a request begins: by hand, from templates merged, or copied from an earlier one. It begins as a draft.

use super::{chosen, last_day, log, names, not_archived, some, times};
use crate::accounts::{Act, Staff};
use crate::activity::What;
use crate::clients::{ContactId, OnClient};
use crate::documents::DocumentId;
use crate::firm::Times;
use crate::firm::model::{line, text};
use crate::kernel::{AppError, Day, FieldErrors, Result};
use crate::matters::{MatterId, OnMatter};
use crate::reminders;
use crate::requests::asking::{Asking, TypedRequest};
use crate::requests::copying::{self, Suggested};
use crate::requests::model::{RequestId, TemplateId, by_heading};
use crate::requests::permit::OnRequest;
use crate::requests::store::{self, Heading, Request};
use crate::server::{Services, Tx};

/// Makes a draft of it. Gives its id, and how many things it begins with.
///
/// # Errors
/// `Invalid` beside the fields, also for a matter, contact or earlier request of another client; `Conflict` for an archived
/// client.
pub async fn begin(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    typed: TypedRequest,
) -> Result<(RequestId, usize)> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    not_archived(&mut tx, on).await?;
    let matter = matter(&mut tx, staff, on, &typed.matter).await?;
    let contacts = chosen(&mut tx, on, &typed.contacts).await?;
    let mut source = Source::default();
    let times = times(&mut tx, services).await?;
    source.copy(&mut tx, staff, on, &times, &typed.earlier).await?;
    let mut errors = FieldErrors::default();
    let templates = templates(&mut tx, on, matter.as_ref(), &typed).await?;
    match source.add_templates(&mut tx, &templates).await {
        Err(AppError::Invalid(refused)) => errors.0.extend(refused.0),
        other => other?,
    }
    let contacts = errors.take(some(contacts));
    let title = errors.take(title(&typed.title));
    let message = errors.take(text("message", &typed.message, 0, 2000, ""));
    let due_on = errors.take(source.due(&typed.due_on, &times.today_day()));
    errors.check()?;
    let (Some(contacts), Some(title), Some(message), Some(due_on)) = (contacts, title, message, due_on) else {
        return Err(AppError::Unreadable);
    };
    let message = if message.is_empty() { source.message } else { message };
    let heading = Heading { title: &title, message: &message, due_on: &due_on };
    let id = store::add(&mut tx, on, matter.as_ref(), &heading, now).await?;
    let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id.clone()).collect();
    store::set_contacts(&mut tx, &id, &ids, now).await?;
    let many = source.items.len();
    let groups = by_heading(source.items, |(asking, _)| asking.heading.as_str());
    for (asking, example) in groups.iter().flat_map(|(_, items)| items) {
        store::add_item(&mut tx, &id, asking, example.as_ref(), now).await?;
    }
    let whom = names(contacts.iter().map(|contact| contact.name.as_str()));
    let words = format!("Drafted the request {title} for {whom}");
    log(&mut tx, now, staff, What::RequestDrafted, on.client(), &id, words).await?;
    tx.save().await?;
    Ok((id, many))
}

/// The ticked templates. The matter may have been chosen in the form, which then offered no usual one to tick or untick:
/// where nothing else is chosen, it is taken, and what is too much is unticked on the next page.
async fn templates(
    tx: &mut Tx,
    on: &OnClient,
    matter: Option<&MatterId>,
    typed: &TypedRequest,
) -> Result<Vec<TemplateId>> {
    let chosen_here = matter.filter(|matter| matter.as_str() != typed.offered);
    match chosen_here {
        Some(matter) if typed.templates.is_empty() && typed.earlier.is_empty() => {
            let Some(usual) = store::usual_template(tx, on, matter).await? else { return Ok(Vec::new()) };
            let put_away = store::template(tx, &usual).await?.archived_at.is_some();
            Ok(if put_away { Vec::new() } else { vec![usual] })
        }
        _ => Ok(typed.templates.clone()),
    }
}

/// A request's title.
pub(super) fn title(typed: &str) -> Result<String> {
    line("title", typed, 1, 160, "Enter a title, as the client will read it")
}

/// The matter that was named. Another client's is refused beside field `matter`, like one that is not there.
async fn matter(tx: &mut Tx, staff: &Staff, on: &OnClient, typed: &str) -> Result<Option<MatterId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || AppError::field("matter", "Choose a matter of this client");
    let matter = MatterId::try_from(typed.to_owned()).map_err(|_| wrong())?;
    let about = OnMatter::of_staff(tx, staff, Act::AskForDocuments, matter).await;
    let about = about.map_err(|error| if error == AppError::NotFound { wrong() } else { error })?;
    if about.on().client() != on.client() {
        return Err(wrong());
    }
    Ok(Some(about.matter().clone()))
}

/// What a request begins with.
#[derive(Default)]
pub(super) struct Source {
    /// Things asked for, each once, with their example.
    pub items: Vec<(Asking, Option<DocumentId>)>,
    /// The first message among the sources.
    message: String,
    /// The longest time among the templates.
    due_days: Option<i64>,
    /// The day that the earlier request suggests.
    due_again: Option<Day>,
}

impl Source {
    /// Things that stand in the request already: they are not added once more.
    pub(super) fn besides(standing: &[store::Item]) -> Vec<Asking> {
        standing.iter().filter(|item| item.withdrawn_at.is_none()).map(store::Item::asking).collect()
    }

    /// Texts and items of an earlier request of the same client. What was taken back is left out, and so is what came:
    /// what was accepted last year is no answer now.
    async fn copy(&mut self, tx: &mut Tx, staff: &Staff, on: &OnClient, times: &Times, typed: &str) -> Result<()> {
        if typed.is_empty() {
            return Ok(());
        }
        let wrong = || AppError::field("earlier", "Choose an earlier request of this client");
        let earlier = RequestId::try_from(typed.to_owned()).map_err(|_| wrong())?;
        let found = OnRequest::with_request(tx, staff, Act::AskForDocuments, earlier).await;
        let (earlier, request) = found.map_err(|error| if error == AppError::NotFound { wrong() } else { error })?;
        if earlier.on().client() != on.client() {
            return Err(wrong());
        }
        self.due_again = Some(due_again(tx, times, &request).await?.day);
        self.message = request.message;
        for item in store::items(tx, &earlier).await? {
            if item.withdrawn_at.is_none() {
                self.put(item.asking(), item.example_id);
            }
        }
        Ok(())
    }

    /// The things of these templates, in the order chosen.
    ///
    /// # Errors
    /// `Invalid` beside field `templates` when one was put away meanwhile.
    pub(super) async fn add_templates(&mut self, tx: &mut Tx, chosen: &[TemplateId]) -> Result<()> {
        for id in chosen {
            let template = match store::template(tx, id).await {
                Err(AppError::NotFound) => {
                    Err(AppError::field("templates", "A chosen template is no longer there. Choose again"))
                }
                other => other,
            }?;
            if template.archived_at.is_some() {
                let words = format!("{} was archived meanwhile. Choose another template", template.name);
                return Err(AppError::field("templates", words));
            }
            if self.message.is_empty() {
                self.message = template.message;
            }
            self.due_days = self.due_days.max(Some(template.due_days));
            for item in store::template_items(tx, id).await? {
                self.put(item.asking(), item.example_id);
            }
        }
        Ok(())
    }

    fn put(&mut self, asking: Asking, example: Option<DocumentId>) {
        if !self.items.iter().any(|(one, _)| one.is_like(&asking)) {
            self.items.push((asking, example));
        }
    }

    /// The last day: as typed, or the latest that a template or the earlier request suggests.
    fn due(&self, typed: &str, today: &Day) -> Result<Day> {
        let by_template = self.due_days.map(|days| today.plus(days));
        match by_template.max(self.due_again.clone()) {
            Some(day) if typed.trim().is_empty() => Ok(day),
            _ => last_day(typed, today),
        }
    }
}

/// The day that a copy of this request is likely to be due.
pub async fn due_again(tx: &mut Tx, times: &Times, earlier: &Request) -> Result<Suggested> {
    let hours = reminders::store::frame(tx, None).await?.hours;
    let asked = times.day_of(earlier.sent_at.unwrap_or(earlier.created_at));
    Ok(copying::suggested(&asked, &earlier.due_on, &times.today_day(), |day| hours.working_day(day)))
}
