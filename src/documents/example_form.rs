//! The form of a thing asked for, sent with an example file: the file is kept, and the form comes back with it chosen and
//! with everything that was typed. Saving is the form's own button.

use super::examples;
use super::model::DocumentId;
use super::plain_form::{LONGEST_TEXT, as_on_disk, caller, multipart};
use super::refusing::broken;
use crate::accounts::policy::staff_of;
use crate::accounts::{Act, Staff};
use crate::app::Pages;
use crate::kernel::{AppError, Form, Result};
use crate::requests::actions::{SaveRequestItem, SaveTemplateItem};
use crate::requests::{OnRequest, RequestId, TemplateId, store};
use crate::server::Services;
use crate::server::http::FormState;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use leptos::server_fn::ServerFn;
use multer::{Field, Multipart};

/// Most fields in the form.
const MOST_FIELDS: usize = 100;
/// The file's field.
const FIELD: &str = "example_file";

/// `POST /requests/{id}/example`: an example for a thing of a request.
pub async fn for_request(State(pages): State<Pages>, Path(id): Path<String>, request: Request) -> Response {
    take_form(pages, request, Whose::Request(id)).await
}

/// `POST /templates/{id}/example`: an example for a thing of a template.
pub async fn for_template(State(pages): State<Pages>, Path(id): Path<String>, request: Request) -> Response {
    take_form(pages, request, Whose::Template(id)).await
}

/// What the thing stands in.
enum Whose {
    Request(String),
    Template(String),
}

impl Whose {
    /// Where the forms of its things are.
    fn things(&self) -> String {
        match self {
            Whose::Request(id) => format!("/requests/{id}/items/"),
            Whose::Template(id) => format!("/templates/{id}/items/"),
        }
    }

    fn action(&self) -> &'static str {
        match self {
            Whose::Request(_) => SaveRequestItem::url(),
            Whose::Template(_) => SaveTemplateItem::url(),
        }
    }

    /// Whether this member of staff may change it, and it is there.
    async fn ask(&self, services: &Services, staff: &Staff) -> Result<()> {
        let mut tx = services.db.read().await?;
        match self {
            Whose::Request(id) => {
                let id = RequestId::try_from(id.clone())?;
                OnRequest::of_staff(&mut tx, staff, Act::AskForDocuments, id).await.map(|_| ())
            }
            Whose::Template(id) => {
                staff.may(Act::EditTemplates)?;
                store::template(&mut tx, &TemplateId::try_from(id.clone())?).await.map(|_| ())
            }
        }
    }
}

async fn take_form(pages: Pages, request: Request, whose: Whose) -> Response {
    let (parts, body) = request.into_parts();
    let again = parts.clone();
    let mut values = Vec::new();
    let kept = take(&pages.services, Request::from_parts(parts, body), &whose, &mut values).await;
    let things = whose.things();
    let named = values.iter().find(|(name, _)| name == "_page").map(|(_, page)| page.clone());
    let page = named.filter(|page| page.starts_with(&things)).unwrap_or_else(|| format!("{things}new"));
    values.retain(|(name, _)| name != "_page" && name != FIELD);
    let error = match kept {
        Ok(id) => {
            values.retain(|(name, _)| name != "example");
            values.push(("example".to_owned(), id.to_string()));
            None
        }
        Err(AppError::Invalid(fields)) => Some(AppError::field(FIELD, fields.sentence())),
        Err(error) => Some(error),
    };
    let closes = error.is_some();
    let state = FormState { action: whose.action().to_owned(), form: Form { values, error }, note: None };
    let mut response = pages.again(again, &page, state).await;
    if closes {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn take(
    services: &Services,
    request: Request,
    whose: &Whose,
    values: &mut Vec<(String, String)>,
) -> Result<DocumentId> {
    let (account, visitor) = caller(&request)?;
    let staff = staff_of(&account, &visitor)?;
    whose.ask(services, &staff).await?;
    let mut form = multipart(request.headers().clone(), request.into_body())?;
    let taken = take_parts(services, &staff, &account.session, &mut form, values).await;
    // Most browsers listen only when everything is sent: what follows a refused part is read and dropped.
    while let Ok(Some(_)) = form.next_field().await {}
    taken
}

async fn take_parts(
    services: &Services,
    staff: &Staff,
    session: &str,
    form: &mut Multipart<'static>,
    values: &mut Vec<(String, String)>,
) -> Result<DocumentId> {
    let mut kept = Err(AppError::field(FIELD, "Select a file"));
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        match field.file_name().map(as_on_disk) {
            Some(name) if !name.is_empty() => kept = examples::keep(services, staff, session, &name, field).await,
            Some(_) => {} // The field was left empty.
            None if values.len() < MOST_FIELDS => values.push(text(field).await?),
            None => return Err(AppError::Unreadable),
        }
    }
    kept
}

async fn text(mut field: Field<'static>) -> Result<(String, String)> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LONGEST_TEXT {
            return Err(AppError::field(FIELD, "Use shorter texts"));
        }
    }
    Ok((name, String::from_utf8(bytes).map_err(|_| AppError::Unreadable)?))
}
