//! Operating figures of one account, for the operator's monitoring.

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// Operating figures of one Dispatcher. Counts grow for as long as the account exists; the others are as of `at_ms`.
///
/// They are kept in memory and stored at most once a minute, so an instance that ends loses what it measured since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperatingFigures {
    /// Time as of which the figures were stored.
    pub at_ms: UnixMillis,
    /// Messages that wait for a route, for the capacity of a SIM, or to be fetched.
    pub waiting_messages: u32,
    /// Messages whose newest version D1 does not have.
    pub unprojected_messages: u32,
    /// Messages and received SMS with events that a webhook endpoint does not have.
    pub unannounced_rows: u32,
    /// Phones of the cable whose socket is open.
    pub sockets: u32,
    /// Phones that fetch and hold an event stream open.
    pub streams: u32,
    /// Failed attempts after which a recipient was to be tried again.
    pub retries: u64,
    /// From the acceptance of a message, or the time it was scheduled for, to its hand-over to the route that then
    /// transmitted it. Counted by recipient.
    pub submit_to_frame: LatencyHistogram,
    /// From that hand-over to the first report of the transmission. Counted by recipient.
    pub frame_to_report: LatencyHistogram,
    /// From a message's last change to D1's having it. Counted by write.
    pub projection_lag: LatencyHistogram,
}

/// Counts of latencies by upper bound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LatencyHistogram {
    /// Number of latencies above the bound before and at most the bound at the same index of
    /// [`BOUNDS_MS`](Self::BOUNDS_MS); the last one counts those above every bound.
    counts: [u64; LatencyHistogram::BOUNDS_MS.len() + 1],
    sum_ms: u64,
}

impl OperatingFigures {
    /// Adds another account's figures. `at_ms` becomes the later of both.
    pub fn add(&mut self, other: &Self) {
        self.at_ms = self.at_ms.max(other.at_ms);
        for (own, its) in [
            (&mut self.waiting_messages, other.waiting_messages),
            (&mut self.unprojected_messages, other.unprojected_messages),
            (&mut self.unannounced_rows, other.unannounced_rows),
            (&mut self.sockets, other.sockets),
            (&mut self.streams, other.streams),
        ] {
            *own = own.saturating_add(its);
        }
        self.retries = self.retries.saturating_add(other.retries);
        self.submit_to_frame.add(&other.submit_to_frame);
        self.frame_to_report.add(&other.frame_to_report);
        self.projection_lag.add(&other.projection_lag);
    }
}

impl LatencyHistogram {
    /// Upper bounds, in milliseconds: from what a phone on an open socket takes to what a phone that was switched off
    /// overnight does.
    pub const BOUNDS_MS: [u64; 12] = [
        250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
        43_200_000,
    ];

    /// Counts a latency. A negative one, which a clock that was set back may cause, counts as none.
    pub fn observe(&mut self, latency_ms: i64) {
        let latency_ms = u64::try_from(latency_ms).unwrap_or(0);
        let bound = Self::BOUNDS_MS.iter().position(|bound| latency_ms <= *bound);
        let at = bound.unwrap_or(Self::BOUNDS_MS.len());
        if let Some(count) = self.counts.get_mut(at) {
            *count = count.saturating_add(1);
        }
        self.sum_ms = self.sum_ms.saturating_add(latency_ms);
    }

    /// Number of all latencies.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Sum of all latencies, in milliseconds.
    pub fn sum_ms(&self) -> u64 {
        self.sum_ms
    }

    /// Returns, for each bound in milliseconds, the number of latencies that are at most the bound.
    pub fn cumulative(&self) -> impl Iterator<Item = (u64, u64)> {
        Self::BOUNDS_MS.iter().zip(&self.counts).scan(0_u64, |sum, (bound, count)| {
            *sum = sum.saturating_add(*count);
            Some((*bound, *sum))
        })
    }

    fn add(&mut self, other: &Self) {
        for (own, its) in self.counts.iter_mut().zip(other.counts) {
            *own = own.saturating_add(its);
        }
        self.sum_ms = self.sum_ms.saturating_add(other.sum_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_counts_under_the_first_bound_that_it_does_not_exceed() {
        let mut histogram = LatencyHistogram::default();
        for latency_ms in [-5, 0, 250, 251, 43_200_000, 43_200_001] {
            histogram.observe(latency_ms);
        }
        let cumulative: Vec<(u64, u64)> = histogram.cumulative().collect();
        assert_eq!(cumulative.first(), Some(&(250, 3)));
        assert_eq!(cumulative.get(1), Some(&(500, 4)));
        assert_eq!(cumulative.last(), Some(&(43_200_000, 5)));
        assert_eq!((histogram.total(), histogram.sum_ms()), (6, 86_400_502));
    }

    #[test]
    fn figures_of_accounts_add_up() {
        let mut one = OperatingFigures { waiting_messages: 2, retries: 1, ..Default::default() };
        one.submit_to_frame.observe(100);
        let mut sum = one.clone();
        sum.add(&OperatingFigures { at_ms: UnixMillis::new(7), ..one });
        assert_eq!((sum.waiting_messages, sum.retries, sum.at_ms), (4, 2, UnixMillis::new(7)));
        assert_eq!((sum.submit_to_frame.total(), sum.submit_to_frame.sum_ms()), (2, 200));
    }
}
