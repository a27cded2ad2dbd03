//! What the portal asks the database, as sqlx logs it. Only on Postgres: there it is logged by the threads of the test's
//! own runtime, so that no other test is heard. The texts are the same on both databases.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber, dispatcher};

/// Statements in their order.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// What was asked since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Tells a story in a runtime whose statements are heard.
pub fn listening<F: Future>(story: impl FnOnce(Statements) -> F) -> F::Output {
    let statements = Statements::default();
    let dispatch = Dispatch::new(Ear(statements.clone()));
    // With a single listener in the process, `tracing` asks the thread that comes to a statement first whether anybody
    // listens: a thread of another test says no, for everybody and for good. With two it asks these.
    let _second = Dispatch::new(Ear(Statements::default()));
    let of_threads = dispatch.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .on_thread_start(move || std::mem::forget(dispatcher::set_default(&of_threads)))
        .build()
        .unwrap();
    let _here = dispatcher::set_default(&dispatch);
    runtime.block_on(story(statements))
}

struct Ear(Statements);

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let whole = if text.statement.trim().is_empty() { text.summary } else { text.statement };
        self.0.0.lock().unwrap().push(whole.trim().to_owned());
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A short text is its own summary; a longer one stands beside it.
#[derive(Default)]
struct Text {
    summary: String,
    statement: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_owned(),
            "db.statement" => self.statement = value.to_owned(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
