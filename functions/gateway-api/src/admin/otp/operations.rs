//! Descriptions of the protection of one-time codes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("One-time codes");
    vec![
        operation(
            Method::Get,
            "/api/v1/admin/otp/conversions",
            "listCodeConversions",
            "Report conversions of codes",
        )
        .describe(
            "How many codes were sent and verified, by country or by block of numbers, in whole days (UTC). A code \
             counts once, on the day on which it was sent. Sums are kept for 35 days, and a day tells 200 blocks apart.",
        )
        .fails(
            422,
            &[ErrorCode::InvalidParameter],
            "There is no such country, or the time is longer than 31 days or ends before it begins.",
        ),
        operation(
            Method::Get,
            "/api/v1/admin/otp/blocks",
            "listNumberBlocks",
            "List blocks of numbers",
        )
        .describe(
            "Numbers that get no codes, by their first six digits, with the reason. Blocks that ended are listed for a \
             week.",
        ),
        operation(
            Method::Post,
            "/api/v1/admin/otp/blocks",
            "createNumberBlock",
            "Block numbers",
        )
        .describe("Stops codes to numbers that share their first six digits. A block that they have is replaced.")
        .fails(
            422,
            &[ErrorCode::InvalidParameter, ErrorCode::ResourceLimitReached],
            "A parameter is not acceptable, or the account has 2,000 blocks.",
        ),
        operation(
            Method::Delete,
            "/api/v1/admin/otp/blocks/{number_block}",
            "deleteNumberBlock",
            "Lift a block of numbers",
        )
        .describe(
            "Ends the block. For an hour no codes count for an automatic block of these numbers, and the next one is \
             no repetition.",
        )
        .fails(404, &[ErrorCode::NumberBlockNotFound], "The account does not block these numbers now."),
        operation(
            Method::Get,
            "/api/v1/admin/otp/policy",
            "getCodesPolicy",
            "Show the policy of codes",
        )
        .describe("The account's policy, with the deployment's defaults where it leaves something open."),
        operation(
            Method::Patch,
            "/api/v1/admin/otp/policy",
            "updateCodesPolicy",
            "Set the policy of codes",
        )
        .describe(
            "Changes the members that are given, everywhere within ten seconds. Lists are replaced as a whole.",
        )
        .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
    ]
}
