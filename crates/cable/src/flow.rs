//! Flow control of a gateway's frames: all limits, and the token buckets that enforce them.
//!
//! A phone that was offline for a day and flushes 500 stored SMS stays far below each limit. The buckets belong to
//! the gateway, not to one of its sockets, so opening more sockets gains nothing.

use request_limits::{Rate, TokenBucket};

/// Maximum size of a frame that is parsed, in bytes. The longest SMS that is accepted over HTTP fits in four-byte
/// characters, with room for escapes. A longer frame is answered with an error.
pub const MAX_FRAME_BYTES: usize = 524_288;

/// Rate of frames of any kind that are handled without a pause.
const UNPACED: Rate = Rate { burst: 50, per_sec: 500 };
/// Duration of the object's pause after a frame beyond `UNPACED`, in milliseconds.
pub const PAUSE_MS: u64 = 20;
/// Rate limit of frames of any kind.
const FRAMES: Rate = Rate { burst: 10_000, per_sec: 1_000 };
/// Rate limit of the frames' bytes.
const BYTES: Rate = Rate { burst: 8_388_608, per_sec: 524_288 };
/// Rate limit of SMS received by the phone. Each is handed to the account's Dispatcher.
const INBOUND: Rate = Rate { burst: 1_000, per_sec: 10 };
/// Rate of calls with SMS to the Dispatcher that are made without a pause.
const CALLS: Rate = Rate { burst: 4, per_sec: 5 };
/// Pause before a call beyond `CALLS`, in milliseconds. More SMS gather in the meantime: a flush of 500 is done
/// within six seconds, and a flood leaves room on the thread for others.
pub const CALL_PAUSE_MS: u64 = 80;
/// Rate limit of subscribing, unsubscribing and going offline. Each may be a call to the account's Dispatcher.
const PRESENCE: Rate = Rate { burst: 200, per_sec: 5 };

/// Maximum number of SMS that wait in memory, and their total bytes.
pub const MAX_QUEUED_SMS: usize = 1_000;
pub const MAX_QUEUED_BYTES: usize = 2_097_152;
/// Maximum number of reports that wait for the current call to end.
pub const MAX_QUEUED_REPORTS: usize = 4_000;
/// Maximum number of concurrent calls to the Dispatcher with a gateway's inbound SMS. SMS that arrive during a call
/// go out together in the next one.
pub const MAX_INBOUND_CALLS: usize = 1;
/// Maximum number of SMS in one call, and the number of bytes after which no further one is added.
pub const MAX_BATCH_SMS: usize = 10;
pub const MAX_BATCH_BYTES: usize = 65_536;
/// Maximum number of concurrent announcements of presence.
pub const MAX_ANNOUNCEMENTS: usize = 4;
/// Maximum number of SMS held in the object's database while the Dispatcher is unreachable, and their total bytes.
pub const MAX_HELD_SMS: u32 = 2_000;
pub const MAX_HELD_BYTES: u32 = 8_388_608;
/// Maximum length in bytes of a message id in a report. No message has a longer id.
pub const MAX_WIRE_ID_BYTES: usize = 255;

/// Kind of a frame with a rate limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameCost {
    /// An SMS received by the phone.
    Inbound,
    /// A change of presence.
    Presence,
}

/// Token buckets of one gateway.
#[derive(Clone, Copy, Debug)]
pub struct FlowControl {
    unpaced: TokenBucket,
    frames: TokenBucket,
    bytes: TokenBucket,
    inbound: TokenBucket,
    calls: TokenBucket,
    presence: TokenBucket,
}

impl Default for FlowControl {
    fn default() -> Self {
        Self {
            unpaced: TokenBucket::full(UNPACED),
            frames: TokenBucket::full(FRAMES),
            bytes: TokenBucket::full(BYTES),
            inbound: TokenBucket::full(INBOUND),
            calls: TokenBucket::full(CALLS),
            presence: TokenBucket::full(PRESENCE),
        }
    }
}

