//! The form of a new request, and one thing asked for, in a template or a request: as typed, and as parsed.

use crate::clients::ContactId;
use crate::kernel::{AppError, Result};
use crate::requests::TemplateId;
use serde::{Deserialize, Serialize};

/// The fields of an item's form, as typed. All are text, so that a wrong one is refused beside its field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedItem {
    /// The group it stands in; may be empty.
    pub heading: String,
    /// What is asked for.
    pub title: String,
    /// How it should be.
    pub instruction: String,
    /// A `Need`'s word.
    pub need: String,
    /// When a conditional one applies.
    pub condition: String,
    /// Files expected.
    pub how_many: String,
    /// Allowed kinds.
    pub kinds: Vec<String>,
    /// What the reviewer looks at.
    pub checks: String,
}

/// The form of a new request, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedRequest {
    /// The matter's id; empty: about the client alone.
    pub matter: String,
    /// The matter whose usual template the form offered with its tick; empty: none.
    pub offered: String,
    /// Whom it goes to.
    pub contacts: Vec<ContactId>,
    /// Title.
    pub title: String,
    /// Message.
    pub message: String,
    /// The last day.
    pub due_on: String,
    /// Templates to begin with.
    pub templates: Vec<TemplateId>,
    /// An earlier request to copy; empty: none.
    pub earlier: String,
}

/// A file that is chosen and not uploaded travels as its name alone: whoever presses "Save" is told, and loses nothing.
///
/// # Errors
/// `Invalid` beside `example_file`.
pub fn not_left_behind(example_file: &str) -> Result<()> {
    if example_file.is_empty() {
        return Ok(());
    }
    Err(AppError::field("example_file", "Choose the file once more and press “Upload example”, then save"))
}

#[cfg(feature = "ssr")]
pub use parsed::{Asking, same_place};

#[cfg(feature = "ssr")]
mod parsed {
    use super::TypedItem;
    use crate::documents::kinds;
    use crate::firm::model::{line, text};
    use crate::kernel::{AppError, FieldErrors, Result};
    use crate::requests::model::Need;

    /// Most files that one thing can be asked for in.
    const MOST_FILES: i64 = 99;

