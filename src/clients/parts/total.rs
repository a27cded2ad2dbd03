//! How long a list is, as far as it was counted.

use super::counted;
use crate::kernel::Result;
use crate::kernel::page::Page;

/// How many rows a list has. Rows that are found by words, or by what is asked of each, are not counted where there are more
/// than fit on a page: to count them takes as long as to find them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(i64),
    /// More than these.
    MoreThan(i64),
}

impl Total {
    /// Of the list that this page of at most `size` rows is of. `first`: no page comes before it; `dear`: it is not counted
    /// (found by words, say); `count` is asked only where the page does not tell.
    ///
    /// # Errors
    /// Those of `count`.
    pub async fn of<T>(
        page: &Page<T>,
        size: usize,
        first: bool,
        dear: bool,
        count: impl Future<Output = Result<i64>>,
    ) -> Result<Self> {
        let number = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        Ok(match (first && page.next.is_none(), dear) {
            (true, _) => Total::Exactly(number(page.rows.len())),
            (false, true) => Total::MoreThan(number(size)),
            (false, false) => Total::Exactly(count.await?),
        })
    }

    /// `64 matters`, `More than 25 matters`.
    pub fn words(self, one: &'static str, many: &'static str) -> String {
        match self {
            Total::Exactly(count) => counted(count, one, many),
            Total::MoreThan(shown) => format!("More than {}", counted(shown, one, many)),
        }
    }

    /// ` of 64`, after what is shown; empty where they were not counted.
    pub fn of_all(self) -> String {
        match self {
            Total::Exactly(count) => format!(" of {count}"),
            Total::MoreThan(_) => String::new(),
        }
    }

    /// Whether the list has a row at all.
    pub fn any(self) -> bool {
        self != Total::Exactly(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_said_as_far_as_it_is_known() {
        assert_eq!(Total::Exactly(1).words("matter", "matters"), "1 matter");
        assert_eq!(Total::MoreThan(25).words("matter", "matters"), "More than 25 matters");
        assert_eq!((Total::Exactly(64).of_all().as_str(), Total::MoreThan(25).of_all().as_str()), (" of 64", ""));
        assert!(Total::MoreThan(0).any() && !Total::Exactly(0).any());
    }
}
