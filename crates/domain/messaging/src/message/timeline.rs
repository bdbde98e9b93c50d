//! Timeline of a message: its events, with the cause of every transition.

mod chain;

pub use chain::{ChainVerdict, TimelineChain, TimelineKeys};

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// Kind of a timeline entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimelineEvent {
    Accepted,
    /// It has to wait although a gateway is connected; the cause says why.
    Held,
    /// A gateway was told to fetch it.
    Assigned,
    Leased,
    /// The gateway had no open socket or did not fetch it; nothing was handed over.
    NotHandedOver,
    /// Offered again to the holder of the lease, under the same wire id.
    Reoffered,
    Acknowledged,
    Sent,
    Delivered,
    /// A phone reported a failed attempt; another follows.
    AttemptFailed,
    Failed,
    /// The outcome is unknown; another gateway may try.
    OutcomeUnknown,
    Cancelling,
    Cancelled,
    /// A former holder's report that changes nothing.
    LateReport,
    /// Two gateways transmitted it.
    DuplicateSent,
    /// Its content and recipients were replaced by hashes.
    Hashed,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    pub at_ms: UnixMillis,
    pub event: TimelineEvent,
    /// Ordinal of the recipient; absent for an event of the whole message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// HMAC over the entry before and this one, in hex. Absent if the message is older than the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
}

impl TimelineEntry {
    pub(crate) fn new(event: TimelineEvent) -> Self {
        Self {
            at_ms: UnixMillis::EPOCH,
            event,
            ordinal: None,
            epoch: None,
            gateway_id: None,
            cause: None,
            mac: None,
        }
    }

    pub(crate) fn at(self, at_ms: UnixMillis) -> Self {
        Self { at_ms, ..self }
    }

    pub(crate) fn recipient(self, ordinal: usize) -> Self {
        Self { ordinal: u8::try_from(ordinal).ok(), ..self }
    }

    pub(crate) fn lease(self, epoch: u32, gateway_id: &GatewayId) -> Self {
        Self { epoch: Some(epoch), gateway_id: Some(gateway_id.clone()), ..self }
    }

    pub(crate) fn cause(self, cause: impl Into<String>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }
}

/// Appends an entry. Drops a note once the timeline has reached its bound: a phone that repeats itself must
/// not make the row grow forever.
pub(super) fn push(timeline: &mut Vec<TimelineEntry>, recipients: usize, entry: TimelineEntry) {
    use TimelineEvent as E;
    let bound = 32 + 8 * recipients;
    let is_note = matches!(
        entry.event,
        E::LateReport | E::Reoffered | E::NotHandedOver | E::Leased | E::Held | E::Assigned
    );
    if timeline.len() < bound || (!is_note && timeline.len() < 2 * bound) {
        timeline.push(entry);
    }
}
