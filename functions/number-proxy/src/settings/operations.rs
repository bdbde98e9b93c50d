//! Descriptions of the settings routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, id, summary| {
        Operation::new(method, "/proxy/settings", id, summary).tag("Settings")
    };
    vec![
        operation(Method::Get, "getTexts", "Show the texts in effect")
            .describe("Texts of the system's own messages, and those of them that the account has set."),
        operation(Method::Put, "replaceTexts", "Replace the account's texts")
            .describe(
                "Replaces all of the account's texts: for absent and null ones, the deployment's apply. A body that \
                 is not a JSON object has none.",
            )
            .fails(
                400,
                &[ErrorCode::InvalidParameter],
                "A text is too long or no text, or there is no setting of that name.",
            ),
    ]
}
