//! `/3rdparty/v1/logs`.

use axum::response::Response;

use crate::{
    access::Scoped,
    error::{ApiError, ApiResult},
    scopes::LogsRead,
};

/// `GET /logs`: 501 for authorized callers, as the contract says.
pub(crate) async fn list(_caller: Scoped<LogsRead>) -> ApiResult<Response> {
    Err(ApiError::logs_not_accessible())
}

/// Description of the route of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

    use crate::error::ErrorOut;
    vec![
        Operation::new(Method::Get, "/3rdparty/v1/logs", "listLogs", "List logs of phones")
            .tag("Logs")
            .describe(
                "Always refused, because phones do not send their logs. The query is ignored.",
            )
            // The document demands an answer, and the route has only the failure.
            .answers_json::<ErrorOut, 501>()
            .fails(501, &[ErrorCode::NotSupported], "Phones do not send their logs."),
    ]
}
