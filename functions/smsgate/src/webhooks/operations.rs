//! Descriptions of the routes of this family for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::error::PLAIN_TEXT;

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Webhooks");
    vec![
        operation(Method::Get, "/3rdparty/v1/webhooks", "listWebhooks", "List webhooks").describe(
            "All of the account's webhooks: first those that phones deliver, then those that the server delivers, each \
             sorted by id.",
        ),
        operation(Method::Post, "/3rdparty/v1/webhooks", "putWebhook", "Create or replace a webhook")
            .describe(
                "Stores the webhook and replaces one with the same `id`, whichever way it was delivered. Phones are \
                 notified. A webhook that the server delivers is an extension; storing it again switches it on if it \
                 was switched off after failures.",
            )
            .fails(
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidUrl,
                    ErrorCode::GatewayNotFound,
                    ErrorCode::ResourceLimitReached,
                ],
                "A member is missing or not acceptable, or the account has too many webhooks.",
            )
            .fails(
                500,
                &[ErrorCode::InternalError],
                "The webhook was not stored, for an unexpected reason.",
            )
            .fails(
                501,
                &[ErrorCode::NotConfigured],
                "The deployment has no key under which the server could store signing keys.",
            ),
        operation(Method::Delete, "/3rdparty/v1/webhooks/{id}", "deleteWebhook", "Delete a webhook")
            .describe("Deletes the webhook, whether or not it existed. Phones are notified.")
            .fails_as(PLAIN_TEXT, 404, &[ErrorCode::RouteNotFound], "The id is not UTF-8."),
    ]
}