    /// One thing asked for.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Asking {
        /// The group it stands in; may be empty.
        pub heading: String,
        /// What is asked for.
        pub title: String,
        /// How it should be; may be empty.
        pub instruction: String,
        /// Whether it must be sent.
        pub need: Need,
        /// When a conditional one applies, in words; empty for the others.
        pub condition: String,
        /// Files expected.
        pub how_many: i64,
        /// Allowed kinds, words of `documents::kinds` separated by spaces; empty: all that the firm takes.
        pub kinds: String,
        /// What the reviewer looks at, one a line. Internal.
        pub checks: String,
    }

    impl Asking {
        /// A required thing in one file of any kind.
        pub fn plainly(heading: &str, title: &str, instruction: &str) -> Self {
            let own = str::to_owned;
            Asking {
                heading: own(heading),
                title: own(title),
                instruction: own(instruction),
                need: Need::Required,
                condition: String::new(),
                how_many: 1,
                kinds: String::new(),
                checks: String::new(),
            }
        }

        /// Parses the fields of an item's form.
        ///
        /// # Errors
        /// `Invalid` beside each refused field.
        pub fn parse(typed: &TypedItem) -> Result<Self> {
            let mut errors = FieldErrors::default();
            let heading = errors.take(line("heading", &typed.heading, 0, 80, ""));
            let title = errors.take(line("title", &typed.title, 1, 160, "Enter what is asked for"));
            let instruction = errors.take(text("instruction", &typed.instruction, 0, 1000, ""));
            let need = errors.take(Need::parse(&typed.need));
            let condition = errors.take(condition(need, &typed.condition));
            let how_many = errors.take(how_many(&typed.how_many));
            let kinds = errors.take(allowed(&typed.kinds));
            let checks = errors.take(text("checks", &typed.checks, 0, 1000, ""));
            errors.check()?;
            match (heading, title, instruction, need, condition, how_many, kinds, checks) {
                (
                    Some(heading),
                    Some(title),
                    Some(instruction),
                    Some(need),
                    Some(condition),
                    Some(how_many),
                    Some(kinds),
                    Some(checks),
                ) => Ok(Asking { heading, title, instruction, need, condition, how_many, kinds, checks }),
                _ => Err(AppError::Unreadable),
            }
        }

        /// Whether both ask for the same thing in the same group.
        pub fn is_like(&self, other: &Asking) -> bool {
            same_place(&self.heading, &self.title, &other.heading, &other.title)
        }

        /// As a client reads it in a list: `Lease (optional)`, `Visa (if you have one)`.
        pub fn in_a_list(&self) -> String {
            match self.need {
                Need::Required => self.title.clone(),
                Need::Optional => format!("{} (optional)", self.title),
                Need::Conditional => format!("{} ({})", self.title, self.condition),
            }
        }
    }

    /// Whether two things stand under one title in one group, however they are written.
    pub fn same_place(heading: &str, title: &str, other_heading: &str, other_title: &str) -> bool {
        let key = crate::server::db::name_key;
        key(title) == key(other_title) && key(heading) == key(other_heading)
    }

    fn condition(need: Option<Need>, typed: &str) -> Result<String> {
        if need != Some(Need::Conditional) {
            return Ok(String::new());
        }
        line("condition", typed, 1, 200, "Say in words when it is needed, like “if you rent out a house”")
    }

    fn how_many(typed: &str) -> Result<i64> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(1);
        }
        let number = typed.parse::<i64>().ok().filter(|number| (1..=MOST_FILES).contains(number));
        number.ok_or_else(|| AppError::field("how_many", format!("Enter a number from 1 to {MOST_FILES}")))
    }

    fn allowed(chosen: &[String]) -> Result<String> {
        let known = |word: &String| kinds::GROUPS.iter().any(|group| group.word == word);
        if !chosen.iter().all(known) {
            return Err(AppError::field("kinds", "Choose among the kinds of file on the list"));
        }
        let words = kinds::GROUPS.iter().map(|group| group.word);
        let kept: Vec<&str> = words.filter(|word| chosen.iter().any(|one| one == word)).collect();
        Ok(if kept.len() == kinds::GROUPS.len() { String::new() } else { kept.join(" ") })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn typed() -> TypedItem {
            TypedItem { title: "Payslips".into(), need: "required".into(), ..TypedItem::default() }
        }

        #[test]
        fn a_title_and_a_need_are_enough() {
            let asking = Asking::parse(&typed());
            assert_eq!(asking, Ok(Asking::plainly("", "Payslips", "")));
        }

        #[test]
        fn every_refused_field_is_named_at_once() {
            let wrong = TypedItem {
                title: " ".into(),
                need: "conditional".into(),
                how_many: "-3".into(),
                kinds: vec!["exe".into()],
                ..TypedItem::default()
            };
            let Err(AppError::Invalid(fields)) = Asking::parse(&wrong) else { unreachable!("it was taken") };
            for field in ["title", "condition", "how_many", "kinds"] {
                assert!(fields.get(field).is_some(), "{field}");
            }
            assert!(Asking::parse(&TypedItem { need: "maybe".into(), ..typed() }).is_err());
        }

        #[test]
        fn all_kinds_are_any_kind_and_a_condition_belongs_to_what_is_conditional() {
            let all = kinds::GROUPS.iter().map(|group| group.word.to_owned()).collect();
            let asking = Asking::parse(&TypedItem { kinds: all, condition: "if you rent".into(), ..typed() });
            assert_eq!(asking.map(|one| (one.kinds, one.condition)), Ok((String::new(), String::new())));
            let two = Asking::parse(&TypedItem { kinds: vec!["images".into(), "pdf".into()], ..typed() });
            assert_eq!(two.map(|one| one.kinds), Ok("pdf images".to_owned()));
        }

        #[test]
        fn the_same_thing_in_the_same_group_is_asked_for_once() {
            let one = Asking::plainly("Income", "Payslips", "");
            assert!(one.is_like(&Asking::plainly("income", "PAYSLIPS", "all twelve")));
            assert!(!one.is_like(&Asking::plainly("Spouse", "Payslips", "")));
        }
    }
}
