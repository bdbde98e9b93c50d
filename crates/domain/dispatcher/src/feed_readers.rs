//! Shares of an account's streams: how many one credential may hold, so that it cannot push out the readers of others.

use std::{cmp::Reverse, collections::BTreeSet};

/// Maximum number of readers of an account's events.
pub const MAX_READERS: usize = 32;
/// Maximum number of readers by one key, or by one person with all of its sessions.
pub const MAX_READERS_PER_HOLDER: usize = 8;

/// Returns the positions of the streams that end when `newcomer` opens another one. `holders` are those of the open
/// streams, the oldest first.
///
/// A holder beyond its share loses its own oldest stream. If there are too many in all, the oldest stream of the holder
/// with most of them ends; its reader continues where it was.
pub fn crowded_out(holders: &[&str], newcomer: &str) -> BTreeSet<usize> {
    let mut ending = BTreeSet::new();
    loop {
        let staying = || holders.iter().enumerate().filter(|(at, _)| !ending.contains(at));
        let count = |holder: &str| {
            let open = staying().filter(|(_, it)| **it == holder).count();
            open.saturating_add(usize::from(holder == newcomer))
        };
        let holder = if count(newcomer) > MAX_READERS_PER_HOLDER {
            Some(newcomer)
        } else if staying().count() >= MAX_READERS {
            let largest = staying().max_by_key(|(at, holder)| (count(holder), Reverse(*at)));
            largest.map(|(_, holder)| *holder)
        } else {
            None
        };
        let oldest = holder.and_then(|holder| staying().find(|(_, it)| **it == holder));
        let Some((at, _)) = oldest else { return ending };
        ending.insert(at);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn credential_beyond_its_share_ends_its_own_oldest_stream() {
        let mut open = vec!["key", "viewer", "key"];
        open.extend(["viewer"; 7]);
        assert_eq!(crowded_out(&open, "viewer"), BTreeSet::from([1]));
        assert_eq!(crowded_out(&open, "key"), BTreeSet::new());
    }

    #[test]
    fn full_account_ends_the_oldest_stream_of_the_holder_with_most() {
        let names: Vec<String> = (0..26).map(|it| format!("key_{it}")).collect();
        let mut open: Vec<&str> = names.iter().map(String::as_str).collect();
        open.extend(["viewer"; 6]);
        assert_eq!(crowded_out(&open, "another"), BTreeSet::from([26]));
    }

    #[test]
    fn full_account_without_a_large_holder_ends_the_oldest_stream() {
        let names: Vec<String> = (0..32).map(|it| format!("key_{it}")).collect();
        let open: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(crowded_out(&open, "another"), BTreeSet::from([0]));
    }

    proptest! {
        #[test]
        fn streams_stay_within_both_limits_and_few_of_a_holder_stay(
            openings in prop::collection::vec("[a-f]", 0..200),
        ) {
            let mut open: Vec<&str> = vec!["alone"];
            for newcomer in &openings {
                let ending = crowded_out(&open, newcomer);
                let mut at = 0..;
                open.retain(|_| !at.next().is_some_and(|at| ending.contains(&at)));
                open.push(newcomer);
                prop_assert!(open.len() <= MAX_READERS);
                let count = |holder: &str| open.iter().filter(|it| **it == holder).count();
                prop_assert!(open.iter().all(|it| count(it) <= MAX_READERS_PER_HOLDER));
                prop_assert_eq!(count("alone"), 1);
            }
        }
    }
}
