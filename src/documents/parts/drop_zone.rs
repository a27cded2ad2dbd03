//! Forms for files, complete as they are: two ways to choose them, what is sent along, **Upload**. Where there is a
//! script, the island in them takes over.

use crate::clients::ClientId;
use crate::documents::islands::Uploader;
use crate::documents::kinds;
use crate::kernel::{AppError, Form};
use crate::requests::ItemId;
use crate::ui::{Button, Hidden, Icon, file_size};
use leptos::prelude::*;

/// A form for files that nobody asked for by name. A page holds one.
#[component]
pub fn DropZone(
    /// Where the plain form is sent.
    action: String,
    /// The form as it came back.
    form: Form,
    /// Whose files they become.
    client: ClientId,
    /// Largest file.
    max_bytes: u64,
    /// The zone's heading.
    #[prop(into)]
    title: String,
    /// One sentence below it.
    #[prop(optional, into)]
    words: String,
    /// Further fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let wrong = wrong(&form, "files");
    let fields = Fields { ids: String::new(), more: String::new(), wrong, max_bytes, kinds: String::new() };
    view! {
        <form class="drop" id="send" method="post" action=action enctype="multipart/form-data" novalidate=true>
            <h2>{title}</h2>
            {(!words.is_empty()).then(|| view! { <p class="soft">{words}</p> })}
            {children.map(|fields| fields())}
            // Before the files: the server wants to know first whose they are.
            <Hidden name="client" value=client.to_string() />
            {fields.view()}
            <Uploader />
            <div class="actions">
                <Button label="Upload" icon="upload" />
            </div>
        </form>
    }
}

/// A form for the files of one thing that is asked for. A page holds as many as things are asked for.
#[component]
pub fn ItemZone(
    /// Where the plain form is sent.
    action: String,
    /// The page's upload form as it came back; it may be another item's.
    form: Form,
    /// Whose files they become.
    client: ClientId,
    /// What they answer.
    item: ItemId,
    /// What is asked for.
    title: String,
    /// The kinds that are taken for it, as the item has them.
    kinds: String,
    /// Largest file.
    max_bytes: u64,
) -> impl IntoView {
    let ids = format!("-{item}");
    let own = form.typed("item") == Some(item.as_str());
    let wrong = if own { wrong(&form, &format!("files{ids}")) } else { String::new() };
    let more = format!("for {title}");
    let fields = Fields { ids, more: more.clone(), wrong, max_bytes, kinds };
    view! {
        <form class="drop" method="post" action=action enctype="multipart/form-data" novalidate=true>
            <Hidden name="client" value=client.to_string() />
            <Hidden name="item" value=item.to_string() />
            {fields.view()}
            <Uploader />
            <div class="actions">
                <Button label="Upload" icon="upload" more=more />
            </div>
        </form>
    }
}

/// The words beside a file field: its own, or those of a refusal that belongs to no other field.
fn wrong(form: &Form, field: &str) -> String {
    match &form.error {
        Some(AppError::Invalid(fields)) => fields.get(field).unwrap_or_default().to_owned(),
        Some(error) => error.to_string(),
        None => String::new(),
    }
}

/// The two ways to choose files. Ids carry `ids` at their end, names `more`, where a page has several of them.
struct Fields {
    ids: String,
    more: String,
    wrong: String,
    max_bytes: u64,
    kinds: String,
}

impl Fields {
    fn view(self) -> AnyView {
        let Fields { ids, more, wrong, max_bytes, kinds } = self;
        let (class, invalid) = if wrong.is_empty() { ("field", None) } else { ("field wrong", Some("true")) };
        let (files, camera) = (format!("files{ids}"), format!("camera{ids}"));
        let (error, hint) = (format!("files-error{ids}"), format!("files-hint{ids}"));
        let taken = match kinds::in_words(&kinds) {
            any if any.is_empty() => kinds::TAKEN.to_owned(),
            some => capital(&some),
        };
        let words = format!("{taken}, up to {} each.", file_size(max_bytes));
        let accept = Some(kinds::accept(&kinds)).filter(|endings| !endings.is_empty());
        // A photo is of no use where no picture is taken.
        let photo = (kinds.is_empty() || kinds::check(&kinds, "image/jpeg").is_ok()).then(|| {
            let more = hidden(&more);
            view! {
                <div class="pick touch-only">
                    <label class="button" for=camera.clone()>
                        <Icon name="camera" />
                        " "
                        <span class="said">"Take a photo"</span>
                        {more}
                    </label>
                    " "
                    <input id=camera name="files" type="file" accept="image/*" capture="environment" />
                </div>
            }
        });
        view! {
            <div class=class>
                <p class="error">
                    <Icon name="state-attention" />
                    " "
                    <span id=error.clone()>{wrong}</span>
                </p>
                <div class="pick">
                    <label class="button" for=files.clone()>
                        "Choose files"
                        {hidden(&more)}
                    </label>
                    " "
                    <input
                        id=files
                        name="files"
                        type="file"
                        multiple=true
                        accept=accept
                        data-most=max_bytes.to_string()
                        aria-invalid=invalid
                        aria-describedby=format!("{error} {hint}")
                    />
                </div>
                {photo}
            </div>
            <small id=hint>{words} <span class="with-script">" You can also drop files here."</span></small>
        }
        .into_any()
    }
}

/// Words for those who don't see what stands around.
fn hidden(more: &str) -> Option<AnyView> {
    let more = (!more.is_empty()).then(|| format!(" {more}"))?;
    Some(view! { <span class="visually-hidden">{more}</span> }.into_any())
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
