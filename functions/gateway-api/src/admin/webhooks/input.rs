//! Requests of the webhook pages.

mod if_used;

use std::fmt;

use edge_kit::params::read;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use unix_time::UnixMillis;
use webhooks::{CustomHeaders, MAX_HEADERS};

pub(crate) use self::if_used::IfUsed;

/// Body of `POST /api/v1/admin/webhooks`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateWebhookIn {
    /// HTTPS URL to which events are sent, with a public name or address, on port 443 or one from 1024.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", extend("format" = "uri"), example = "https://example.com/hook")
    )]
    pub(crate) url: Option<String>,
    /// Label, of up to 255 characters. Without it, the origin of the URL.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) name: Option<String>,
    /// Format of the requests' bodies.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend(
            "enum" = ["gateway-api", "smsgate", "standard", null],
            "default" = "gateway-api"
        ))
    )]
    pub(crate) format: Option<String>,
    /// Names of the events to send, in the spelling of any format, or `*` for all. The format must have one of them.
    #[serde(deserialize_with = "event_names")]
    #[cfg_attr(
        feature = "openapi",
        schemars(length(min = 1, max = 50), extend("default" = ["*"]), example = ["sms_received"])
    )]
    pub(crate) events: Option<Vec<String>>,
    /// Name of a single event; without effect if `events` is given.
    #[serde(deserialize_with = "if_used::search_text")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) event_type: IfUsed<String>,
    /// Seconds within which the receiver has to answer.
    #[serde(deserialize_with = "read::integer::<1, 30, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 30), extend("default" = 15)))]
    pub(crate) timeout: Option<i64>,
    /// Seconds before each try, the first included; each at most 604,800 (7 days). Without it, ten tries in about three
    /// days.
    #[serde(deserialize_with = "delays")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 20), inner(range(max = 604_800)), example = [0, 5, 300]))]
    pub(crate) retry_schedule: Option<Vec<u32>>,
    /// Number of retries in the usual schedule, whose last delay is repeated as needed; without effect if
    /// `retry_schedule` is given.
    #[serde(deserialize_with = "if_used::retry_count")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<i64>", range(min = 0, max = 19), extend("default" = 9))
    )]
    pub(crate) retry_count: IfUsed<i64>,
    /// Whether events are sent.
    #[serde(deserialize_with = "read::boolean")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = true)))]
    pub(crate) active: Option<bool>,
    /// Secret that signs the requests, of up to 256 bytes. Without it, or if it is empty, one is generated.
    #[cfg_attr(feature = "openapi", schemars(length(max = 256)))]
    pub(crate) secret_key: Option<String>,
    /// Headers that every request carries, such as a token that the receiver demands: at most 10, with names of up to 64
    /// and values of up to 1,024 characters. The values are stored sealed and never
    /// shown. Names that the requests need for themselves are refused.
    #[serde(deserialize_with = "own_headers")]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<std::collections::BTreeMap<String, String>>",
            extend("maxProperties" = 10),
            example = serde_json::json!({ "X-Tenant": "7" })
        )
    )]
    pub(crate) headers: Option<CustomHeaders>,
    /// Id of another webhook of the account, of the format `standard`, that gets `endpoint.failing` and
    /// `endpoint.disabled` of this one, whatever it subscribes to.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) alert_endpoint_id: Option<String>,
}

/// Query of `GET /api/v1/admin/webhooks`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListWebhooksIn {
    /// `subscription`: webhooks that were created as such. `callback`: those that the `callback_url` of messages made.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["subscription", "callback", null], "default" = "subscription"))
    )]
    pub(crate) kind: Option<String>,
}

