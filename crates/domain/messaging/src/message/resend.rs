//! Sending a message again: a new message with the content and options of one that has ended, linked both ways.

use telephony::Address;
use unix_time::UnixMillis;

use super::{Draft, Message, Options, RecipientState as S};
use crate::{content::Content, id::MessageId};

/// Most times that one message is sent again.
pub const MAX_RESENDS: usize = 100;

/// Reason why a message is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotResendable {
    /// A recipient may still be sent to.
    UnderWay,
    /// The content is sealed, redacted, hashed, or no longer stored.
    Unreadable,
    /// No recipient failed or was cancelled.
    NothingFailed,
    /// It was sent again [`MAX_RESENDS`] times.
    TooOften,
}

impl Message {
    /// Whether a phone may still be given one of its recipients, or has one and has not reported it.
    pub fn is_under_way(&self) -> bool {
        let open = |state| matches!(state, S::Accepted) || S::is_outcome_open(state);
        self.recipients.iter().any(|recipient| open(recipient.state))
    }

    /// Makes the message that sends this one's `content` again: to the recipients that failed or were cancelled, or
    /// to `all`. It is sent at once, and its lifetime is as long as this one's was.
    ///
    /// # Errors
    /// The reason why it is not sent again.
    pub fn resend(
        &self,
        content: Option<Content>,
        all: bool,
        now_ms: UnixMillis,
    ) -> Result<Draft, NotResendable> {
        if self.is_under_way() {
            return Err(NotResendable::UnderWay);
        }
        // A confidential text, such as a one-time code, was for that one SMS only, even while it can be opened.
        let content = content.filter(|_| !self.options.confidential);
        let content = content.filter(Content::is_readable).ok_or(NotResendable::Unreadable)?;
        let again = |state| all || matches!(state, S::Failed | S::Cancelled);
        let chosen = self.recipients.iter().filter(|recipient| again(recipient.state));
        let recipients: Vec<Address> = chosen.map(|it| it.address.clone()).collect();
        if recipients.is_empty() {
            return Err(NotResendable::NothingFailed);
        }
        if self.resent_as.len() >= MAX_RESENDS {
            return Err(NotResendable::TooOften);
        }
        let begun_ms = self
            .options
            .scheduled_at_ms
            .map_or(self.created_at_ms, |at_ms| at_ms.max(self.created_at_ms));
        let after = |at_ms: UnixMillis, from_ms| now_ms.saturating_add(at_ms.since(from_ms));
        let options = Options {
            scheduled_at_ms: None,
            expires_at_ms: self.options.expires_at_ms.map(|at_ms| after(at_ms, begun_ms)),
            seen_since_ms: self.options.seen_since_ms.map(|at_ms| after(at_ms, self.created_at_ms)),
            // It is a message of the account, and no further turn of the conversation.
            interaction: None,
            resend_of: Some(self.id.clone()),
            ..self.options.clone()
        };
        Ok(Draft { recipients, content, options, client_id: None })
    }

    /// Records that `id` sends this message's content again.
    pub fn note_resent(&mut self, id: MessageId) {
        self.resent_as.push(id);
        // The states stay, and so does `updated_at_ms`, from which the delay before hashing is counted.
        self.version = self.version.saturating_add(1);
    }
}

#[cfg(test)]
mod tests;
