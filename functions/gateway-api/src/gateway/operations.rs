//! Descriptions of the phones' routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |path, id, summary| Operation::new(Method::Post, path, id, summary).tag("Gateways");
    vec![
        operation("/api/v1/gateway/register", "registerGateway", "Register a gateway")
            .describe(
                "Creates a gateway and shows its key once. With a registration token, or the deployment's private \
                 token, the gateway is approved. Whether a phone without a token is refused, has to await approval or \
                 is admitted depends on the deployment. Calls are counted per network, under the limits `register` and \
                 `register-network`. `device_id` and `name` of another type than text or number are 422 here.",
            )
            .security(vec!["registrationToken", ""])
            .fails(
                401,
                &[ErrorCode::InvalidCredentials, ErrorCode::RegistrationTokenRequired],
                "The token is wrong, or the deployment requires one.",
            )
            .fails(
                403,
                &[ErrorCode::InsufficientPermissions, ErrorCode::RegistrationClosed],
                "The key is no registration token, or the deployment has no account for new gateways.",
            )
            .fails(
                422, &[ErrorCode::InvalidParameter, ErrorCode::DeviceExists],
                "A parameter is not acceptable, or the account has a gateway with this `device_id`. The faults of both \
                 names are joined with a comma.",
            )
            .fails(
                429,
                &[ErrorCode::RateLimited, ErrorCode::RegistrationLimitReached],
                "Too many registrations from this network, or too many gateways await approval.",
            ),
        operation("/api/v1/gateway/heartbeat", "sendHeartbeat", "Report that the gateway is alive")
            .describe(
                "Records the phone's presence and health. A gateway that awaits approval is told so, and nothing of \
                 its request is checked or recorded.",
            )
            .fails(422, &[ErrorCode::InvalidParameter], "The status is unknown."),
        operation("/api/v1/gateway/sms/received", "reportReceivedSms", "Report a received SMS")
            .describe(
                "Stores an inbound SMS. Idempotent: a report with the same sender, text and time is the same message.",
            )
            .fails(
                403,
                &[ErrorCode::GatewayPending, ErrorCode::GatewayInactive],
                "The gateway awaits approval, or is switched off.",
            )
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation("/api/v1/gateway/sms/status", "reportSmsStatus", "Report the status of a message")
            .describe("Applies a delivery report. Idempotent; a status never moves backward.")
            .fails(403, &[ErrorCode::GatewayPending], "The gateway awaits approval.")
            .fails(
                404,
                &[ErrorCode::MessageNotFound],
                "The gateway was never given such a message.",
            )
            .fails(422, &[ErrorCode::InvalidParameter], "The status is unknown."),
    ]
}
