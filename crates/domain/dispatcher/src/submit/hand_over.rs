//! Answers to callers that wait until their message has been handed over.

use messaging::RecipientState;
use object_commands::dispatcher::HandOver;
use object_sql::Sql;

use crate::{DispatcherCore, DispatcherError};

impl<S: Sql> DispatcherCore<S> {
    /// Returns the route's answer for a message of one recipient. `None` while its provider has yet to
    /// answer.
    pub fn hand_over(&self, message_id: &str) -> Result<Option<HandOver>, DispatcherError> {
        use RecipientState as R;
        let Some(message) = self.status(message_id)? else {
            // The message has settled. One that failed at its route stays here long enough for its caller to
            // see that.
            return Ok(Some(HandOver::HandedOver));
        };
        let recipient = message.recipients.first();
        let state = recipient.map(|recipient| recipient.state);
        let was_sent = recipient.is_some_and(|recipient| recipient.sent_at_ms.is_some());
        let route = message.holders().next().or(message.options.gateway_id.as_ref());
        let by_provider = route.is_some_and(|id| self.is_provider(id));
        Ok(match state {
            Some(R::Accepted | R::Dispatched) if by_provider => None,
            Some(R::Accepted) | None => Some(HandOver::Waiting),
            // It failed on its way. A caller that sends again after a refusal would send it twice.
            Some(R::Failed) if was_sent => Some(HandOver::HandedOver),
            Some(R::Failed | R::Cancelled | R::Cancelling) => {
                Some(HandOver::Refused { answer: None })
            }
            Some(R::Dispatched | R::Sent | R::Delivered | R::Acknowledged) => {
                Some(HandOver::HandedOver)
            }
        })
    }

    /// Returns the same when the caller's wait is over: an open call counts as unknown.
    pub fn hand_over_at_deadline(&self, message_id: &str) -> Result<HandOver, DispatcherError> {
        if let Some(known) = self.hand_over(message_id)? {
            return Ok(known);
        }
        let message = self.status(message_id)?;
        let leased = message.is_some_and(|message| message.holders().next().is_some());
        Ok(if leased { HandOver::Unknown } else { HandOver::Waiting })
    }
}
