//! Descriptions of the gateway pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::sms::out::SendSmsOut;

const NO_GATEWAY: &str = "The account has no such gateway.";

#[expect(clippy::too_many_lines, reason = "a list with one entry for each route")]
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
            .describe(
                "Sets those of `name`, `priority`, `active`, `kind`, `pacing` and `send_window` that are given. `null` \
                 removes the gateway's own pacing or its send window.",
            )
            .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY)
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation(Method::Get, "/api/v1/admin/gateways/{id}", "getGateway", "Show a gateway")
            .describe(
                "The gateway as it is listed, with its presence, its load, the room of its SIMs and its standing in the \
                 choice of routes at this moment.",
            )
            .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY),
        operation(
            Method::Delete,
            "/api/v1/admin/gateways/{id}",
            "deleteGateway",
            "Delete a gateway",
        )
        .describe(
            "Voids the gateway's key and closes its sockets. Messages that it was not given yet go to other gateways, \
             except those that name it, and its history stays. The number is not given again, and the device may \
             register again.",
        )
        .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY),
        operation(
            Method::Post,
            "/api/v1/admin/gateways/{id}/rotate-key",
            "rotateGatewayKey",
            "Replace a gateway's key",
        )
        .describe(
            "Makes a new key, which is shown only in this answer. The old one is void everywhere within ten seconds, \
             and its sockets are closed.",
        )
        .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY)
        .fails(
            422,
            &[ErrorCode::NotSupported],
            "The gateway is a phone with the SMSGate app, which takes a token only when it registers.",
        ),
        operation(
            Method::Post,
            "/api/v1/admin/gateways/{id}/test",
            "sendTestMessage",
            "Send a test message",
        )
        .describe(
            "Sends one message through this gateway, as if it were named in a request to send: it is paced, counted and \
             listed like any other. The key needs `send_sms`, too.",
        )
        .takes(|request| {
            request.header::<String>(
                "Idempotency-Key",
                false,
                "Key of the request, of 1 to 255 characters, bare or in double quotes. It is unique in the account.",
            );
        })
        .answers_json::<SendSmsOut, 202>()
        .header("Idempotent-Replayed", "`true` if the message was accepted by an earlier request with this key.")
        .fails(400, &[ErrorCode::UnreadableParameter], "The `Idempotency-Key` is empty or too long.")
        .fails(404, &[ErrorCode::GatewayNotFound], NO_GATEWAY)
        .fails(
            422,
            &[
                ErrorCode::InvalidPhoneNumber,
                ErrorCode::IdempotencyKeyReused,
                ErrorCode::RecipientOptedOut,
                ErrorCode::GatewayNotFound,
            ],
            "The number is not valid or has opted out, the idempotency key belongs to another request, or the \
             gateway was deleted meanwhile.",
        )
        .fails(503, &[ErrorCode::QueueFull], "Too many messages wait to be sent."),
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
