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
use crate::ui::Icon;
use leptos::prelude::*;
use rows::{Go, Row, State};

/// A drop zone for `client`'s files. Its children are the server's (`parts::DropFields`): heading, file fields, and
/// what is sent along. Here is what moves.
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
    children: Children,
) -> impl IntoView {
    let go = Go::new(client, page, max_bytes);
    Effect::new(move |_| browser::begin(go));
    let finish = Signal::derive(move || go.finish.get().to_owned());
    view! {
        <form
            class="drop"
            id="send"
            method="post"
            action=action
            enctype="multipart/form-data"
            novalidate=true
            on:change=move |event| browser::chosen(go, &event)
            on:submit=move |event| {
                event.prevent_default();
                browser::upload(go);
            }
        >
            {children()}
            <ul class="files" aria-label="Chosen files" hidden=Signal::derive(move || go.rows.with(Vec::is_empty))>
                <For each=move || go.rows.get() key=|row| row.key children=move |row| view! { <FileRow go row /> } />
            </ul>
            <div class="actions">
                <button class="button" type="submit">
                    <Icon name="upload" />
                    " Upload"
                </button>
                <button
                    class="button"
                    type="button"
                    hidden=Signal::derive(move || go.finish.get().is_empty())
                    on:click=move |_| browser::finish(go)
                >
                    {finish}
                </button>
            </div>
            <p role="status">{go.news}</p>
        </form>
    }
}

/// One file: its name, what is happening in words, the bar, what can be done.
#[component]
fn FileRow(go: Go, row: Row) -> impl IntoView {
    let Row { key, name, size, state } = row;
    // Of one type, so that the machinery behind them comes once.
    let text = |of: fn(&State, u64) -> String| Signal::derive(move || state.with(|state| of(state, size)));
    let is = |of: fn(&State) -> bool| Signal::derive(move || !state.with(of));
    let drop_label = {
        let name = name.clone();
        Signal::derive(move || state.with(|state| [state.drop_verb(), " ", &name].concat()))
    };
    let more = [" ", &name].concat();
    view! {
        <li class=text(State::class)>
            <svg class="icon" aria-hidden="true">
                <use href=text(State::icon)></use>
            </svg>
            <span class="name">{name.clone()}</span>
            <span class="actions">
                <button
                    class="button small"
                    type="button"
                    hidden=is(State::can_be_retried)
                    on:click=move |_| browser::retry(go, key)
                >
                    <Icon name="retry" />
                    " Retry"
                    <span class="visually-hidden">{more}</span>
                </button>
                <button
                    class="button quiet square"
                    type="button"
                    id=rows::button_id(key)
                    hidden=is(State::can_be_dropped)
                    aria-label=drop_label
                    on:click=move |_| browser::cancel(go, key)
                >
                    <Icon name="close" />
                </button>
            </span>
            <progress max="100" value=text(State::percent) aria-label=name hidden=is(State::moves)></progress>
            <span class="state">{text(State::words)}</span>
        </li>
    }
}
