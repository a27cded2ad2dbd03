//! Practice groups as values.

crate::ids! {
    /// A part of the firm.
    GroupId,
}

/// What a form's field `group` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The field was not offered: what is so stays so.
    AsItIs,
    /// Of no group: everybody of the firm sees it.
    Everybody,
    /// Of this one.
    Group(GroupId),
}

impl Chosen {
    /// What stands in the address and the form for no group.
    pub const EVERYBODY: &str = "everybody";

    /// Parses the field.
    ///
    /// # Errors
    /// `Invalid` beside the field `group`.
    pub fn parse(typed: &str) -> crate::kernel::Result<Self> {
        match typed {
            "" => Ok(Chosen::AsItIs),
            Chosen::EVERYBODY => Ok(Chosen::Everybody),
            id => GroupId::try_from(id.to_owned()).map(Chosen::Group).map_err(|_| unknown()),
        }
    }
}

/// What is told about a group that is not offered, whether there is one or not.
pub fn unknown() -> crate::kernel::AppError {
    crate::kernel::AppError::field("group", "Choose a practice group from the list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_was_not_offered_changes_nothing() {
        let id = "0190a1b2c3d4e5f60718293a4b5c6d7e";
        assert_eq!(Chosen::parse(""), Ok(Chosen::AsItIs));
        assert_eq!(Chosen::parse("everybody"), Ok(Chosen::Everybody));
        assert!(matches!(Chosen::parse(id), Ok(Chosen::Group(group)) if group.as_str() == id));
        assert_eq!(Chosen::parse("' OR 1 = 1"), Err(unknown()));
    }
}
