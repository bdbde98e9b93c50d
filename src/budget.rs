//! Number of calls that one run of the cron may make: queries of D1 and calls of objects together.

use std::cell::Cell;

use store_d1::StoreError;

/// A run's calls on the Free plan, which ends an invocation at 50, less some for jobs that do not count theirs.
const CALLS_PER_RUN: u32 = 45;
/// Chunks of one job in one run.
const MAX_CHUNKS: u32 = 20;

/// Calls that are left of a run.
pub(crate) struct Budget(Cell<u32>);

impl Budget {
    /// A run's whole budget.
    pub(crate) fn new() -> Self {
        Self(Cell::new(CALLS_PER_RUN))
    }

    pub(crate) fn left(&self) -> u32 {
        self.0.get()
    }

    pub(crate) fn spend(&self, calls: u32) {
        self.0.set(self.0.get().saturating_sub(calls));
    }

    /// Takes a part of what is left for jobs that must not use it up.
    pub(crate) fn split(&self, most: u32) -> Self {
        let part = self.left().min(most);
        self.spend(part);
        Self(Cell::new(part))
    }

    /// Gives back what a part has left.
    pub(crate) fn merge(&self, part: &Self) {
        self.0.set(self.0.get().saturating_add(part.left()));
    }

    /// Whether so many calls were left. They are spent then.
    pub(crate) fn take(&self, calls: u32) -> bool {
        let enough = self.left() >= calls;
        if enough {
            self.spend(calls);
        }
        enough
    }

    /// Does one chunk after the other until one had nothing to do or the budget is spent. `chunk` says how
    /// much it did, for at most `calls` calls.
    pub(crate) async fn work_off(
        &self,
        calls: u32,
        mut chunk: impl AsyncFnMut() -> Result<usize, StoreError>,
    ) -> Result<(), StoreError> {
        for _ in 0..MAX_CHUNKS {
            if !self.take(calls) || chunk().await? == 0 {
                break;
            }
        }
        Ok(())
    }
}
