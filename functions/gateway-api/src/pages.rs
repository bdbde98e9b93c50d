//! Pages of lists that are read in the order of a key.

use edge_kit::params::read;
use serde::Deserialize;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// Query of a list.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PageIn {
    /// Entries per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}

/// The part of a list that one answer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Key after which the page begins; empty for the first one.
    pub(crate) after: String,
    limit: u32,
}

impl Page {
    pub(crate) fn of(limit: Option<u32>, cursor: Option<String>) -> Self {
        let limit = limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
        Self { after: cursor.unwrap_or_default(), limit }
    }

    /// Returns the number of rows to read. One row more than the page shows whether another page follows.
    pub(crate) fn rows(&self) -> u32 {
        self.limit.saturating_add(1)
    }

    /// Returns the rows of the page, and the cursor of the next one if there is one.
    pub(crate) fn cut<T>(
        &self,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let continues = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| continues).map(key);
        (rows, next)
    }
}

impl From<PageIn> for Page {
    fn from(input: PageIn) -> Self {
        Self::of(input.limit, input.cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_ends_with_a_cursor_only_if_another_one_follows() {
        let page = Page::of(Some(2), None);
        assert_eq!((page.rows(), page.after.as_str()), (3, ""));
        let cut = |count: u32| page.cut((0..count).collect(), u32::to_string);
        assert_eq!(cut(3), (vec![0, 1], Some("1".to_owned())));
        assert_eq!(cut(2), (vec![0, 1], None));
        assert_eq!(cut(0), (vec![], None));
        assert_eq!(Page::of(Some(1_000), None).rows(), 101);
    }
}
