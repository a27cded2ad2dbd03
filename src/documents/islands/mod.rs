//! Uploading in the browser: chosen files as rows with a bar each, two sent at a time, cancelled and tried again one
//! by one. `parts::DropZone` is the complete plain form around it; without WebAssembly that form is sent as it is. A page
//! may hold several, one for each thing that is asked for: each finds the form that it stands in. Only what moves is
//! here, and it takes no properties: it reads the form. Each byte here travels to every phone.

#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the server draws the first picture only"))]
mod rows;
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the server draws the first picture only"))]
mod words;

// What moves files lives in the browser; on the server nothing moves.
#[cfg_attr(not(feature = "hydrate"), path = "still.rs")]
mod browser;

use crate::ui::Icon;
use leptos::prelude::*;
use rows::{Go, Row, State};

/// The chosen files, what has just happened to them, and the end of a go in which some failed. It stands inside the
/// drop zone's form.
#[island]
pub fn Uploader() -> impl IntoView {
    let (go, list) = (Go::default(), NodeRef::new());
    Effect::new(move |_| browser::begin(go, list));
    view! {
        <ul node_ref=list class="files" aria-label="Chosen files" hidden=Signal::derive(move || go.rows.with(Vec::is_empty))>
            <For each=move || go.rows.get() key=|row| row.key children=move |row| view! { <FileRow go row /> } />
        </ul>
        <p role="status">{go.news}</p>
        <button
            class="button"
            type="button"
            hidden=Signal::derive(move || go.finish.with(String::is_empty))
            on:click=move |_| browser::finish(go)
        >
            {go.finish}
        </button>
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
                    hidden=is(State::has_verb)
                    on:click=move |_| browser::press(go, key)
                >
                    {text(State::verb)}
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
            <progress max="100" value=text(State::percent) aria-label=name hidden=is(State::is_under_way)></progress>
            <span class="state">{text(State::words)}</span>
        </li>
    }
}
