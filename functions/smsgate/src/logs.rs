//! `/3rdparty/v1/logs`.

use crate::{access::Scoped, error::ApiError, scopes::LogsRead};

/// `GET /logs`: 501 for authorized callers, as the contract says.
pub(crate) async fn list(_caller: Scoped<LogsRead>) -> ApiError {
    ApiError::logs_not_accessible()
}
