//! What one message adds to its account's counters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Message, RecipientState};
use crate::gateway::day_of;

/// What is counted. Inbound messages share the table with outbound ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    Accepted,
    Sent,
    Delivered,
    Failed,
    Received,
}

impl Metric {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Received => "received",
        }
    }
}

/// Counts by metric, day number and gateway (`""` where none is known).
pub type Facts = BTreeMap<(Metric, i64, String), i64>;

impl Message {
    /// All that is countable about this message now, by recipient. Counters move by the difference
    /// between this and what was counted before, so a corrected failure is uncounted again.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let mut count = |metric, at_ms, gateway_id: &str| {
            *facts.entry((metric, day_of(at_ms), gateway_id.to_owned())).or_insert(0) += 1;
        };
        for recipient in &self.recipients {
            count(Metric::Accepted, self.created_at_ms, "");
            let sender = recipient.sent_by_epoch.and_then(|epoch| self.lease_of_epoch(epoch));
            let sender = sender.map_or("", |lease| lease.gateway_id.as_str());
            if let Some(at_ms) = recipient.sent_at_ms {
                count(Metric::Sent, at_ms, sender);
            }
            if let Some(at_ms) = recipient.delivered_at_ms {
                count(Metric::Delivered, at_ms, sender);
            }
            if recipient.state == RecipientState::Failed {
                let holder = recipient.epoch.and_then(|epoch| self.lease_of_epoch(epoch));
                let holder = holder.map_or("", |lease| lease.gateway_id.as_str());
                count(Metric::Failed, recipient.failed_at_ms.unwrap_or(0), holder);
            }
        }
        facts
    }
}
