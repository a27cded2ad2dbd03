//! The chosen files and where each of them is, as both sides know it.

use super::browser::{Hands, HandsStorage};
use super::words;
use leptos::prelude::*;

/// One chosen file.
#[derive(Clone)]
pub(super) struct Row {
    /// Which one, on this page.
    pub key: u32,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// Where it is.
    pub state: RwSignal<State>,
}

/// Where a chosen file is.
#[derive(Clone, PartialEq)]
pub(super) enum State {
    /// In the list; **Upload** was not pressed yet.
    Chosen,
    /// To be sent as soon as another one is through.
    Waiting,
    /// On its way: bytes sent, seconds left if they can be told.
    Sending(u64, Option<u64>),
    /// The line is broken; it goes on by itself. Bytes that are there.
    Again(u64),
    /// The person has stopped it. Bytes sent.
    Paused(u64),
    /// All bytes are sent; the server makes them last.
    Storing,
    /// Safe.
    Received,
    /// Refused or broken off, in words; whether another try makes sense.
    Failed(String, bool),
}

impl State {
    pub fn failed((words, again): (String, bool)) -> Self {
        State::Failed(words, again)
    }

    pub fn class(&self, _: u64) -> String {
        match self {
            State::Received => "received",
            State::Failed(..) => "failed",
            State::Chosen => "chosen",
            _ => "",
        }
        .to_owned()
    }

    pub fn icon(&self, _: u64) -> String {
        match self {
            State::Received => "/icons.svg#state-done",
            State::Failed(..) => "/icons.svg#state-attention",
            State::Waiting | State::Storing | State::Again(_) => "/icons.svg#state-pending",
            State::Paused(_) => "/icons.svg#state-hold",
            _ => "/icons.svg#document",
        }
        .to_owned()
    }

    pub fn words(&self, size: u64) -> String {
        match self {
            State::Chosen => words::chosen(size),
            State::Waiting => "Waiting for its turn".to_owned(),
            State::Sending(sent, left) => words::sending(*sent, size, *left),
            State::Again(sent) => words::resting("Waiting for the connection", *sent, size),
            State::Paused(sent) => words::resting("Paused", *sent, size),
            State::Storing => "Storing it safely".to_owned(),
            State::Received => "Received".to_owned(),
            State::Failed(words, _) => words.clone(),
        }
    }

    pub fn percent(&self, size: u64) -> String {
        match self {
            State::Sending(sent, _) | State::Again(sent) | State::Paused(sent) => words::percent(*sent, size),
            State::Storing => 100,
            _ => 0,
        }
        .to_string()
    }

    /// Whether its bytes are on their way.
    pub fn moves(&self) -> bool {
        matches!(self, State::Sending(..) | State::Storing | State::Again(_))
    }

    /// Whether it is somewhere between its first byte and its last.
    pub fn is_under_way(&self) -> bool {
        self.moves() || matches!(self, State::Paused(_))
    }

    /// What can be done with it now. A file that is through in a moment is not paused.
    pub fn verb(&self, _: u64) -> String {
        match self {
            State::Failed(_, true) => "Retry",
            State::Paused(_) => "Resume",
            State::Sending(_, Some(_)) | State::Again(_) => "Pause",
            _ => "",
        }
        .to_owned()
    }

    pub fn has_verb(&self) -> bool {
        !self.verb(0).is_empty()
    }

    /// Once all bytes are sent it can't be called back.
    pub fn can_be_dropped(&self) -> bool {
        !matches!(self, State::Storing | State::Received)
    }

    pub fn drop_verb(&self) -> &'static str {
        if self.waits_for_reader() { "Remove" } else { "Cancel" }
    }

    /// What the verb has done.
    pub fn dropped(&self) -> &'static str {
        if self.waits_for_reader() { "removed" } else { "cancelled" }
    }

    fn waits_for_reader(&self) -> bool {
        matches!(self, State::Chosen | State::Failed(..))
    }
}

impl Row {
    /// The refusal as it is announced: with the file's name, once.
    pub fn refusal(&self, state: &State) -> Option<String> {
        match state {
            State::Failed(words, _) if words.starts_with(&self.name) => Some(format!("{words}.")),
            State::Failed(words, _) => Some(format!("{}: {}.", self.name, words.trim_end_matches('.'))),
            _ => None,
        }
    }
}

/// How many files are where.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Not sent off yet.
    pub chosen: usize,
    /// Waiting, sending or being stored.
    pub moving: usize,
    /// Safe.
    pub received: usize,
    /// Refused or broken off.
    pub failed: usize,
}

/// What the island shows, and what the browser keeps for it.
#[derive(Clone, Copy, Default)]
pub(super) struct Go {
    /// The chosen files.
    pub rows: RwSignal<Vec<Row>>,
    /// What has just happened, announced.
    pub news: RwSignal<String>,
    /// The button that ends a go which can't end by itself; none while empty.
    pub finish: RwSignal<String>,
    /// Files and requests.
    pub hands: StoredValue<Hands, HandsStorage>,
}

/// The id of the button that takes a file off the list.
pub(super) fn button_id(key: u32) -> String {
    format!("file-{key}")
}
