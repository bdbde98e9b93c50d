//! Answers of the list of opt-outs. Fields stand in the alphabetical order in which they are sent.

use std::collections::BTreeMap;

use edge_kit::TimeMs;
use ids::GatewayId;
use object_commands::dispatcher::OptOut;
use opt_outs::{Evidence, Source};
use serde::Serialize;

/// Device ids by gateway.
pub(crate) type Devices = BTreeMap<GatewayId, String>;

/// Answer of `GET /api/v1/admin/opt-outs`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OptOutsOut {
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    pub(crate) opt_outs: Vec<OptOutListedOut>,
}

/// A number that has opted out.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OptOutListedOut {
    /// Evidence of the opt-out.
    evidence: Option<EvidenceOut>,
    number: String,
    /// Time since which the number gets no more ordinary SMS.
    opted_out_at: TimeMs,
}

/// A number that has or had opted out, with its history.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OptOutOut {
    /// Time of the latest change.
    changed_at: TimeMs,
    /// The latest changes, at most 20, the newest first.
    history: Vec<EvidenceOut>,
    number: String,
    /// Whether the number gets no more ordinary SMS.
    opted_out: bool,
}

/// One change, with what caused it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "OptOutEvidenceOut"))]
struct EvidenceOut {
    at: TimeMs,
    /// Id of the key or of the person that made the change, or `operator`; `null` if a keyword made it.
    author: Option<String>,
    /// `keyword`: the person sent a keyword. `api`: a caller changed the number. `import`: a caller imported a list.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["keyword", "api", "import"])))]
    by: &'static str,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["out", "in"])))]
    change: &'static str,
    /// Device id of the gateway at which the keyword arrived; `null` without a keyword, and if the gateway is gone.
    gateway_id: Option<String>,
    /// The keyword in lower case.
    keyword: Option<String>,
    /// Id of the SMS with the keyword.
    message_id: Option<String>,
    reason: Option<String>,
    /// Time of receipt of the keyword, by the phone's or the provider's clock.
    received_at: Option<TimeMs>,
}

/// Answer of `POST /api/v1/admin/opt-outs/import`.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ImportOptOutsOut {
    /// Numbers that were opted out.
    pub(crate) added: u32,
    /// Lines without a phone number or short code.
    pub(crate) invalid: u32,
    /// The first 100 of these lines.
    pub(crate) invalid_lines: Vec<BadLineOut>,
    /// Numbers for which the list has no room.
    pub(crate) refused: u32,
    /// Numbers that had opted out before, repetitions in the request included.
    pub(crate) unchanged: u32,
}

/// A line without a phone number or short code.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "InvalidOptOutLineOut"))]
pub(crate) struct BadLineOut {
    /// Reason why it is no phone number or short code.
    pub(crate) error: &'static str,
    /// Number of the line or, in a list, position of the entry, from 1.
    pub(crate) line: u64,
}

impl OptOutListedOut {
    pub(crate) fn of(entry: &OptOut, devices: &Devices) -> Self {
        Self {
            evidence: entry.history.last().map(|it| EvidenceOut::of(it, devices)),
            number: entry.number.clone(),
            opted_out_at: TimeMs(entry.changed_at_ms),
        }
    }
}

impl OptOutOut {
    pub(crate) fn of(entry: &OptOut, devices: &Devices) -> Self {
        Self {
            changed_at: TimeMs(entry.changed_at_ms),
            history: entry.history.iter().rev().map(|it| EvidenceOut::of(it, devices)).collect(),
            number: entry.number.clone(),
            opted_out: entry.is_out,
        }
    }
}

impl EvidenceOut {
    fn of(evidence: &Evidence, devices: &Devices) -> Self {
        let plain = Self {
            at: TimeMs(evidence.at_ms),
            author: None,
            by: evidence.source.kind(),
            change: evidence.change.as_str(),
            gateway_id: None,
            keyword: None,
            message_id: None,
            reason: None,
            received_at: None,
        };
        match &evidence.source {
            Source::Keyword { word, inbound_id, gateway_id, received_at_ms, .. } => Self {
                gateway_id: devices.get(gateway_id).cloned(),
                keyword: Some(word.clone()),
                message_id: Some(inbound_id.clone()),
                received_at: Some(TimeMs(*received_at_ms)),
                ..plain
            },
            Source::Api { author, reason } | Source::Import { author, reason } => Self {
                author: Some(author.clone()),
                reason: reason.as_ref().map(|note| note.0.clone()),
                ..plain
            },
        }
    }
}

/// Returns the gateways that an entry's evidence names.
pub(crate) fn gateways_of(entry: &OptOut) -> impl Iterator<Item = &GatewayId> {
    entry.history.iter().filter_map(|evidence| match &evidence.source {
        Source::Keyword { gateway_id, .. } => Some(gateway_id),
        Source::Api { .. } | Source::Import { .. } => None,
    })
}
