//! Descriptions of the pairing pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

const NO_PAIRING: &str = "The account has no such pairing.";

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Gateway administration")
    };
    vec![
        operation(Method::Post, "/api/v1/admin/pairings", "createPairing", "Pair a gateway")
            .describe(
                "Makes a token with which one gateway joins the account within ten minutes, and shows it once.",
            )
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::ResourceLimitReached],
                "A parameter is not acceptable, or the account has 20 open pairings or 200 within a day.",
            ),
        operation(Method::Get, "/api/v1/admin/pairings/{id}", "getPairing", "Show a pairing")
            .describe("Whether it is open, used or expired, and the gateway that came of it.")
            .fails(404, &[ErrorCode::PairingNotFound], NO_PAIRING),
        operation(
            Method::Delete,
            "/api/v1/admin/pairings/{id}",
            "deletePairing",
            "Delete a pairing",
        )
        .describe("Voids its token and the codes that were made with it. The gateway that came of it stays.")
        .fails(404, &[ErrorCode::PairingNotFound], NO_PAIRING),
    ]
}
