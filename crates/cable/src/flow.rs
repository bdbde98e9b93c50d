//! Flow control of a gateway's frames: every limit, and the token buckets that hold a gateway to them.
//!
//! A phone that was without a network for a day and flushes 500 stored SMS stays far below each of them.
//! The buckets belong to the gateway, not to one of its sockets, so that opening more sockets gains nothing.

use request_limits::{Rate, TokenBucket};

/// Bytes of the longest frame that is parsed: the longest SMS that is taken over HTTP, in four-byte
/// characters, fits with room for escapes. A longer frame is answered with an error and not parsed.
pub const MAX_FRAME_BYTES: usize = 524_288;

/// Frames of any kind that are taken without a pause.
const UNPACED: Rate = Rate { burst: 50, per_sec: 500 };
/// Milliseconds for which an object takes no event after a frame beyond that.
pub const PAUSE_MS: u64 = 20;
/// Frames of any kind.
const FRAMES: Rate = Rate { burst: 10_000, per_sec: 1_000 };
/// Bytes of frames.
const BYTES: Rate = Rate { burst: 8_388_608, per_sec: 524_288 };
/// SMS that arrived at the phone. Each is a call to the account's Dispatcher.
const INBOUND: Rate = Rate { burst: 1_000, per_sec: 10 };
/// Calls with SMS that go to the Dispatcher without a pause.
const CALLS: Rate = Rate { burst: 4, per_sec: 5 };
/// Milliseconds that the next call waits beyond that. More SMS gather meanwhile: a flush of 500 is through within six
/// seconds, and a flood leaves room on the thread for others.
pub const CALL_PAUSE_MS: u64 = 80;
/// Subscribing, unsubscribing and saying goodbye: each may be a call to the account's Dispatcher.
const PRESENCE: Rate = Rate { burst: 200, per_sec: 5 };

/// The most SMS that wait in memory for their turn, and their bytes.
pub const MAX_QUEUED_SMS: usize = 1_000;
pub const MAX_QUEUED_BYTES: usize = 2_097_152;
/// The most reports that wait for the call under way.
pub const MAX_QUEUED_REPORTS: usize = 4_000;
/// The most calls to the Dispatcher that a gateway's inbound SMS have under way at once. SMS that arrive during one go
/// together with the next.
pub const MAX_INBOUND_CALLS: usize = 1;
/// The most SMS in one call, and the bytes beyond which it has no further one.
pub const MAX_BATCH_SMS: usize = 10;
pub const MAX_BATCH_BYTES: usize = 65_536;
/// The most announcements of presence under way at once.
pub const MAX_ANNOUNCEMENTS: usize = 4;
/// The most SMS that are kept in the object's database while the Dispatcher cannot be reached, and their bytes.
pub const MAX_HELD_SMS: u32 = 2_000;
pub const MAX_HELD_BYTES: u32 = 8_388_608;
/// Bytes of the longest message id in a report; longer ones are nobody's.
pub const MAX_WIRE_ID_BYTES: usize = 255;

/// Kind of a frame, as flow control tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameCost {
    /// An inbound SMS.
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
    /// Counts a frame of a socket that is open or being closed: what was on its way when a socket was closed still
    /// arrives. Returns whether the object should pause, so that the frames of a flood take turns with the requests
    /// of others.
    pub fn needs_pause(&mut self, now_ms: i64) -> bool {
        !self.unpaced.take(1, now_ms)
    }

    /// Counts a frame before it is parsed. Returns whether the gateway may go on.
    pub fn admits_frame(&mut self, bytes: usize, now_ms: i64) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        // Both are counted, whichever of them ran out.
        let (frame, length) = (self.frames.take(1, now_ms), self.bytes.take(bytes, now_ms));
        frame && length
    }

    /// Counts a call to the Dispatcher. Returns whether it should wait for [`CALL_PAUSE_MS`] first.
    pub fn calls_later(&mut self, now_ms: i64) -> bool {
        !self.calls.take(1, now_ms)
    }

    /// Counts what a frame asks for. Returns whether the gateway may go on.
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

    /// Of so many SMS with frames of so many bytes that arrive at one moment, those that are admitted.
    fn admitted(count: usize, bytes: usize) -> usize {
        let mut flow = FlowControl::default();
        let mut frames = 0..count;
        let one = |flow: &mut FlowControl| {
            flow.admits_frame(bytes, 0) && flow.admits(FrameCost::Inbound, 0)
        };
        frames.by_ref().take_while(|_| one(&mut flow)).count()
    }

    #[test]
    fn a_phone_that_flushes_500_stored_sms_is_admitted_whole() {
        assert_eq!(admitted(500, 400), 500);
        // Ten segments each, every character escaped twice.
        assert_eq!(admitted(500, 1_530 * 7), 500);
    }

    #[test]
    fn a_flood_ends_at_the_burst() {
        assert_eq!(admitted(15_000, 300), 1_000);
        assert_eq!(admitted(15_000, MAX_FRAME_BYTES), 16);
    }

    #[test]
    fn a_flush_of_500_frames_is_read_within_a_second() {
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
    fn the_tokens_that_a_pause_brings_back_need_no_other_pause() {
        let mut flow = FlowControl::default();
        while !flow.needs_pause(0) {}
        let refilled_ms = i64::try_from(PAUSE_MS).unwrap();
        assert_eq!((0..100).take_while(|_| !flow.needs_pause(refilled_ms)).count(), 10);
    }

    #[test]
    fn a_flush_of_500_sms_is_handed_on_within_six_seconds() {
        let mut flow = FlowControl::default();
        let calls = 500_usize.div_ceil(MAX_BATCH_SMS);
        let waiting = (0..calls).filter(|_| flow.calls_later(0)).count();
        assert_eq!(waiting, calls - 4);
        // A call itself may take some 40 ms.
        assert!(u64::try_from(waiting).unwrap() * (CALL_PAUSE_MS + 40) <= 6_000);
    }

    #[test]
    fn a_busy_phones_reports_are_admitted_for_as_long_as_it_goes_on() {
        let mut flow = FlowControl::default();
        // A thousand frames of 300 bytes a second, for an hour.
        assert!((0..3_600_000).all(|at_ms| flow.admits_frame(300, at_ms)));
    }

    #[test]
    fn subscribing_and_unsubscribing_without_end_is_not_admitted() {
        let mut flow = FlowControl::default();
        let admitted = (0..1_000).filter(|_| flow.admits(FrameCost::Presence, 0)).count();
        assert_eq!(admitted, 200);
    }
}
