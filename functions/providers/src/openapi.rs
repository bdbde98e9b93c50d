//! Description of this face for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{ErrorFormat, Face, Operation, Schemas, document},
    route_table::Method,
};
use serde_json::{Map, Value};

use crate::{route_table::Access, table};

/// Body of a failure.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct ErrorOut {
    /// Cause in plain words, for readers of the provider's log.
    error: String,
}

/// Events of a provider, as one object or as a list of at most 100. Its members are the provider's own.
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum CallbackIn {
    One(Map<String, Value>),
    Many(#[schemars(length(max = 100))] Vec<Map<String, Value>>),
}

/// Fields of a form. Their names are the provider's own.
#[derive(schemars::JsonSchema)]
struct FormIn(#[expect(dead_code, reason = "only its schema is used")] Map<String, Value>);

const PATH: &str = "/providers/{provider}/{token}";

const FACE: Face = Face {
    title: "Wireroom: callbacks of providers",
    description: "SMS providers report here which SMS arrived at an account's numbers, and the states of those that \
                  they were given. Nobody else needs these routes: `POST /api/v1/admin/providers/{provider}/endpoint` \
                  returns the URL to enter at the provider.\n\nThe token in the path names the account. If the \
                  account has stored the secret with which the provider signs, the signature must be valid too. \
                  Requests and answers have the provider's own format: JSON from Flowroute, Telnyx, Bandwidth and \
                  Sinch; a form, JSON or the query of a GET from Twilio, Vonage, Plivo and MessageBird.",
    servers: &["/"],
    tags: &[("Callbacks", "What providers call.")],
    security: &[],
    path_parameters: &[
        (
            "provider",
            "`flowroute`, `twilio`, `telnyx`, `vonage`, `plivo`, `bandwidth`, `sinch` or `messagebird`.",
        ),
        ("token", "Token of the account's endpoint for this provider, 48 hexadecimal digits."),
    ],
    headers: &[],
    error: ErrorFormat {
        content_type: Some("application/json; charset=utf-8"),
        schema: Some(Schemas::answer::<ErrorOut>),
    },
    errors: &[(
        503,
        &[ErrorCode::Unavailable],
        "A part of the platform did not answer and nothing was decided, or a resulting SMS was refused. The provider \
         should repeat the request.",
    )],
    body_errors: &[
        (
            400,
            &[ErrorCode::MalformedRequest],
            "The request is not readable as this provider's, or has too many fields or events.",
        ),
        (413, &[ErrorCode::BodyTooLarge], "The body is too long, or has too many JSON values."),
    ],
    access_errors: &[
        (
            403,
            &[ErrorCode::InvalidSignature],
            "The signature is missing, wrong or too old. Only checked if its secret is stored.",
        ),
        (404, &[ErrorCode::EndpointNotFound], "There is no such endpoint."),
    ],
};

/// Returns the document of this face.
///
/// # Errors
/// The list of its defects, such as a route without a description.
pub fn openapi() -> Result<Value, Vec<String>> {
    document::<Access>(&FACE, &table().into_routes(), operations())
}

fn operations() -> Vec<Operation> {
    let operation = |method, id, summary| {
        Operation::new(method, PATH, id, summary)
            .tag("Callbacks")
            .describe(
                "Each provider gets the answer that it expects: XML for Twilio and Plivo, `OK` for MessageBird, \
                 an empty body for all others. A request without a body and a query, with which a provider tries the \
                 URL, gets the same answer.",
            )
            .answers(|answers| {
                answers.empty(200);
                answers.text(200, "text/xml");
                answers.text(200, "text/plain");
            })
    };
    vec![
        operation(Method::Post, "receiveProviderCallback", "Report SMS and their states").takes(
            |request| {
                request.body::<CallbackIn>("application/json");
                request.body::<FormIn>("application/x-www-form-urlencoded");
                request.body::<FormIn>("multipart/form-data");
            },
        ),
        operation(
            Method::Get,
            "receiveProviderCallbackInQuery",
            "Report an SMS or its state in the query",
        )
        .takes(|request| request.any_query("fields", "The provider's fields, each a parameter.")),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_is_described() {
        assert_eq!(super::openapi().err(), None);
    }
}
