//! Descriptions of the policy on opt-outs for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let path = "/api/v1/admin/opt-out";
    vec![
        Operation::new(Method::Get, path, "getOptOutPolicy", "Show the policy on opt-outs")
            .tag("Opt-outs")
            .describe("Returns whether the account heeds opt-outs, and its keywords and answers."),
        Operation::new(Method::Patch, path, "updateOptOutPolicy", "Change the policy on opt-outs")
            .tag("Opt-outs")
            .describe(
                "Changes what is given. While the policy is off, no keyword is obeyed and no message is refused, and \
                 the list of opt-outs is kept.",
            )
            .fails(
                422,
                &[ErrorCode::InvalidParameter],
                "A list has too many words, a word is too long, blank or a keyword already, or a text is too long.",
            ),
    ]
}
