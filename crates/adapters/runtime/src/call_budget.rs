//! Budget of calls of one piece of work: queries of D1 and calls of objects together.

use std::cell::Cell;

/// Maximum number of chunks that one [`CallBudget::work_off`] runs.
const MAX_CHUNKS: u32 = 20;

/// Calls that are left.
#[derive(Debug)]
pub struct CallBudget(Cell<u32>);

impl CallBudget {
    /// Makes a budget of this many calls.
    pub fn new(calls: u32) -> Self {
        Self(Cell::new(calls))
    }

    pub fn left(&self) -> u32 {
        self.0.get()
    }

    pub fn spend(&self, calls: u32) {
        self.0.set(self.0.get().saturating_sub(calls));
    }

    /// Takes a part of the remaining calls for work that must not use up the rest.
    #[must_use]
    pub fn split(&self, most: u32) -> Self {
        let part = self.left().min(most);
        self.spend(part);
        Self::new(part)
    }

    /// Returns the unused calls of a part.
    pub fn merge(&self, part: &Self) {
        self.0.set(self.0.get().saturating_add(part.left()));
    }

    /// Spends this many calls. Returns `false`, and spends none, when fewer are left.
    pub fn take(&self, calls: u32) -> bool {
        let enough = self.left() >= calls;
        if enough {
            self.spend(calls);
        }
        enough
    }

    /// Runs chunks until one had nothing to do, the budget is spent, or 20 ran. Each chunk makes at most `calls` calls and
    /// returns the amount of its work.
    ///
    /// # Errors
    /// The error of the first chunk that fails, after which no other one runs.
    pub async fn work_off<E>(
        &self,
        calls: u32,
        mut chunk: impl AsyncFnMut() -> Result<usize, E>,
    ) -> Result<(), E> {
        for _ in 0..MAX_CHUNKS {
            if !self.take(calls) || chunk().await? == 0 {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_taken_whole_or_not_at_all() {
        let calls = CallBudget::new(3);
        assert!(calls.take(2));
        assert!(!calls.take(2));
        assert_eq!(calls.left(), 1);
    }

    #[test]
    fn unused_calls_of_a_part_come_back() {
        let all = CallBudget::new(10);
        let part = all.split(6);
        assert_eq!((all.left(), part.left()), (4, 6));
        assert!(part.take(2));
        all.merge(&part);
        assert_eq!(all.left(), 8);
        assert_eq!(all.split(20).left(), 8);
    }
}
