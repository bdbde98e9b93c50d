//! Queues in which messages wait: for a gateway, for SIM capacity, to be fetched, or for a gateway to reconnect.

pub(crate) mod delivery;
pub(crate) mod fetch;
pub(crate) mod membership;
pub(crate) mod pump;
pub(crate) mod reoffer;
pub(crate) mod route;
pub(crate) mod routing_work;
pub(crate) mod rows;

use ids::GatewayId;
use messaging::{Message, Options, routing::Traffic};
use object_sql::Value;

/// Timeline cause of a wait for SIM capacity.
pub(crate) const PACING: &str = "pacing";
/// Timeline cause of a wait for a gateway's send window.
pub(crate) const SEND_WINDOW: &str = "send_window";

const TEST_NUMBERS: &str = "#";
const SCHEDULED: &str = ">";

/// Queue in which a message waits. The column `message.queue` holds its spelling, and NULL while the message
/// waits in none.
///
/// Deployed objects hold these spellings, so they must not change. Gateway ids are nanoids, which contain none
/// of the marks that a spelling may begin with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Queue {
    /// Messages that any gateway may send. Spelled as the empty text.
    AnyGateway,
    /// Messages that only test gateways may send. Spelled `#`. They have a queue of their own, so that neither they nor
    /// the messages for other gateways wait behind each other.
    TestNumbers,
    /// Messages that only this gateway may send. Spelled `id`.
    PinnedTo(GatewayId),
    /// Messages that this gateway is to fetch, or has fetched and not reported. Spelled `@id`.
    ToFetch(GatewayId),
    /// Messages that this gateway may fetch ahead of their schedule. Spelled `~id`.
    ToFetchAhead(GatewayId),
    /// Messages that wait for their scheduled time, whatever sends them then. Spelled `>`. Nothing takes messages from
    /// it: the alarm finds those that are due. It is there to be counted, and its ranks are numbers of recipients.
    Scheduled,
    /// Messages that this gateway never reported on. They wait until it reconnects. Spelled `!id`.
    UnknownOutcome(GatewayId),
}

impl Queue {
    /// Reads a spelling. One that begins with no known mark is the id of a pinned gateway.
    pub(crate) fn parse(spelling: &str) -> Self {
        if spelling.is_empty() {
            Self::AnyGateway
        } else if spelling == TEST_NUMBERS {
            Self::TestNumbers
        } else if spelling == SCHEDULED {
            Self::Scheduled
        } else if let Some(id) = spelling.strip_prefix('@') {
            Self::ToFetch(GatewayId::from_text(id))
        } else if let Some(id) = spelling.strip_prefix('~') {
            Self::ToFetchAhead(GatewayId::from_text(id))
        } else if let Some(id) = spelling.strip_prefix('!') {
            Self::UnknownOutcome(GatewayId::from_text(id))
        } else {
            Self::PinnedTo(GatewayId::from_text(spelling))
        }
    }

    /// Returns the queue of messages that are still to be routed: to the pinned gateway, or else to any that the traffic
    /// admits.
    pub(crate) fn to_route(pinned: Option<&GatewayId>, traffic: Traffic) -> Self {
        match (pinned, traffic) {
            (Some(id), _) => Self::parse(id.as_str()),
            (None, Traffic::Test) => Self::TestNumbers,
            (None, Traffic::Ordinary | Traffic::Any) => Self::AnyGateway,
        }
    }

    /// Whether its messages are still to be routed.
    pub(crate) fn is_to_route(&self) -> bool {
        matches!(self, Self::AnyGateway | Self::TestNumbers | Self::PinnedTo(_))
    }

    /// Whether routing may give the queue's messages to this gateway.
    pub(crate) fn may_be_routed_to(&self, gateway_id: &GatewayId) -> bool {
        match self {
            Self::AnyGateway | Self::TestNumbers => true,
            Self::PinnedTo(id) | Self::UnknownOutcome(id) => id == gateway_id,
            // These leave their queue by a fetch, or by the alarm.
            Self::ToFetch(_) | Self::ToFetchAhead(_) | Self::Scheduled => false,
        }
    }

    /// Whether the queue's first message, if it has to stay, lets those behind it go: each of them waits for
    /// its own phone to reconnect.
    pub(crate) fn may_be_overtaken(&self) -> bool {
        matches!(self, Self::UnknownOutcome(_))
    }

    /// Value of the column `rank` for a message in this queue, or in none.
    pub(crate) fn rank_in(queue: Option<&Self>, message: &Message) -> i64 {
        match queue {
            // The index on the queues sums the recipients up, without reading a row.
            Some(Self::Scheduled) => i64::from(recipients(message)),
            _ => rank(message),
        }
    }

    fn spelling(&self) -> String {
        match self {
            Self::AnyGateway => String::new(),
            Self::TestNumbers => TEST_NUMBERS.to_owned(),
            Self::Scheduled => SCHEDULED.to_owned(),
            Self::PinnedTo(id) => id.as_str().to_owned(),
            Self::ToFetch(id) => format!("@{id}"),
            Self::ToFetchAhead(id) => format!("~{id}"),
            Self::UnknownOutcome(id) => format!("!{id}"),
        }
    }
}

impl From<&Queue> for Value {
    fn from(queue: &Queue) -> Self {
        Self::Text(queue.spelling())
    }
}

/// Sort key within a queue: smaller ranks go first, and higher priorities have smaller ranks.
pub(crate) fn rank(message: &Message) -> i64 {
    rank_of(&message.options)
}

/// Number of a message's recipients.
pub(crate) fn recipients(message: &Message) -> u32 {
    u32::try_from(message.recipients.len()).unwrap_or(u32::MAX)
}

pub(crate) fn rank_of(options: &Options) -> i64 {
    127 - i64::from(options.priority)
}

#[cfg(test)]
mod tests;
