//! A bound on concurrent work.

use std::collections::BTreeSet;

use unix_time::UnixMillis;

/// Places for concurrent work. A place that is never given back, because the platform dropped the work with its
/// context, is freed when its lifetime ends.
#[derive(Debug)]
pub struct InFlight {
    most: usize,
    next_id: u64,
    /// Taken places, ordered by the time at which each is freed at the latest.
    taken: BTreeSet<Place>,
}

/// A place that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    // This field is first, because the derived order is that of `InFlight::taken`, which is freed from its front.
    until_ms: UnixMillis,
    id: u64,
}

impl InFlight {
    /// Makes a bound of `most` places.
    pub const fn new(most: usize) -> Self {
        Self { most, next_id: 0, taken: BTreeSet::new() }
    }

    /// Takes a place for at most `lifetime_ms`. `None` when all places are taken.
    pub fn take(&mut self, now_ms: UnixMillis, lifetime_ms: i64) -> Option<Place> {
        if self.room(now_ms) == 0 {
            return None;
        }
        self.next_id = self.next_id.wrapping_add(1);
        let place = Place { until_ms: now_ms.saturating_add(lifetime_ms), id: self.next_id };
        self.taken.insert(place);
        Some(place)
    }

    /// Number of free places.
    pub fn room(&mut self, now_ms: UnixMillis) -> usize {
        while self.taken.first().is_some_and(|place| place.until_ms <= now_ms) {
            self.taken.pop_first();
        }
        self.most.saturating_sub(self.taken.len())
    }

    /// Gives a place back. Does nothing if the place's lifetime has ended.
    pub fn give_back(&mut self, place: Place) {
        self.taken.remove(&place);
    }

    /// Number of places taken.
    pub fn taken(&self) -> usize {
        self.taken.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn full_bound_admits_again_after_a_place_is_given_back() {
        let mut bound = InFlight::new(2);
        let first = bound.take(UnixMillis::EPOCH, 1_000).unwrap();
        assert!(bound.take(UnixMillis::EPOCH, 1_000).is_some());
        assert_eq!(bound.take(UnixMillis::new(999), 1_000), None);
        bound.give_back(first);
        assert!(bound.take(UnixMillis::new(999), 1_000).is_some());
        assert_eq!(bound.take(UnixMillis::new(999), 1_000), None);
    }

    #[test]
    fn place_that_is_never_given_back_is_freed_after_its_lifetime() {
        let mut bound = InFlight::new(1);
        let lost = bound.take(UnixMillis::EPOCH, 1_000).unwrap();
        assert_eq!(bound.take(UnixMillis::new(999), 1_000), None);
        let next = bound.take(UnixMillis::new(1_000), 1_000).unwrap();
        // Giving back the expired place later does not free the place of the next one.
        bound.give_back(lost);
        assert_eq!(bound.take(UnixMillis::new(1_001), 1_000), None);
        bound.give_back(next);
        assert_eq!(bound.taken(), 0);
    }

    proptest! {
        #[test]
        fn concurrent_work_never_exceeds_the_bound(
            most in 0_usize..8,
            steps in prop::collection::vec((0_i64..50, 1_i64..100, any::<bool>()), 0..200),
        ) {
            let mut bound = InFlight::new(most);
            let mut held: Vec<Place> = Vec::new();
            let mut now_ms = 0;
            for (pass_ms, lifetime_ms, take) in steps {
                now_ms += pass_ms;
                if take {
                    held.extend(bound.take(UnixMillis::new(now_ms), lifetime_ms));
                } else if let Some(place) = held.pop() {
                    bound.give_back(place);
                }
                let living = held.iter().filter(|place| place.until_ms > UnixMillis::new(now_ms)).count();
                prop_assert!(bound.taken() <= most);
                prop_assert!(living <= bound.taken());
            }
        }
    }
}
