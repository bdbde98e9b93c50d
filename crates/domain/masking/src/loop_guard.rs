//! A guard against machines that answer each other through a masking number.
//!
//! Two people do not keep sending each other the same text, and a person without a session needs to be told so only
//! a few times. The memory is bounded, and losing it does no harm.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
};

use ids::GatewayId;
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::{NumberKey, Outgoing, OutgoingKind};

const WINDOW_MS: i64 = 10 * 60_000;
/// Maximum number of equal texts to the same recipient within the window.
const SAME_TEXT: usize = 5;
/// Maximum number of system messages to the same person within the window.
const SYSTEM_ANSWERS: usize = 10;
/// Maximum number of remembered SMS.
const CAPACITY: usize = 4_096;

/// Recently sent SMS.
#[derive(Debug, Default)]
pub struct LoopGuard {
    recent: VecDeque<(UnixMillis, u64)>,
}

impl LoopGuard {
    /// Whether the SMS may be sent from the number now. If so, it is counted.
    pub fn admits(&mut self, number: &GatewayId, outgoing: &Outgoing, now_ms: UnixMillis) -> bool {
        // A full memory forgets the oldest SMS, so that the guard admits too many rather than silencing people.
        while self
            .recent
            .front()
            .is_some_and(|(at_ms, _)| at_ms.saturating_add(WINDOW_MS) <= now_ms)
            || self.recent.len() >= CAPACITY
        {
            self.recent.pop_front();
        }
        let (limit, text) = match outgoing.kind {
            OutgoingKind::Relay => (SAME_TEXT, Some(&outgoing.text)),
            OutgoingKind::NoSession | OutgoingKind::Notice => (SYSTEM_ANSWERS, None),
        };
        let trace = trace(number, &outgoing.to, text);
        let count = self.recent.iter().filter(|(_, it)| *it == trace).count();
        if count >= limit {
            return false;
        }
        self.recent.push_back((now_ms, trace));
        true
    }
}

fn trace(number: &GatewayId, to: &str, text: Option<&MessageText>) -> u64 {
    // A Rust release may change the algorithm. That is harmless, since traces are never stored.
    let mut hasher = DefaultHasher::new();
    (number, NumberKey::of(to), text.map(MessageText::as_str)).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);

    fn id(text: &str) -> GatewayId {
        GatewayId::from_text(text)
    }

    fn outgoing(kind: OutgoingKind, to: &str, text: &str) -> Outgoing {
        let (to, text) = (to.to_owned(), MessageText::new(text));
        Outgoing { kind, to, text, session_id: None }
    }

    #[test]
    fn same_text_to_the_same_recipient_is_sent_five_times_and_other_texts_go_on() {
        let mut guard = LoopGuard::default();
        let away = outgoing(OutgoingKind::Relay, "12065550100", "I am away");
        for at in 0..5 {
            assert!(guard.admits(&id("n"), &away, START_MS + at));
        }
        assert!(!guard.admits(&id("n"), &away, START_MS + 5));
        // The number's spelling does not matter.
        let again = outgoing(OutgoingKind::Relay, "+1 206 555 0100", "I am away");
        assert!(!guard.admits(&id("n"), &again, START_MS + 5));
        assert!(guard.admits(&id("m"), &away, START_MS + 5));
        for (to, text) in [("12065550100", "I am back"), ("12065550101", "I am away")] {
            assert!(guard.admits(&id("n"), &outgoing(OutgoingKind::Relay, to, text), START_MS + 5));
        }
        assert!(guard.admits(&id("n"), &away, START_MS + WINDOW_MS));
    }

    #[test]
    fn person_without_a_session_gets_ten_system_messages_whatever_their_text() {
        let mut guard = LoopGuard::default();
        for at in 0..10 {
            let answer = outgoing(OutgoingKind::NoSession, "12065550100", &at.to_string());
            assert!(guard.admits(&id("n"), &answer, START_MS + at));
        }
        let answer = outgoing(OutgoingKind::Notice, "12065550100", "x");
        assert!(!guard.admits(&id("n"), &answer, START_MS + 20));
        let relay = outgoing(OutgoingKind::Relay, "12065550100", "x");
        assert!(guard.admits(&id("n"), &relay, START_MS + 20));
    }

    #[test]
    fn memory_is_bounded() {
        let mut guard = LoopGuard::default();
        for at in 0..10_000 {
            let relay = outgoing(OutgoingKind::Relay, "12065550100", &at.to_string());
            assert!(guard.admits(&id("n"), &relay, START_MS));
        }
        assert!(guard.recent.len() <= CAPACITY);
    }
}
