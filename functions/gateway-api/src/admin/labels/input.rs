//! Request of the list of labels.

use edge_kit::params::read;
use serde::Deserialize;

/// Query of `GET /api/v1/admin/labels`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListLabelsIn {
    /// Labels per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before: only labels after it are listed.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}
