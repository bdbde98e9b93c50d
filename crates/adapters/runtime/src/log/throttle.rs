//! Log lines that one cause can repeat at will.

use std::cell::Cell;

use log_events::LogEvent;
use unix_time::UnixMillis;

use super::write;

/// Minimum interval between two lines.
const INTERVAL_MS: i64 = 60_000;

/// Writes at most one line a minute, because a faulty phone or an overloaded object would write many.
#[derive(Debug, Default)]
pub struct LogThrottle {
    /// Time of the last line.
    written_at_ms: Cell<UnixMillis>,
}

impl LogThrottle {
    /// Writes the event, unless this wrote a line less than a minute ago.
    pub fn write(&self, event: &dyn LogEvent, now_ms: UnixMillis) {
        if self.admits(now_ms) {
            write(event);
        }
    }

    fn admits(&self, now_ms: UnixMillis) -> bool {
        let admitted = now_ms.since(self.written_at_ms.get()) >= INTERVAL_MS;
        if admitted {
            self.written_at_ms.set(now_ms);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_minute_is_admitted() {
        let throttle = LogThrottle::default();
        let admitted = [60_000, 60_001, 119_999, 120_000]
            .map(|now_ms| throttle.admits(UnixMillis::new(now_ms)));
        assert_eq!(admitted, [true, false, false, true]);
    }
}
