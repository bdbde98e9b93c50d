//! Requests of integrators for messages.

use edge_kit::params::read::{self, Spelled, SpelledList};
use serde::Deserialize;
use unix_time::UnixMillis;

/// Body of `POST /api/v1/sms/send`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendSmsIn {
    /// Recipient's phone number, in international form or as it is dialed in the account's country; in JSON also a list
    /// of 1 to 100 different numbers.
    #[serde(deserialize_with = "read::spelled_list")]
    #[cfg_attr(feature = "openapi", schemars(with = "RecipientsIn", example = "+12025550123"))]
    pub(crate) to: SpelledList,
    /// Text of the SMS; a blank one is refused.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 1600)))]
    pub(crate) message: String,
    /// Rank in the queue: higher numbers are sent first.
    #[serde(deserialize_with = "read::integer::<{ i8::MIN as i64 }, { i8::MAX as i64 }, _>")]
    #[cfg_attr(
        feature = "openapi",
        schemars(range(min = -128, max = 127), extend("default" = 0))
    )]
    pub(crate) priority: Option<i64>,
    /// Gateway that has to send the message: a phone's device id, or a provider's number or its id. Without it, any
    /// gateway of the account may send.
    #[serde(deserialize_with = "read::optional_spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) gateway_id: Option<Spelled>,
    /// Label under which messages that were sent together are listed and counted: up to 64 printable characters. An
    /// account may begin to use 1,000 labels in a day.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64)))]
    pub(crate) label: Option<String>,
    /// Number of the SIM that sends the message, from 1. Only phones that fetch their messages can choose one.
    #[serde(deserialize_with = "read::integer::<1, 3, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 3)))]
    pub(crate) sim: Option<i64>,
    /// Time from which the message may be sent: in the future, and at most 30 days ahead. In ISO 8601 or in seconds since
    /// 1970.
    #[serde(deserialize_with = "read::moment")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<SendAtIn>"))]
    pub(crate) send_at: Option<UnixMillis>,
    /// Seconds after which the message fails if no gateway has it, counted from `send_at` if that is given. Without it, the
    /// deployment's default holds, usually three days.
    #[serde(deserialize_with = "read::integer::<1, MAX_TTL_SECS, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 2_592_000)))]
    pub(crate) ttl: Option<i64>,
    /// HTTPS URL that gets the events of this message, beside the account's webhooks: the same rules, signatures and
    /// retries, in the format `standard`. An account may have 100 such URLs in use.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("format" = "uri"), example = "https://example.com/orders/1042")
    )]
    pub(crate) callback_url: Option<String>,
    /// Whether to only explain what would happen: nothing is stored or sent.
    #[serde(deserialize_with = "read::boolean")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    pub(crate) dry_run: Option<bool>,
}

/// Longest lifetime of a message: 30 days.
const MAX_TTL_SECS: i64 = 2_592_000;

/// Recipients of a message, as the document shows them.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is only described")]
enum RecipientsIn {
    One(String),
    Many(#[schemars(length(min = 1, max = 100))] Vec<String>),
}

/// A time, as the document shows it.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is only described")]
enum SendAtIn {
    Seconds(i64),
    Text(edge_kit::TimeSecs),
}

/// Body of `POST /api/v1/sms/{message_id}/resend`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ResendSmsIn {
    /// Whether the message goes to all its recipients again, and not only to those that failed or were cancelled.
    #[serde(deserialize_with = "read::boolean")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    pub(crate) all: Option<bool>,
}

/// Query of `GET /api/v1/sms/received`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListReceivedIn {
    /// Sender of the messages: a phone number, a short code or a name.
    pub(crate) phone_number: Option<String>,
    /// Time from which on messages were received.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) since: Option<UnixMillis>,
    /// Messages per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// Number of the page, from 1 on; more than 1,000,000 counts as 1,000,000.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 1)))]
    pub(crate) page: Option<u32>,
}
