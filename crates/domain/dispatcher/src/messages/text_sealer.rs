//! Confidential texts: sealed when they are accepted, opened for the phone that transmits them.

use messaging::{Content, Message};
use rand_core::RngCore;
use sealing::Keyring;
use telephony::MessageText;

/// First part of the data that a sealed text is bound to.
const PURPOSE: &str = "message";

/// Seals and opens the texts of one account's messages.
#[derive(Debug, Clone)]
pub struct TextSealer {
    keyring: Option<Keyring>,
    account_id: String,
}

impl TextSealer {
    /// Creates a sealer. Without a keyring it seals nothing, so that no confidential message is accepted.
    pub fn new(keyring: Option<Keyring>, account_id: impl Into<String>) -> Self {
        Self { keyring, account_id: account_id.into() }
    }

    /// Seals the message's text. `None` if there is no key to seal it with.
    pub(crate) fn seal(&self, message: &mut Message, rng: &mut impl RngCore) -> Option<()> {
        // Only one-time codes are confidential, and their messages are texts.
        let Content::Text(text) = &message.content else { return Some(()) };
        let binding = [PURPOSE, &self.account_id, message.id.as_str()];
        let keyring = self.keyring.as_ref()?;
        let sealed = sealing::seal(text.as_str().as_bytes(), keyring, &binding, rng).ok()?;
        message.content = Content::Sealed(sealed);
        Some(())
    }

    /// Returns the message's readable content; long content stays a reference to its pieces. `None` if the
    /// content was redacted or hashed, or its key is gone.
    pub(crate) fn content(&self, message: &Message) -> Option<Content> {
        match &message.content {
            open @ (Content::Text(_)
            | Content::Data(_)
            | Content::Multimedia(_)
            | Content::Long(_)) => Some(open.clone()),
            Content::Sealed(sealed) => {
                let binding = [PURPOSE, &self.account_id, message.id.as_str()];
                let opened = sealing::open(sealed, self.keyring.as_ref()?, &binding).ok()?;
                String::from_utf8(opened).ok().map(|text| Content::Text(MessageText::new(text)))
            }
            Content::Redacted | Content::Hashed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
