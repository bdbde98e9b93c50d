//! Descriptions of the opt-out routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, id, summary| {
        Operation::new(method, "/proxy/opt-outs", id, summary).tag("Opt-outs")
    };
    vec![
        operation(Method::Get, "listOptOuts", "List opt-outs")
            .describe(
                "People who asked with STOP to get no more SMS from a number, up to 1,000. The last entry of a page \
                 is the cursor of the next one.",
            )
            .fails(400, &[ErrorCode::MalformedRequest], "The query is not UTF-8."),
        operation(Method::Delete, "deleteOptOut", "Delete an opt-out")
            .describe("Has the same effect as if the participant had sent START.")
            .fails(400, &[ErrorCode::MissingParameter], "A number is missing or too long.")
            .fails(
                404,
                &[ErrorCode::OptOutNotFound],
                "The participant has not opted out of the number.",
            ),
    ]
}
