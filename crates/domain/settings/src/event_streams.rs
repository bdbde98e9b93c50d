//! Operator settings for phones' event streams.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

const KEEP_ALIVE_MS: i64 = 15_000;
const LIFE_MS: i64 = 30 * 60_000;

/// Settings of event streams.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("SSE_KEEPALIVE_SECS")
        .accepts(AcceptedValues::SecondsOrNever)
        .default("15")
        .meaning("interval of the comments that keep an open event stream alive"),
    Setting::variable("SSE_STREAM_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("1800")
        .meaning("a stream ends after this long, and its phone opens another"),
];

/// Keep-alive interval and life span of event streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventStreamSettings {
    /// `SSE_KEEPALIVE_SECS`: interval of the comments that keep a stream alive. `None`: no comments.
    pub keep_alive_ms: Option<u64>,
    /// `SSE_STREAM_SECS`: time after which a stream ends and its phone opens another.
    pub life_ms: u64,
}

impl EventStreamSettings {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let keep_alive_ms = source.millis_or_never("SSE_KEEPALIVE_SECS", KEEP_ALIVE_MS)?;
        Ok(Self {
            keep_alive_ms: keep_alive_ms.map(timer_ms),
            life_ms: timer_ms(source.millis("SSE_STREAM_SECS", LIFE_MS)?),
        })
    }
}

/// Clamps a duration to a timer's range: the platform counts milliseconds in 32 bits.
fn timer_ms(duration_ms: i64) -> u64 {
    u64::try_from(duration_ms.clamp(1, i64::from(i32::MAX))).unwrap_or(1)
}
