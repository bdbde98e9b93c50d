//! Description of the use of a pairing for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    vec![
        Operation::new(
            Method::Post,
            "/api/v1/pairings/redeem",
            "redeemPairing",
            "Join an account by a pairing",
        )
        .tag("Gateways")
        .describe(
            "Uses a pairing's token. A gateway with a socket gets its key, and the pairing is used. For a phone with the \
             SMSGate app, the answer has a code; the pairing is used once a phone has signed in with one, and gives \
             further codes until then. Calls are counted per network under the limit `register`, and each pairing may \
             be redeemed 60 times.",
        )
        .fails(
            404,
            &[ErrorCode::PairingNotFound],
            "The token was never issued, was used, or has expired.",
        )
        .fails(
            422,
            &[ErrorCode::InvalidParameter, ErrorCode::DeviceExists],
            "A parameter is not acceptable, or the account has a gateway with this `device_id`. The pairing stays open.",
        )
        .fails(429, &[ErrorCode::RateLimited], "Too many calls from this network or with this token.")
        .fails(501, &[ErrorCode::NotConfigured], "The deployment gives no codes."),
    ]
}
