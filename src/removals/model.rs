//! Removals as values: what kinds of things are kept, and what is said about one.

crate::ids! {
    /// Something that was removed.
    RemovalId,
}

#[cfg(feature = "ssr")]
pub use kept::{Removed, Thing, UNDO_FOR};

#[cfg(feature = "ssr")]
mod kept {
    use super::RemovalId;
    use crate::kernel::Span;

    /// How long a removal can be undone.
    pub const UNDO_FOR: Span = Span::minutes(10);

    macro_rules! things {
        ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
            /// What kind of thing was removed.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum Thing { $($(#[$doc])* $name),+ }

            impl Thing {
                /// As stored.
                pub fn word(self) -> &'static str {
                    match self { $(Thing::$name => $word),+ }
                }

                /// As read back.
                pub fn parse(word: &str) -> Option<Self> {
                    match word { $($word => Some(Thing::$name),)+ _ => None }
                }
            }
        };
    }

    things! {
        /// A draft of a request.
        Draft = "draft",
        /// Things that a draft asked for.
        RequestItems = "request items",
        /// A thing in a template.
        TemplateItem = "template item",
        /// A matter's deadline.
        Deadline = "deadline",
        /// A thing on a matter's checklist.
        Task = "task",
        /// A note on a matter.
        Note = "note",
        /// A link between two matters.
        Link = "link",
        /// A thing on the checklist of a matter type.
        TypeTask = "type task",
        /// A deadline of a matter type.
        TypeDeadline = "type deadline",
        /// One of the firm's sentences for reviews.
        Reason = "reason",
        /// One of the firm's reminders.
        FirmRule = "firm rule",
        /// One of a request's own reminders.
        RequestRule = "request rule",
    }

    /// A removal that was just done: what the next page says, and what it offers to undo.
    #[derive(Clone, Debug)]
    pub struct Removed {
        /// What was removed; nothing where all stayed.
        pub id: Option<RemovalId>,
        /// What has happened.
        pub words: String,
    }

    impl Removed {
        /// The same, told in other words.
        pub fn told(self, words: impl Into<String>) -> Self {
            Removed { words: words.into(), ..self }
        }

        /// Says it on the next page, with the button that undoes it.
        pub fn say(&self) {
            crate::server::leptos::say_undoable(&self.words, self.id.as_ref().map(RemovalId::as_str));
        }
    }
}
