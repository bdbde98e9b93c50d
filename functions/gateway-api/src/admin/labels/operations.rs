//! Descriptions of the routes of labels, for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Messages");
    vec![
        operation(Method::Get, "/api/v1/admin/labels", "listLabels", "List labels").describe(
            "Labels under which messages were sent, in the order of their characters, with the numbers of their \
             messages by state, including every message accepted before the call.",
        ),
        operation(Method::Get, "/api/v1/admin/labels/{label}", "getLabel", "Show a label")
            .describe("Numbers of the messages that were sent under one label.")
            .fails(404, &[ErrorCode::LabelNotFound], "No message was sent under the label."),
    ]
}
