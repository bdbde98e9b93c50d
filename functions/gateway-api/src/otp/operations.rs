//! Descriptions of the routes of one-time codes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |path, id, summary| Operation::new(Method::Post, path, id, summary).tag("One-time codes");
    vec![
        operation("/api/v1/otp/send", "sendCode", "Send a code")
            .describe(
                "Generates a code of six digits and sends it by SMS. The code is only in the SMS. Besides the key's \
                 limit, codes are counted per number, per account and network, and per account.",
            )
            .fails(
                422,
                &[
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                    ErrorCode::CountryNotServed,
                    ErrorCode::NumberBlockBlocked,
                    ErrorCode::RecipientOptedOut,
                ],
                "A parameter is not acceptable, codes are not sent to this country or, until an administrator lifts a \
                 block, to these numbers, or the person has opted out of codes, too.",
            )
            .fails(
                429,
                &[
                    ErrorCode::CodeLimitReached,
                    ErrorCode::TooManyAttempts,
                    ErrorCode::NumberBlockBlocked,
                ],
                "Too many codes for this number, from this network or of this account, too many wrong codes, or a block \
                 of numbers of which too few were verified.",
            )
            .fails(501, &[ErrorCode::NotConfigured], "The deployment cannot send codes."),
        operation("/api/v1/otp/verify", "verifyCode", "Verify a code")
            .describe(
                "Consumes the code if it is right. A wrong code, a used or expired one, and a number that never had a \
                 code get the same answer, with status 200. Calls are counted per key and per network.",
            )
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::InvalidPhoneNumber],
                "The number or the purpose is not acceptable.",
            ),
    ]
}
