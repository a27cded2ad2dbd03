//! Ids as types, so that a client's id can't be handed over where a contact's is wanted.
//! They are UUIDs of version 7, written as 32 hexadecimal digits; made on the server only.

/// Declares id types: a newtype over the text, parsed at the edge, stored as TEXT.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A fresh id, later than all before it.
            #[cfg(feature = "ssr")]
            pub fn fresh() -> Self {
                Self(uuid::Uuid::now_v7().simple().to_string())
            }
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::kernel::AppError;
            /// Anything that is not an id is absent: it answers like an id that does not exist.
            fn try_from(text: String) -> Result<Self, Self::Error> {
                $crate::kernel::id::checked(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

/// The text, if it has the form of an id.
pub fn checked(text: String) -> super::Result<String> {
    let right = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if right { Ok(text) } else { Err(super::AppError::NotFound) }
}
