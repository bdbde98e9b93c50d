//! Query parameters of this face's routes.

use http::{StatusCode, Uri};

use crate::error::{RelayError, RelayResult};

/// Returns the names and values of a query, in order. 400 if it is not UTF-8.
pub(crate) fn pairs(uri: &Uri) -> RelayResult<Vec<(String, String)>> {
    edge_kit::parse_query(uri)
        .map_err(|_| RelayError::json(StatusCode::BAD_REQUEST, "Malformed query string"))
}
