//! A form that came back: what was typed and why it was refused, so that nothing typed is lost.

use super::{AppError, FieldErrors};

/// The state of one form on a page: empty at first, filled when the server refused it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// What was typed, as sent; passwords are left out.
    pub values: Vec<(String, String)>,
    /// Why it was refused.
    pub error: Option<AppError>,
}

impl Form {
    /// What was typed into `name`, or `otherwise` when the form was not sent yet.
    pub fn value(&self, name: &str, otherwise: &str) -> String {
        self.typed(name).unwrap_or(otherwise).to_owned()
    }

    /// What was typed into `name`, if the form was sent.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether `value` was among those chosen for `name` (ticks).
    pub fn chose(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(field, chosen)| field == name && chosen == value)
    }

    /// The words beside field `name`.
    pub fn wrong(&self, name: &str) -> Option<String> {
        self.fields().and_then(|fields| fields.get(name)).map(str::to_owned)
    }

    /// The refused fields.
    pub fn fields(&self) -> Option<&FieldErrors> {
        match &self.error {
            Some(AppError::Invalid(fields)) => Some(fields),
            _ => None,
        }
    }

    /// Whether the server refused this form.
    pub fn refused(&self) -> bool {
        self.error.is_some()
    }
}
