//! Description of the report of usage for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    vec![
        Operation::new(Method::Get, "/api/v1/admin/usage", "getUsage", "Show usage by day")
            .tag("Statistics")
            .describe(
                "Counts of each UTC day, of the account or of one gateway, including every message accepted before the \
                 call. They do not shrink when old messages are deleted. A report has 400 days at most, and fewer for \
                 an account with more than 49 gateways.",
            )
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::GatewayNotFound],
                "The time is empty or too long, or the account has no such gateway.",
            ),
    ]
}
