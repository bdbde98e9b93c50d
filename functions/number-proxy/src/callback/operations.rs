//! Description of Flowroute's callback for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::openapi::{PROVIDER_ERROR, TEXT};

pub(crate) fn all() -> Vec<Operation> {
    vec![
        Operation::new(Method::Post, "/", "receiveCallback", "Report an inbound SMS")
            .tag("Callback")
            .describe(
                "Flowroute reports an SMS that arrived at a number of the pool, or the state of a sent one. An inbound \
                 SMS is relayed, or its sender is told that there is no session; the outcome is known before the \
                 answer. Flowroute repeats the call after any status other than 200.",
            )
            .answers(|answers| answers.empty(200))
            .fails(400, &[ErrorCode::MalformedRequest], "The query is not UTF-8.")
            .fails_as(TEXT, 400, &[ErrorCode::MalformedRequest], "The body is not a callback.")
            .fails(
                403,
                &[ErrorCode::WrongProvider],
                "The token belongs to an endpoint of another provider.",
            )
            .fails(429, &[ErrorCode::RateLimited], "A caller with a key made too many requests.")
            .fails_as(
                PROVIDER_ERROR,
                500,
                &[ErrorCode::ProviderFailed],
                "The provider refused the resulting SMS.",
            ),
    ]
}