impl FlowControl {
    /// Counts a frame of an open or closing socket: frames that were on their way when a socket was closed still
    /// arrive. Returns whether the object should pause, so that a flood's frames take turns with other requests.
    pub fn needs_pause(&mut self, now_ms: i64) -> bool {
        !self.unpaced.take(1, now_ms)
    }

    /// Counts a frame before it is parsed. Returns whether it is within the limits.
    pub fn admits_frame(&mut self, bytes: usize, now_ms: i64) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        // Both are counted, even if the first has run out.
        let (frame, length) = (self.frames.take(1, now_ms), self.bytes.take(bytes, now_ms));
        frame && length
    }

    /// Counts a call to the Dispatcher. Returns whether it should wait for [`CALL_PAUSE_MS`] first.
    pub fn calls_later(&mut self, now_ms: i64) -> bool {
        !self.calls.take(1, now_ms)
    }

    /// Counts a frame of this kind. Returns whether it is within the limit.
    pub fn admits(&mut self, cost: FrameCost, now_ms: i64) -> bool {
        match cost {
            FrameCost::Inbound => self.inbound.take(1, now_ms),
            FrameCost::Presence => self.presence.take(1, now_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how many of `count` SMS with frames of `bytes` bytes are admitted when all arrive at once.
    fn admitted(count: usize, bytes: usize) -> usize {
        let mut flow = FlowControl::default();
        let mut frames = 0..count;
        let one = |flow: &mut FlowControl| {
            flow.admits_frame(bytes, 0) && flow.admits(FrameCost::Inbound, 0)
        };
        frames.by_ref().take_while(|_| one(&mut flow)).count()
    }

    #[test]
    fn flush_of_500_stored_sms_is_fully_admitted() {
        assert_eq!(admitted(500, 400), 500);
        // Ten segments each, with every character escaped twice.
        assert_eq!(admitted(500, 1_530 * 7), 500);
    }

    #[test]
    fn flood_is_admitted_up_to_the_burst() {
        assert_eq!(admitted(15_000, 300), 1_000);
        assert_eq!(admitted(15_000, MAX_FRAME_BYTES), 16);
    }

    #[test]
    fn flush_of_500_frames_is_read_within_a_second() {
        let mut flow = FlowControl::default();
        assert_eq!((0..500).take_while(|_| !flow.needs_pause(0)).count(), 50);
        let pause_ms = i64::try_from(PAUSE_MS).unwrap();
        let mut now_ms = 0;
        for _ in 50..500 {
            if flow.needs_pause(now_ms) {
                now_ms += pause_ms;
            }
        }
        assert!(now_ms <= 1_000, "{now_ms} ms");
    }

    #[test]
    fn tokens_refilled_during_a_pause_need_no_further_pause() {
        let mut flow = FlowControl::default();
        while !flow.needs_pause(0) {}
        let refilled_ms = i64::try_from(PAUSE_MS).unwrap();
        assert_eq!((0..100).take_while(|_| !flow.needs_pause(refilled_ms)).count(), 10);
    }

    #[test]
    fn flush_of_500_sms_is_handed_over_within_six_seconds() {
        let mut flow = FlowControl::default();
        let calls = 500_usize.div_ceil(MAX_BATCH_SMS);
        let waiting = (0..calls).filter(|_| flow.calls_later(0)).count();
        assert_eq!(waiting, calls - 4);
        // A call itself may take about 40 ms.
        assert!(u64::try_from(waiting).unwrap() * (CALL_PAUSE_MS + 40) <= 6_000);
    }

    #[test]
    fn busy_phones_reports_are_admitted_indefinitely() {
        let mut flow = FlowControl::default();
        // A thousand frames of 300 bytes a second, for an hour.
        assert!((0..3_600_000).all(|at_ms| flow.admits_frame(300, at_ms)));
    }

    #[test]
    fn endless_subscribing_and_unsubscribing_is_not_admitted() {
        let mut flow = FlowControl::default();
        let admitted = (0..1_000).filter(|_| flow.admits(FrameCost::Presence, 0)).count();
        assert_eq!(admitted, 200);
    }
}