/// Body of `PATCH /api/v1/admin/webhooks/{id}`. A member that is absent does not change.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateWebhookIn {
    /// HTTPS URL to which events are sent, with a public name or address, on port 443 or one from 1024.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("format" = "uri"), example = "https://example.com/hook")
    )]
    pub(crate) url: Option<String>,
    /// Label, of up to 255 characters.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) name: Option<String>,
    /// Format of the requests' bodies.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["gateway-api", "smsgate", "standard", null]))
    )]
    pub(crate) format: Option<String>,
    /// Names of the events to send, in the spelling of any format, or `*` for all. The format must have one of them.
    #[serde(deserialize_with = "event_names")]
    #[cfg_attr(
        feature = "openapi",
        schemars(length(min = 1, max = 50), example = ["sms_received"])
    )]
    pub(crate) events: Option<Vec<String>>,
    /// Name of a single event; without effect if `events` is given.
    #[serde(deserialize_with = "if_used::search_text")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) event_type: IfUsed<String>,
    /// Seconds before each try, the first included; each at most 604,800 (7 days).
    #[serde(deserialize_with = "delays")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 20), inner(range(max = 604_800)), example = [0, 5, 300]))]
    pub(crate) retry_schedule: Option<Vec<u32>>,
    /// Number of retries in the usual schedule, whose last delay is repeated as needed; without effect if
    /// `retry_schedule` is given.
    #[serde(deserialize_with = "if_used::retry_count")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<i64>", range(min = 0, max = 19)))]
    pub(crate) retry_count: IfUsed<i64>,
    /// Whether events are sent. Either value clears the reason for which the endpoint was disabled.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) active: Option<bool>,
    /// Seconds within which the receiver has to answer.
    #[serde(deserialize_with = "read::integer::<1, 30, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 30)))]
    pub(crate) timeout: Option<i64>,
    /// Headers that every request carries, such as a token that the receiver demands: at most 10, with names of up to 64
    /// and values of up to 1,024 characters. They replace all that the
    /// endpoint has; an empty object removes them. Needed if `url` has another origin and the endpoint has headers.
    #[serde(deserialize_with = "own_headers")]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<std::collections::BTreeMap<String, String>>",
            extend("maxProperties" = 10),
            example = serde_json::json!({ "X-Tenant": "7" })
        )
    )]
    pub(crate) headers: Option<CustomHeaders>,
    /// Id of another webhook of the account, of the format `standard`, that gets `endpoint.failing` and
    /// `endpoint.disabled` of this one, whatever it subscribes to; `null` removes it.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) alert_endpoint_id: Option<String>,
}

/// Query of `GET /api/v1/admin/webhooks/{id}/attempts`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListWebhookAttemptsIn {
    /// Attempts per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}

/// Body of `POST /api/v1/admin/webhooks/{id}/replay`, with either `event_id` or `since`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReplayWebhookIn {
    /// Id of one event, delivered or not, as the attempts show it.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) event_id: Option<String>,
    /// Start of the time, inclusive, whose failed events are replayed.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) since: Option<UnixMillis>,
    /// End of the time, exclusive. Without it, now.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) until: Option<UnixMillis>,
    /// Whether delivered events of that time are replayed too; without effect beside `event_id`.
    #[serde(deserialize_with = "if_used::boolean")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<bool>", extend("default" = false)))]
    pub(crate) delivered: IfUsed<bool>,
}

/// Body of `POST /api/v1/admin/webhooks/{id}/rotate`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RotateWebhookSecretIn {
    /// Hours for which the previous secret also signs; 0 ends it at once.
    #[serde(deserialize_with = "read::integer::<0, 168, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 168), extend("default" = 24)))]
    pub(crate) overlap_hours: Option<i64>,
    /// The new secret, of up to 256 bytes. Without it, or if it is empty, one is generated.
    #[cfg_attr(feature = "openapi", schemars(length(max = 256)))]
    pub(crate) secret_key: Option<String>,
}

/// Reads an object whose members are texts.
fn own_headers<'de, D: Deserializer<'de>>(from: D) -> Result<Option<CustomHeaders>, D::Error> {
    from.deserialize_map(HeadersVisitor)
}

struct HeadersVisitor;

impl<'de> Visitor<'de> for HeadersVisitor {
    type Value = Option<CustomHeaders>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of texts")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut given: Vec<(String, String)> = Vec::new();
        // One more than may be given is enough to refuse them.
        while given.len() <= MAX_HEADERS
            && let Some(member) = members.next_entry()?
        {
            given.push(member);
        }
        CustomHeaders::parse(given).map(Some).map_err(A::Error::custom)
    }
}

fn event_names<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    read::texts(from).map_err(|_| D::Error::custom("must be a list of names"))
}

fn delays<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u32>>, D::Error> {
    let wrong = || D::Error::custom("must be a list of seconds");
    let Some(texts) = read::texts(from).map_err(|_| wrong())? else { return Ok(None) };
    let delays = texts.iter().map(|text| text.trim().parse().map_err(|_| wrong()));
    delays.collect::<Result<_, _>>().map(Some)
}

#[cfg(test)]
mod tests;
