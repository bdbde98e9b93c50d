//! Descriptions of the list of opt-outs for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Opt-outs");
    let all = "/api/v1/admin/opt-outs";
    let by_number = "/api/v1/admin/opt-outs/{number}";
    vec![
        operation(Method::Get, all, "listOptOuts", "List opt-outs").describe(
            "Numbers that have opted out, in the order of their digits, each with its latest evidence. Imports are \
             listed, too.",
        ),
        operation(Method::Post, all, "createOptOut", "Opt a number out")
            .describe("A number that has opted out already stays as it is.")
            .fails(
                422,
                &[
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                    ErrorCode::ResourceLimitReached,
                ],
                "The number or the reason is not acceptable, or the list is full.",
            ),
        operation(Method::Post, "/api/v1/admin/opt-outs/import", "importOptOuts", "Import opt-outs")
            .describe(
                "Opts up to 10,000 numbers out and names the lines that cannot be read. Repeating an import changes \
                 nothing, also after a failure in its middle. Webhooks do not hear of imported numbers.",
            )
            .fails(422, &[ErrorCode::InvalidParameter], "There are too many entries, no column has phone numbers, or the reason is too long."),
        operation(Method::Get, by_number, "getOptOut", "Show the opt-out of a number")
            .describe("The number's state with its history, also after it has opted in again.")
            .fails(404, &[ErrorCode::OptOutNotFound], "The number never opted out."),
        operation(Method::Delete, by_number, "deleteOptOut", "Opt a number in again")
            .describe("The same as if the person had sent START. The history stays.")
            .fails(404, &[ErrorCode::OptOutNotFound], "The number has not opted out.")
            .fails(422, &[ErrorCode::InvalidParameter], "The reason is too long."),
    ]
}
