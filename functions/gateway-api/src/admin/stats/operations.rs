//! Description of the statistics for the document of the API.

use edge_kit::{openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    vec![
        Operation::new(Method::Get, "/api/v1/admin/stats", "getStats", "Show statistics")
            .tag("Statistics")
            .describe(
                "Counts of the account's phones, messages and one-time codes, including every message accepted before \
                 the call. They do not shrink when old messages are deleted.",
            ),
    ]
}
