//! How the starter content is written down: matter types with their phases, and request templates with their items.

use crate::requests::asking::Asking;
use crate::requests::model::Need;

/// A kind of work, with the template that usually begins it.
pub struct Type {
    /// Name.
    pub name: &'static str,
    /// Its steps.
    pub phases: &'static [Phase],
    /// What is done in every matter.
    pub tasks: &'static [&'static str],
    /// What is due, counted from the start.
    pub deadlines: &'static [Deadline],
    /// What is usually asked for.
    pub template: Template,
}

/// A step of a type.
pub struct Phase {
    /// As staff call it.
    pub name: &'static str,
    /// As the client reads it.
    pub client_name: &'static str,
    /// One plain sentence for the client.
    pub sentence: &'static str,
    /// How long it usually lasts.
    pub usual_days: i64,
}

/// Something that is due.
pub struct Deadline {
    /// What.
    pub title: &'static str,
    /// So many days after the start.
    pub offset_days: i64,
    /// Whether the client sees it.
    pub visible: bool,
}

/// What the firm usually asks for.
pub struct Template {
    /// Name, for staff.
    pub name: &'static str,
    /// What stands above the items.
    pub message: &'static str,
    /// Due so many days after sending.
    pub due_days: i64,
    /// The things asked for.
    pub items: &'static [Item],
}

/// One thing asked for.
pub struct Item {
    heading: &'static str,
    title: &'static str,
    instruction: &'static str,
    need: Need,
    condition: &'static str,
    how_many: i64,
    kinds: &'static str,
    checks: &'static str,
}

/// A step.
pub const fn phase(name: &'static str, client_name: &'static str, sentence: &'static str, usual_days: i64) -> Phase {
    Phase { name, client_name, sentence, usual_days }
}

/// Due within the firm.
pub const fn internal(title: &'static str, offset_days: i64) -> Deadline {
    Deadline { title, offset_days, visible: false }
}

/// Due, and the client knows.
pub const fn shown(title: &'static str, offset_days: i64) -> Deadline {
    Deadline { title, offset_days, visible: true }
}

/// A required thing in one file of any kind.
pub const fn item(heading: &'static str, title: &'static str, instruction: &'static str) -> Item {
    Item { heading, title, instruction, need: Need::Required, condition: "", how_many: 1, kinds: "", checks: "" }
}

impl Item {
    /// May be sent.
    pub const fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }

    /// Must be sent where this is true: "if you rent out a house".
    pub const fn only(mut self, condition: &'static str) -> Self {
        self.need = Need::Conditional;
        self.condition = condition;
        self
    }

    /// In so many files.
    pub const fn files(mut self, how_many: i64) -> Self {
        self.how_many = how_many;
        self
    }

    /// Only files of these kinds.
    pub const fn kinds(mut self, kinds: &'static str) -> Self {
        self.kinds = kinds;
        self
    }

    /// What the reviewer looks at, one a line.
    pub const fn check(mut self, checks: &'static str) -> Self {
        self.checks = checks;
        self
    }

    /// As requests take it.
    pub fn asking(&self) -> Asking {
        Asking {
            heading: self.heading.to_owned(),
            title: self.title.to_owned(),
            instruction: self.instruction.to_owned(),
            need: self.need,
            condition: self.condition.to_owned(),
            how_many: self.how_many,
            kinds: self.kinds.to_owned(),
            checks: self.checks.to_owned(),
        }
    }
}
