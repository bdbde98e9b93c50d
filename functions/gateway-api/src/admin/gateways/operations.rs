//! Descriptions of the gateway pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

const NO_GATEWAY: &str = "The account has no such gateway.";

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Gateway administration")
    };
    vec![
        operation(Method::Get, "/api/v1/admin/gateways", "listGateways", "List gateways").describe(
            "All of the account's gateways, the oldest first, with every presence and message accepted before the \
             call. Pending gateways have a list of their own.",
        ),
        operation(Method::Patch, "/api/v1/admin/gateways/{id}", "updateGateway", "Change a gateway")
            .describe("Sets those of `name`, `priority` and `active` that are given.")
            .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY)
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation(
            Method::Post,
            "/api/v1/admin/gateways/{id}/toggle",
            "toggleGateway",
            "Switch a gateway off or on",
        )
        .describe(
            "Inverts `active`, so a repeated call undoes the first. A gateway that is switched off keeps its key and \
             gets no messages.",
        )
        .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY),
        operation(
            Method::Get,
            "/api/v1/admin/gateways/pending",
            "listPendingGateways",
            "List gateways that await approval",
        )
        .describe(
            "Gateways that registered without a token, the oldest first, if the deployment allows that.",
        ),
        operation(
            Method::Delete,
            "/api/v1/admin/gateways/pending/{id}",
            "deletePendingGateway",
            "Refuse a pending gateway",
        )
        .fails(404, &[ErrorCode::GatewayNotFound], "The account has no such pending gateway."),
        operation(
            Method::Post,
            "/api/v1/admin/gateways/{id}/approve",
            "approveGateway",
            "Approve a gateway",
        )
        .describe(
            "Approves a pending gateway. It gets a new id, which the answer contains. A gateway that is not pending \
             is approved and switched on.",
        )
        .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY)
        .fails(
            422,
            &[ErrorCode::DeviceExists],
            "The account already has a gateway with this device id.",
        ),
    ]
}
