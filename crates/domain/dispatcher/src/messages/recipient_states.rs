//! States of a message's recipients before a change, from which its events and measurements follow.

use messaging::{Message, Recipient, RecipientState as S};
use webhooks::EventKind;

/// States of a message's recipients before a change, and how often the message was held.
#[derive(Debug)]
pub(crate) struct RecipientStates {
    recipients: Vec<StateBefore>,
    holds: usize,
}

#[derive(Debug, Clone, Copy)]
struct StateBefore {
    state: S,
    sent: bool,
    delivered: bool,
}

impl RecipientStates {
    pub(crate) fn of(message: &Message) -> Self {
        let state_before = |it: &Recipient| StateBefore {
            state: it.state,
            sent: it.sent_at_ms.is_some(),
            delivered: it.delivered_at_ms.is_some(),
        };
        let recipients = message.recipients.iter().map(state_before).collect();
        Self { recipients, holds: message.holds().0 }
    }

    /// Returns why the message was held since; `None` if it was not.
    pub(crate) fn hold_since<'m>(&self, now: &'m Message) -> Option<&'m str> {
        let (holds, cause) = now.holds();
        cause.filter(|_| holds > self.holds)
    }

    /// Whether the recipient was first reported as transmitted since.
    pub(crate) fn is_newly_sent(&self, at: usize, now: &Recipient) -> bool {
        self.recipients.get(at).is_some_and(|before| !before.sent) && now.sent_at_ms.is_some()
    }

    /// Whether an attempt at the recipient has failed since, and another one is to follow.
    pub(crate) fn is_newly_retried(&self, at: usize, now: &Recipient) -> bool {
        let was_open = self.recipients.get(at).is_some_and(|before| before.state.is_outcome_open());
        was_open && now.state == S::Accepted && now.retry_at_ms.is_some()
    }

    /// Returns the events that have happened to the recipient since, in order.
    pub(crate) fn events_since(&self, at: usize, now: &Recipient) -> Vec<EventKind> {
        let Some(before) = self.recipients.get(at) else { return Vec::new() };
        let mut kinds = Vec::new();
        // Evidence of sending corrects an announced failure, even if `sent` was announced before it.
        let revived = before.state == S::Failed && matches!(now.state, S::Sent | S::Delivered);
        if now.sent_at_ms.is_some() && (!before.sent || revived) {
            kinds.push(EventKind::MessageSent);
        }
        if now.delivered_at_ms.is_some() && !before.delivered {
            kinds.push(EventKind::MessageDelivered);
        }
        if now.state == S::Failed && before.state != S::Failed {
            kinds.push(EventKind::MessageFailed);
        }
        if now.state == S::Cancelled && before.state != S::Cancelled {
            kinds.push(EventKind::MessageCancelled);
        }
        kinds
    }
}
