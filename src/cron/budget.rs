//! Budget of calls of one cron run: queries of D1 and calls of objects together.

use std::cell::Cell;

use store_d1::StoreError;

/// Calls of one run. The Free plan ends an invocation at 50; the rest is for jobs that do not count their calls.
const CALLS_PER_RUN: u32 = 45;
/// Maximum number of chunks of one job in one run.
const MAX_CHUNKS: u32 = 20;

/// Calls left in a run.
pub(super) struct Budget(Cell<u32>);

impl Budget {
    /// Makes a whole run's budget.
    pub(super) fn new() -> Self {
        Self(Cell::new(CALLS_PER_RUN))
    }

    pub(super) fn left(&self) -> u32 {
        self.0.get()
    }

    pub(super) fn spend(&self, calls: u32) {
        self.0.set(self.0.get().saturating_sub(calls));
    }

    /// Takes a part of the remaining calls for jobs that must not use up the rest.
    pub(super) fn split(&self, most: u32) -> Self {
        let part = self.left().min(most);
        self.spend(part);
        Self(Cell::new(part))
    }

    /// Returns the unused calls of a part.
    pub(super) fn merge(&self, part: &Self) {
        self.0.set(self.0.get().saturating_add(part.left()));
    }

    /// Spends this many calls. Returns `false`, and spends none, when fewer are left.
    pub(super) fn take(&self, calls: u32) -> bool {
        let enough = self.left() >= calls;
        if enough {
            self.spend(calls);
        }
        enough
    }

    /// Runs chunks until one had nothing to do, the budget is spent, or [`MAX_CHUNKS`] ran. Each chunk makes at
    /// most `calls` calls and returns the amount of its work.
    pub(super) async fn work_off(
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
