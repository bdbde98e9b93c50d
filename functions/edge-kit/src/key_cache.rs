//! Credentials looked up a moment ago. What is revoked in D1 is refused everywhere within ten seconds.

use std::{cell::RefCell, collections::HashMap};

use store_d1::api_keys::StoredKey;

/// How long a look-up, found or not, stands in for the next.
const TTL_MS: i64 = 10_000;
/// Beyond this many the cache starts afresh.
const MAX_ENTRIES: usize = 10_000;

struct Entry {
    key: Option<StoredKey>,
    read_at_ms: i64,
}

thread_local! {
    static CACHE: RefCell<HashMap<String, Entry>> = RefCell::default();
}

/// What a look-up a moment ago said.
pub(crate) enum Remembered {
    Key(StoredKey),
    NoSuchKey,
    /// Nobody asked lately.
    Nothing,
}

pub(crate) fn find(digest: &str, now_ms: i64) -> Remembered {
    CACHE.with_borrow(|cache| {
        let fresh = |entry: &&Entry| {
            (entry.read_at_ms..entry.read_at_ms.saturating_add(TTL_MS)).contains(&now_ms)
        };
        match cache.get(digest).filter(fresh) {
            Some(Entry { key: Some(key), .. }) => Remembered::Key(key.clone()),
            Some(Entry { key: None, .. }) => Remembered::NoSuchKey,
            None => Remembered::Nothing,
        }
    })
}

pub(crate) fn remember(digest: &str, key: Option<&StoredKey>, now_ms: i64) {
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= MAX_ENTRIES {
            cache.clear();
        }
        cache.insert(digest.to_owned(), Entry { key: key.cloned(), read_at_ms: now_ms });
    });
}

/// Notes that the key's use was recorded. What else is known of it stays as old as it was.
pub(crate) fn note_use(digest: &str, now_ms: i64) {
    CACHE.with_borrow_mut(|cache| {
        if let Some(Entry { key: Some(key), .. }) = cache.get_mut(digest) {
            key.last_used_at_ms = Some(now_ms);
        }
    });
}

/// The next use looks the key up again. Called where a key is changed.
pub fn forget(digest: &str) {
    CACHE.with_borrow_mut(|cache| cache.remove(digest));
}
