//! Limits of an SMS that arrived at a gateway, the same for HTTP and sockets.

/// Maximum length of a sender in characters.
pub const MAX_SENDER_CHARS: usize = 64;
/// Maximum length of a text in characters: far more than any concatenated SMS, and small enough for a row.
pub const MAX_INBOUND_CHARS: usize = 65_535;

/// Reason why an inbound SMS is refused. The texts are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InboundFault {
    #[error("Sender can't be blank")]
    BlankSender,
    #[error("Sender is too long (maximum is {MAX_SENDER_CHARS} characters)")]
    LongSender,
    #[error("Message can't be blank")]
    BlankText,
    #[error("Message is too long (maximum is {MAX_INBOUND_CHARS} characters)")]
    LongText,
}

/// Checks a sender and a text.
pub fn check_inbound(sender: &str, text: &str) -> Result<(), InboundFault> {
    if sender.trim().is_empty() {
        return Err(InboundFault::BlankSender);
    }
    if sender.chars().count() > MAX_SENDER_CHARS {
        return Err(InboundFault::LongSender);
    }
    if text.trim().is_empty() {
        return Err(InboundFault::BlankText);
    }
    if text.chars().count() > MAX_INBOUND_CHARS {
        return Err(InboundFault::LongText);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_in_characters_and_the_limits_are_inclusive() {
        assert_eq!(check_inbound(&"é".repeat(64), &"😀".repeat(65_535)), Ok(()));
        assert_eq!(check_inbound(&"é".repeat(65), "Hi"), Err(InboundFault::LongSender));
        assert_eq!(check_inbound("a", &"x".repeat(65_536)), Err(InboundFault::LongText));
        assert_eq!(check_inbound("\u{a0}", "Hi"), Err(InboundFault::BlankSender));
        assert_eq!(check_inbound("a", " \n"), Err(InboundFault::BlankText));
    }
}
