//! Requests of the family: bodies that are forwarded or published, and the settings.

use edge_kit::ErrorCode;
use http::StatusCode;
use lenient_input::Garbage;
use relay_requests::{IncomingError, IncomingSms, PlainRequest, PlainRequestError};
use serde::Deserialize;

use super::forwarded_request::ForwardedRequest;
use crate::error::{RelayError, RelayResult};

/// Body of `POST /sms/platform/{platform}` and `POST /v3/publish`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ForwardedSmsIn(
    #[cfg_attr(feature = "openapi", schemars(with = "members::ForwardedSms"))]
    pub(super)  IncomingSms,
);

/// Body of `POST /publish`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PublishIn(
    #[cfg_attr(feature = "openapi", schemars(with = "members::Publish"))] pub(super) PlainRequest,
);

/// Body of `PUT /relay/settings`, with nothing else.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateRelaySettingsIn {
    /// Whether SMS that arrive at the account's phones and numbers are tried as requests.
    pub(super) inbound_requests: bool,
}

impl ForwardedSmsIn {
    /// Reads the body of a path's platform.
    pub(super) fn read(
        platform: &str,
        forwarded: &ForwardedRequest<Self>,
    ) -> Result<Self, IncomingError> {
        IncomingSms::parse(platform, forwarded.content_type(), &forwarded.body).map(Self)
    }
}

impl PublishIn {
    pub(super) fn read(forwarded: &ForwardedRequest<Self>) -> RelayResult<Self> {
        PlainRequest::parse(&forwarded.body).map(Self).map_err(|error| {
            let code = match error {
                PlainRequestError::NotJson => ErrorCode::MalformedRequest,
                PlainRequestError::MissingMessage | PlainRequestError::MissingSender => {
                    ErrorCode::MissingParameter
                }
                PlainRequestError::Request(_) => ErrorCode::InvalidParameter,
            };
            RelayError::text(code, StatusCode::BAD_REQUEST, error.to_string())
        })
    }
}

impl UpdateRelaySettingsIn {
    pub(super) fn read(forwarded: &ForwardedRequest<Self>) -> RelayResult<Self> {
        lenient_input::read(&forwarded.body, Garbage::Refused).map_err(|_| {
            let text = "Expected {\"inbound_requests\": true|false}";
            RelayError::json(ErrorCode::MalformedRequest, StatusCode::BAD_REQUEST, text)
        })
    }
}

/// Members of the bodies that domain crates parse.
#[cfg(feature = "openapi")]
mod members {
    #[expect(dead_code, reason = "it only names the members for the document")]
    #[derive(schemars::JsonSchema)]
    #[schemars(inline)]
    pub(super) struct ForwardedSms {
        /// Text of the SMS, unchanged: base64 of the encrypted request. It or `Body` is required.
        text: Option<String>,
        /// The same as `text`, as Twilio names it.
        #[schemars(rename = "Body")]
        body: Option<String>,
        /// Phone number from which the SMS came, in international form; as a number, without its plus sign. It,
        /// `address` or `From` is required.
        #[schemars(rename = "MSISDN", example = "+237679466332")]
        msisdn: Option<String>,
        /// The same as `MSISDN`.
        address: Option<String>,
        /// The same as `MSISDN`, as Twilio names it.
        #[schemars(rename = "From")]
        from: Option<String>,
        /// Time at which the gateway client received the SMS, in Unix milliseconds, also as a numeric text. A
        /// reliability test needs it; anything unreadable counts as absent.
        #[schemars(extend("type" = ["integer", "string", "null"]))]
        date: Option<i64>,
        /// Time at which the sender's phone sent the SMS, in Unix milliseconds, also as a numeric text. A reliability
        /// test needs it; anything unreadable counts as absent.
        #[schemars(extend("type" = ["integer", "string", "null"]))]
        date_sent: Option<i64>,
        /// Name of the gateway client, under which the log lists the publication unless a signature names the client.
        tag: Option<String>,
    }

    #[expect(dead_code, reason = "it only names the members for the document")]
    #[derive(schemars::JsonSchema)]
    #[schemars(inline)]
    pub(super) struct Publish {
        /// Letter of the platform, a colon, and the content: `g:to:cc:bcc:subject:body` for Gmail, `t:post` for X,
        /// `m:post` for Mastodon, `b:post` for Bluesky, `T:phone:message` for Telegram.
        #[schemars(example = "t:Hello")]
        message: String,
        /// Phone number of the user for whom it is published, in international form; as a number, without its plus
        /// sign.
        #[schemars(rename = "MSISDN", example = "+237679466332")]
        msisdn: String,
    }
}
