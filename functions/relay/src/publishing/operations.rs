//! Descriptions of the family for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{Answers, Operation, RequestShape},
    route_table::Method,
};

use super::input::ForwardedSmsIn;
use crate::{
    answers::TEXT,
    openapi::{DETAIL_ERROR, EMPTY_ERROR, TEXT_ERROR},
};

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data";

/// Answer to a request whose dialect is that of v3.
#[expect(dead_code, reason = "the dialects render it; it only names the members for the document")]
#[derive(schemars::JsonSchema)]
struct PublishedOut {
    /// Outcome of the request, in plain words.
    publisher_response: String,
}

pub(crate) fn all() -> Vec<Operation> {
    vec![
        forwarded("/sms/platform/{platform}", "forwardSms"),
        forwarded("/sms/platform/{platform}/incoming/protocol/verification", "forwardSmsToOldPath")
            .deprecated(),
        publish_encrypted(),
        publish(),
        list_publications(),
        Operation::new(Method::Get, "/relay/settings", "getRelaySettings", "Get the settings")
            .tag("Publishing")
            .describe("The account's settings; everything is off by default."),
        Operation::new(
            Method::Put,
            "/relay/settings",
            "updateRelaySettings",
            "Replace the settings",
        )
        .tag("Publishing")
        .describe("Takes effect at once, or within five minutes if the notice is lost.")
        .fails(
            400,
            &[ErrorCode::MalformedRequest],
            "The body is not exactly `{\"inbound_requests\": true|false}`.",
        ),
    ]
}

fn forwarded(path: &'static str, id: &'static str) -> Operation {
    Operation::new(Method::Post, path, id, "Forward an SMS")
        .tag("Requests by SMS")
        .describe(
            "Publishes the request that the SMS contains. The answer has the dialect that `RELAY_SMS_DIALECT` sets. \
             `a` and `b` answer with a text, and `v3` with JSON:\n\n\
             | | `a` | `b` | `v3` |\n|---|---|---|---|\n\
             | published or accepted | 200 | 200 | 200 |\n\
             | it cannot be published | **200** `message cannot be published` | 403 | 400 |\n\
             | the platform refuses it | **200** `message cannot be published` | **200** `published!` | 400 |\n\
             | the text is not base64 | **200** `message cannot be published` | 400 | 400 |\n\
             | text or sender is missing | 400 | 400 | 400 |\n\
             | it is not JSON | 500 | 400 | 400 |\n\
             | too many texts that cannot be published | 429, empty | 429 | 429 |\n\
             | it could not be stored | 500, empty | 500 | 500 |\n\n\
             For the platform `twilio` the body is Twilio's form, and the answer is empty TwiML: 200, or 500 if the \
             request could not be stored.",
        )
        .security(vec!["", "forwarderSignature", "twilioSignature"])
        .takes(forms)
        .takes(forwarder)
        .answers(published)
        .answers(|answers| {
            answers.text(200, TEXT);
            answers.text(200, "text/xml; charset=utf-8");
        })
        .fails(
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::InvalidParameter,
                ErrorCode::RequestRefused,
            ],
            "The body is not a request (`v3`).",
        )
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::InvalidParameter,
            ],
            "The body is not a request (`b`), or lacks text or sender (`a`, `b`).",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::RequestRefused, ErrorCode::InvalidSignature],
            "The request cannot be published (`b`), the forwarder is unknown where a signature is required, or \
             Twilio's signature is wrong.",
        )
        .fails(
            429,
            &[ErrorCode::RateLimited],
            "The source sent too many texts that cannot be published.",
        )
        .fails_as(TEXT_ERROR, 429, &[ErrorCode::RateLimited], "The same (`a`, `b`).")
        .fails(
            500,
            &[ErrorCode::InternalError],
            "The request could not be stored. The same request may succeed after `Retry-After`.",
        )
        .fails_as(
            TEXT_ERROR,
            500,
            &[ErrorCode::InternalError, ErrorCode::MalformedRequest],
            "The same (`a`, `b`), or the body is not JSON (`a`).",
        )
}

fn publish_encrypted() -> Operation {
    Operation::new(Method::Post, "/v3/publish", "publishEncrypted", "Publish an encrypted request")
        .tag("Requests by SMS")
        .describe(
            "Publishes what the app would send as an SMS, for apps that are online themselves.",
        )
        .security(vec!["", "forwarderSignature"])
        .takes(forms)
        .takes(forwarder)
        .answers(published)
        .fails(
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::InvalidParameter,
                ErrorCode::RequestRefused,
            ],
            "The body is not a request, or it cannot be published.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::InvalidSignature],
            "The forwarder is unknown where a signature is required.",
        )
        .fails(
            429,
            &[ErrorCode::RateLimited],
            "The source sent too many texts that cannot be published.",
        )
        .fails(
            500,
            &[ErrorCode::InternalError],
            "The request could not be stored. The same request may succeed after `Retry-After`.",
        )
}

fn publish() -> Operation {
    Operation::new(Method::Post, "/publish", "publish", "Publish a plaintext request")
        .tag("Publishing")
        .describe(
            "Publishes `message` as the user with the number `MSISDN`. The key must belong to the relay's own account.",
        )
        .takes(|request| {
            let description = "Name of the request, of 1 to 200 bytes. Calls with the same name are one request.";
            request.header::<String>("Idempotency-Key", false, description);
        })
        .answers(|answers| answers.empty(200))
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::InvalidParameter,
                ErrorCode::RequestRefused,
            ],
            "The header or the body is unacceptable, the request cannot be published, or the platform refuses it.",
        )
        .fails_as(
            EMPTY_ERROR,
            500,
            &[ErrorCode::InternalError],
            "The request could not be stored. The same request may succeed after `Retry-After`.",
        )
}

fn list_publications() -> Operation {
    let path = "/v1/metrics/publications";
    Operation::new(Method::Get, path, "listPublications", "List publications")
        .tag("Publishing")
        .describe("Totals of the matching publications and one page of them, latest first. Neither includes publications under way.")
        .fails_as(
            DETAIL_ERROR,
            400,
            &[ErrorCode::InvalidParameter, ErrorCode::MalformedRequest],
            "A parameter is unacceptable, or the query is not UTF-8.",
        )
}

fn forms(request: &mut RequestShape<'_>) {
    request.body::<ForwardedSmsIn>(FORM);
    request.body::<ForwardedSmsIn>(PARTS);
}

fn forwarder(request: &mut RequestShape<'_>) {
    let description = "Number of the gateway client that signed the body in `X-Signature`, in international form.";
    request.header::<String>("X-Gateway-Client", false, description);
}

fn published(answers: &mut Answers<'_>) {
    answers.json::<PublishedOut>(200);
}
