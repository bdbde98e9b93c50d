//! Counts that one message adds to its account's counters.

use std::collections::BTreeMap;

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use super::{Message, RecipientState, RecipientState as S};

/// Metrics of the counters. Inbound messages share the table with outbound ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    Accepted,
    Sent,
    /// Segments of transmitted SMS beyond the first of each, so that an SMS of one segment costs no counter.
    ExtraSegments,
    Delivered,
    Failed,
    /// Recipients that no phone is to send any more: sent, delivered, failed or cancelled. Counted on the day
    /// of acceptance, so that the number pending is the difference.
    Concluded,
    /// Inbound messages by the day of receipt by the phone's clock: the totals of listings.
    Received,
    /// Correction of [`Self::Received`] to the day on which we learned of the inbound messages. The days
    /// differ if the phone's clock is wrong or the phone was offline.
    ReceivedElsewhen,
    /// Whole messages by state, on the day of their acceptance: the totals of listings.
    MessagesPending,
    MessagesAcknowledged,
    MessagesSent,
    MessagesDelivered,
    MessagesFailed,
    MessagesCancelling,
    MessagesCancelled,
    /// Labeled messages, and in the following those by state, on the day of their acceptance. They are counted under
    /// the label in place of a gateway.
    Labelled,
    LabelledPending,
    LabelledAcknowledged,
    LabelledSent,
    LabelledDelivered,
    LabelledFailed,
    LabelledCancelling,
    LabelledCancelled,
    /// One-time codes that were sent. Not counted by a Dispatcher.
    CodesSent,
    /// One-time codes that were verified. Not counted by a Dispatcher.
    CodesVerified,
}

impl Metric {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::ExtraSegments => "extra_segments",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Concluded => "concluded",
            Self::Received => "received",
            Self::ReceivedElsewhen => "received_elsewhen",
            Self::MessagesPending => "messages_pending",
            Self::MessagesAcknowledged => "messages_acknowledged",
            Self::MessagesSent => "messages_sent",
            Self::MessagesDelivered => "messages_delivered",
            Self::MessagesFailed => "messages_failed",
            Self::MessagesCancelling => "messages_cancelling",
            Self::MessagesCancelled => "messages_cancelled",
            Self::Labelled => "labelled",
            Self::LabelledPending => "labelled_pending",
            Self::LabelledAcknowledged => "labelled_acknowledged",
            Self::LabelledSent => "labelled_sent",
            Self::LabelledDelivered => "labelled_delivered",
            Self::LabelledFailed => "labelled_failed",
            Self::LabelledCancelling => "labelled_cancelling",
            Self::LabelledCancelled => "labelled_cancelled",
            Self::CodesSent => "codes_sent",
            Self::CodesVerified => "codes_verified",
        }
    }

    /// Returns the metric that counts messages in this state. A message is pending until a phone has
    /// acknowledged it, even if it was handed over.
    pub fn of_messages_in(state: RecipientState) -> Self {
        match state {
            S::Accepted | S::Dispatched => Self::MessagesPending,
            S::Acknowledged => Self::MessagesAcknowledged,
            S::Sent => Self::MessagesSent,
            S::Delivered => Self::MessagesDelivered,
            S::Failed => Self::MessagesFailed,
            S::Cancelling => Self::MessagesCancelling,
            S::Cancelled => Self::MessagesCancelled,
        }
    }

    /// Returns the metric that counts labeled messages in this state, with the same pending ones.
    pub fn of_labelled_in(state: RecipientState) -> Self {
        match state {
            S::Accepted | S::Dispatched => Self::LabelledPending,
            S::Acknowledged => Self::LabelledAcknowledged,
            S::Sent => Self::LabelledSent,
            S::Delivered => Self::LabelledDelivered,
            S::Failed => Self::LabelledFailed,
            S::Cancelling => Self::LabelledCancelling,
            S::Cancelled => Self::LabelledCancelled,
        }
    }
}

/// Counts by metric, day number and gateway (`""` if none is known).
pub type Facts = BTreeMap<(Metric, i64, String), i64>;

impl Message {
    /// Returns all counts of this message now, by recipient. Counters change by the difference from what was
    /// counted before, so a corrected failure is uncounted.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let mut add = |metric, at_ms: UnixMillis, gateway_id: &str, number: i64| {
            *facts.entry((metric, at_ms.day(), gateway_id.to_owned())).or_insert(0) += number;
        };
        let gateway_id = self.gateway_id().map_or("", GatewayId::as_str);
        add(Metric::of_messages_in(self.state()), self.created_at_ms, gateway_id, 1);
        if let Some(label) = &self.options.label {
            add(Metric::Labelled, self.created_at_ms, label.as_str(), 1);
            add(Metric::of_labelled_in(self.state()), self.created_at_ms, label.as_str(), 1);
        }
        for recipient in &self.recipients {
            add(Metric::Accepted, self.created_at_ms, "", 1);
            if matches!(recipient.state, S::Sent | S::Delivered | S::Failed | S::Cancelled) {
                add(Metric::Concluded, self.created_at_ms, "", 1);
            }
            let sender = recipient.sent_by_epoch.and_then(|epoch| self.lease_of_epoch(epoch));
            let sender = sender.map_or("", |lease| lease.gateway_id.as_str());
            if let Some(at_ms) = recipient.sent_at_ms {
                add(Metric::Sent, at_ms, sender, 1);
                if self.extra_segments > 0 {
                    add(Metric::ExtraSegments, at_ms, sender, i64::from(self.extra_segments));
                }
            }
            if let Some(at_ms) = recipient.delivered_at_ms {
                add(Metric::Delivered, at_ms, sender, 1);
            }
            if recipient.state == RecipientState::Failed {
                // A recipient that failed on a phone keeps its epoch, which names the gateway of the failure.
                let holder = recipient.epoch.and_then(|epoch| self.lease_of_epoch(epoch));
                let holder = holder.map_or("", |lease| lease.gateway_id.as_str());
                let failed_at_ms = recipient.failed_at_ms.unwrap_or(UnixMillis::EPOCH);
                add(Metric::Failed, failed_at_ms, holder, 1);
            }
        }
        facts
    }
}
