//! Uploading in the browser: chosen files as rows with a bar each, two sent at a time, cancelled and tried again one
//! by one. The server draws the same thing as a complete plain form; where there is no WebAssembly, that form is sent.
//! A page holds one of them.
#![allow(missing_docs, reason = "the island macro makes a type of its own, without any")]

#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the server draws the first picture only"))]
mod rows;
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the server draws the first picture only"))]
mod words;

// What moves files lives in the browser; on the server nothing moves.
#[cfg_attr(not(feature = "hydrate"), path = "still.rs")]
mod browser;

use crate::clients::ClientId;
use crate::ui::{Button, Hidden, Icon, file_size};
use leptos::prelude::*;
use rows::{Go, Row, State};

/// A drop zone for `client`'s files. Its children are the server's: heading, words, and further fields that are sent
/// along (`contacts`, `note`).
#[island]
pub fn Uploader(
    /// Whose files they become.
    client: ClientId,
    /// Where the plain form is sent.
    action: String,
    /// The page that one returns to after signing in again.
    page: String,
    /// Largest file.
    max_bytes: u64,
    /// Which kinds are taken, in words.
    taken: String,
    /// Why the plain form came back, as far as the files are concerned; or nothing.
    wrong: String,
    children: Children,
) -> impl IntoView {
    let go = Go::new(client.clone(), page, max_bytes, wrong);
    Effect::new(move |_| browser::begin(go));
    let hint = format!("{taken}, up to {} each.", file_size(max_bytes));
    view! {
        <form
            class="drop"
            class:over=move || go.over.get()
            id="send"
            method="post"
            action=action
            enctype="multipart/form-data"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                browser::upload(go);
            }
        >
            {children()}
            <Hidden name="client" value=client.to_string() />
            <Choose go />
            <small id="files-hint">{hint} <span hidden=move || !go.alive.get()>" You can also drop files here."</span></small>
            <ul class="files" aria-label="Chosen files" hidden=move || go.rows.with(Vec::is_empty)>
                <For each=move || go.rows.get() key=|row| row.key children=move |row| view! { <FileRow go row /> } />
            </ul>
            <div class="actions">
                <Button label="Upload" icon="upload" />
                <button
                    class="button"
                    type="button"
                    hidden=move || go.finish.get().is_empty()
                    on:click=move |_| browser::finish(go)
                >
                    {move || go.finish.get()}
                </button>
            </div>
            <p role="status">{move || go.news.get()}</p>
        </form>
    }
}

/// The two ways to choose files, with the words on why nothing was sent.
#[component]
fn Choose(go: Go) -> impl IntoView {
    view! {
        <div class="field" class:wrong=move || !go.wrong.with(String::is_empty)>
            <p class="error" id="files-error">
                <Icon name="state-attention" />
                " "
                {move || go.wrong.get()}
            </p>
            <div class="pick">
                <label class="button" for="files">
                    "Choose files"
                </label>
                " "
                <input
                    class:visually-hidden=move || go.alive.get()
                    id="files"
                    name="files"
                    type="file"
                    multiple=true
                    aria-describedby="files-error files-hint"
                    aria-invalid=move || (!go.wrong.with(String::is_empty)).then_some("true")
                    on:change=move |event| browser::chosen(go, &event)
                />
            </div>
            <div class="pick touch-only">
                <label class="button" for="camera">
                    <Icon name="camera" />
                    " Take a photo"
                </label>
                " "
                <input
                    class:visually-hidden=move || go.alive.get()
                    id="camera"
                    name="files"
                    type="file"
                    accept="image/*"
                    capture="environment"
                    on:change=move |event| browser::chosen(go, &event)
                />
            </div>
        </div>
    }
}

/// One file: its name, what is happening in words, the bar, what can be done.
#[component]
fn FileRow(go: Go, row: Row) -> impl IntoView {
    let Row { key, name, size, state } = row;
    let (verb, bar, spoken) = (name.clone(), name.clone(), name.clone());
    view! {
        <li class=move || state.with(State::class)>
            <svg class="icon" aria-hidden="true">
                <use href=move || state.with(State::icon)></use>
            </svg>
            <span class="name">{name}</span>
            <span class="actions">
                <button
                    class="button small"
                    type="button"
                    hidden=move || !state.with(State::can_be_retried)
                    on:click=move |_| browser::retry(go, key)
                >
                    <Icon name="retry" />
                    " Retry"
                    <span class="visually-hidden">{format!(" {spoken}")}</span>
                </button>
                <button
                    class="button quiet square"
                    type="button"
                    id=rows::button_id(key)
                    hidden=move || !state.with(State::can_be_dropped)
                    aria-label=move || format!("{} {verb}", state.with(State::drop_verb))
                    on:click=move |_| browser::cancel(go, key)
                >
                    <Icon name="close" />
                </button>
            </span>
            <progress
                max="100"
                value=move || state.with(|state| state.percent(size)).to_string()
                aria-label=bar
                hidden=move || !state.with(State::moves)
            ></progress>
            <span class="state">{move || state.with(|state| state.words(size))}</span>
        </li>
    }
}
