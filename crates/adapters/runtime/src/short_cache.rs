//! Cache of recent look-ups. A credential withdrawn in D1 is refused everywhere within ten seconds.

use std::collections::HashMap;

use unix_time::UnixMillis;

/// Lifetime of a look-up's result, found or not.
const TTL_MS: i64 = 10_000;
/// Size at which a cache is emptied.
const MAX_ENTRIES: usize = 10_000;

/// Look-ups of one kind, by key.
#[derive(Debug)]
pub struct ShortCache<V> {
    entries: HashMap<String, Entry<V>>,
}

#[derive(Debug)]
struct Entry<V> {
    found: Option<V>,
    read_at_ms: UnixMillis,
}

/// Result of a recent look-up.
#[derive(Debug, PartialEq, Eq)]
pub enum CacheLookup<V> {
    Found(V),
    NotFound,
    /// There was no recent look-up.
    Nothing,
}

impl<V: Clone> ShortCache<V> {
    pub fn find(&self, key: &str, now_ms: UnixMillis) -> CacheLookup<V> {
        // An entry from after `now_ms` is not fresh either: after the clock was set back it would outlive its ten
        // seconds.
        let fresh = |entry: &&Entry<V>| {
            (entry.read_at_ms..entry.read_at_ms.saturating_add(TTL_MS)).contains(&now_ms)
        };
        match self.entries.get(key).filter(fresh) {
            Some(Entry { found: Some(value), .. }) => CacheLookup::Found(value.clone()),
            Some(Entry { found: None, .. }) => CacheLookup::NotFound,
            None => CacheLookup::Nothing,
        }
    }

    pub fn remember(&mut self, key: &str, found: Option<V>, now_ms: UnixMillis) {
        if self.entries.len() >= MAX_ENTRIES {
            self.entries.clear();
        }
        self.entries.insert(key.to_owned(), Entry { found, read_at_ms: now_ms });
    }

    /// Returns a cached value for modification. Does not extend its lifetime.
    pub fn found_mut(&mut self, key: &str) -> Option<&mut V> {
        self.entries.get_mut(key)?.found.as_mut()
    }

    /// Evicts an entry, so that its next use looks it up.
    pub fn forget(&mut self, key: &str) {
        self.entries.remove(key);
    }

    /// Evicts the found values for which `fits` is false.
    pub fn retain(&mut self, fits: impl Fn(&V) -> bool) {
        self.entries.retain(|_, entry| entry.found.as_ref().is_none_or(&fits));
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

impl<V> Default for ShortCache<V> {
    fn default() -> Self {
        Self { entries: HashMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_up_is_cached_for_ten_seconds_found_or_not() {
        let mut cache = ShortCache::default();
        cache.remember("one", Some(1), UnixMillis::new(5_000));
        cache.remember("none", None, UnixMillis::new(5_000));
        assert_eq!(cache.find("one", UnixMillis::new(14_999)), CacheLookup::Found(1));
        assert_eq!(cache.find("none", UnixMillis::new(14_999)), CacheLookup::NotFound);
        assert_eq!(cache.find("one", UnixMillis::new(15_000)), CacheLookup::Nothing);
        assert_eq!(cache.find("none", UnixMillis::new(15_000)), CacheLookup::Nothing);
        // The clock was set back.
        assert_eq!(cache.find("one", UnixMillis::new(4_999)), CacheLookup::Nothing);
        assert_eq!(cache.find("other", UnixMillis::new(5_000)), CacheLookup::Nothing);
    }

    #[test]
    fn eviction_and_modification_take_effect_at_once() {
        let mut cache = ShortCache::default();
        cache.remember("one", Some(1), UnixMillis::EPOCH);
        if let Some(found) = cache.found_mut("one") {
            *found = 2;
        }
        assert_eq!(cache.find("one", UnixMillis::new(1)), CacheLookup::Found(2));
        cache.forget("one");
        assert_eq!(cache.find("one", UnixMillis::new(1)), CacheLookup::Nothing);
        cache.remember("two", Some(2), UnixMillis::EPOCH);
        cache.clear();
        assert_eq!(cache.find("two", UnixMillis::new(1)), CacheLookup::Nothing);
    }

    #[test]
    fn cache_size_is_bounded() {
        let mut cache = ShortCache::default();
        for index in 0..=MAX_ENTRIES {
            cache.remember(&index.to_string(), Some(index), UnixMillis::EPOCH);
        }
        assert!(cache.entries.len() <= MAX_ENTRIES);
        assert_eq!(
            cache.find(&MAX_ENTRIES.to_string(), UnixMillis::EPOCH),
            CacheLookup::Found(MAX_ENTRIES)
        );
    }
}
