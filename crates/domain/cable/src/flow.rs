//! Flow control of a gateway's frames: all limits, and the token buckets that enforce them.
//!
//! A phone that was offline for a day and flushes 500 stored SMS stays far below each limit. The buckets belong to
//! the gateway, not to one of its sockets, so opening more sockets gains nothing.

use request_limits::{Rate, TokenBucket};
use unix_time::UnixMillis;

/// Maximum size of a frame that is parsed, in bytes. The longest SMS that is accepted over HTTP fits in four-byte
/// characters, with room for escapes. A longer frame is answered with an error.
pub const MAX_FRAME_BYTES: usize = 524_288;

/// Rate of frames that are handled without a pause, each counted by its [`FrameWeight`].
const UNPACED: Rate = Rate { burst: 50, per_sec: 500 };
/// Duration of the object's pause after a frame beyond `UNPACED`, in milliseconds.
pub const PAUSE_MS: u64 = 40;
/// Rate limit of frames of any kind.
const FRAMES: Rate = Rate { burst: 10_000, per_sec: 1_000 };
/// Rate limit of the frames' bytes.
const BYTES: Rate = Rate { burst: 8_388_608, per_sec: 524_288 };
/// Rate limit of SMS received by the phone. Each is handed to the account's Dispatcher.
const INBOUND: Rate = Rate { burst: 1_000, per_sec: 10 };
/// Rate of calls with SMS to the Dispatcher that are made without a pause.
const CALLS: Rate = Rate { burst: 4, per_sec: 5 };
/// Pause before a call beyond `CALLS`, in milliseconds. More SMS gather in the meantime: a flush of 500 is done
/// within seven seconds, and a flood leaves room on the thread for others.
pub const CALL_PAUSE_MS: u64 = 110;
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

/// Weight of a frame where the frames of a flood are slowed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum FrameWeight {
    /// A frame of any kind.
    Usual = 1,
    /// An SMS received by the phone, counted in addition to its frame because it costs the most work.
    Inbound = 2,
    /// A frame that is ignored because its socket was closed. Only a flood has many of them.
    Discarded = 4,
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
    pub fn needs_pause(&mut self, weight: FrameWeight, now_ms: UnixMillis) -> bool {
        !self.unpaced.take(weight as u32, now_ms)
    }

    /// Counts a frame before it is parsed. Returns whether it is within the limits.
    pub fn admits_frame(&mut self, bytes: usize, now_ms: UnixMillis) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        // Both are counted, even if the first has run out.
        let (frame, length) = (self.frames.take(1, now_ms), self.bytes.take(bytes, now_ms));
        frame && length
    }

    /// Counts a call to the Dispatcher. Returns whether it should wait for [`CALL_PAUSE_MS`] first.
    pub fn calls_later(&mut self, now_ms: UnixMillis) -> bool {
        !self.calls.take(1, now_ms)
    }

    /// Counts a frame of this kind. Returns whether it is within the limit.
    pub fn admits(&mut self, cost: FrameCost, now_ms: UnixMillis) -> bool {
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
            flow.admits_frame(bytes, UnixMillis::EPOCH)
                && flow.admits(FrameCost::Inbound, UnixMillis::EPOCH)
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

    /// Milliseconds until this many frames that arrive at one moment are read.
    fn read_ms(weights: &[FrameWeight], frames: usize) -> i64 {
        let mut flow = FlowControl::default();
        let pause_ms = i64::try_from(PAUSE_MS).unwrap();
        (0..frames).fold(0, |now_ms, _| {
            let pauses =
                weights.iter().filter(|it| flow.needs_pause(**it, UnixMillis::new(now_ms))).count();
            now_ms + if pauses > 0 { pause_ms } else { 0 }
        })
    }

    #[test]
    fn frames_within_the_burst_need_no_pause() {
        assert_eq!(read_ms(&[FrameWeight::Usual], 50), 0);
        assert!(read_ms(&[FrameWeight::Usual], 51) > 0);
    }

    #[test]
    fn flush_of_500_reports_is_read_within_a_second_and_of_500_sms_within_three() {
        assert!(read_ms(&[FrameWeight::Usual], 500) <= 1_000);
        assert!(read_ms(&[FrameWeight::Usual, FrameWeight::Inbound], 500) <= 3_000);
    }

    #[test]
    fn frames_of_a_closed_socket_are_read_more_slowly_than_all_others() {
        let of_open = read_ms(&[FrameWeight::Usual, FrameWeight::Inbound], 10_000);
        let of_closed = read_ms(&[FrameWeight::Discarded], 10_000);
        assert!(of_closed > of_open, "{of_closed} ms, {of_open} ms");
    }

    #[test]
    fn flush_of_500_sms_is_handed_over_within_seven_seconds() {
        let mut flow = FlowControl::default();
        let calls = 500_usize.div_ceil(MAX_BATCH_SMS);
        let waiting = (0..calls).filter(|_| flow.calls_later(UnixMillis::EPOCH)).count();
        assert_eq!(waiting, calls - 4);
        // A call itself may take about 40 ms.
        assert!(u64::try_from(waiting).unwrap() * (CALL_PAUSE_MS + 40) <= 7_000);
    }

    #[test]
    fn busy_phones_reports_are_admitted_indefinitely() {
        let mut flow = FlowControl::default();
        // A thousand frames of 300 bytes a second, for an hour.
        assert!((0..3_600_000).all(|at_ms| flow.admits_frame(300, UnixMillis::new(at_ms))));
    }

    #[test]
    fn endless_subscribing_and_unsubscribing_is_not_admitted() {
        let mut flow = FlowControl::default();
        let admitted =
            (0..1_000).filter(|_| flow.admits(FrameCost::Presence, UnixMillis::EPOCH)).count();
        assert_eq!(admitted, 200);
    }
}
