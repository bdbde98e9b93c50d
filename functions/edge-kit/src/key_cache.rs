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

/// `None`: not looked up lately. `Some(None)`: looked up lately, and there is no such key.
pub(crate) fn find(digest: &str, now_ms: i64) -> Option<Option<StoredKey>> {
    CACHE.with_borrow(|cache| {
        let entry = cache.get(digest)?;
        let fresh = (entry.read_at_ms..entry.read_at_ms + TTL_MS).contains(&now_ms);
        fresh.then(|| entry.key.clone())
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

/// The next use looks the key up again. Called where a key is changed.
pub fn forget(digest: &str) {
    CACHE.with_borrow_mut(|cache| cache.remove(digest));
}
