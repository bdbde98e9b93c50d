//! Cache of recently looked-up keys.

use std::cell::RefCell;

use ids::GatewayId;
use runtime::short_cache::{CacheLookup, ShortCache};
use store_d1::api_keys::ApiKeyRecord;
use unix_time::UnixMillis;

thread_local! {
    static CACHE: RefCell<ShortCache<ApiKeyRecord>> = RefCell::default();
}

pub(crate) fn find(digest: &str, now_ms: UnixMillis) -> CacheLookup<ApiKeyRecord> {
    CACHE.with_borrow(|cache| cache.find(digest, now_ms))
}

pub(crate) fn remember(digest: &str, key: Option<&ApiKeyRecord>, now_ms: UnixMillis) {
    CACHE.with_borrow_mut(|cache| cache.remember(digest, key.cloned(), now_ms));
}

/// Records in the cache that the key's use was written. Does not extend the entry's lifetime.
pub(crate) fn record_use(digest: &str, now_ms: UnixMillis) {
    CACHE.with_borrow_mut(|cache| {
        if let Some(key) = cache.found_mut(digest) {
            key.last_used_at_ms = Some(now_ms);
        }
    });
}

/// Evicts a key, so that its next use looks it up. Called when a key is changed.
pub fn forget(digest: &str) {
    CACHE.with_borrow_mut(|cache| cache.forget(digest));
}

/// Evicts all of a gateway's keys, so that their next use looks them up. Called when a gateway is changed.
pub fn forget_gateway(gateway_id: &GatewayId) {
    let is_other = |key: &ApiKeyRecord| key.gateway.as_ref().is_none_or(|(id, _)| id != gateway_id);
    CACHE.with_borrow_mut(|cache| cache.retain(is_other));
}

/// Evicts all keys. Called when an account is disabled or enabled, since the cache does not know a key's account.
pub fn forget_all() {
    CACHE.with_borrow_mut(ShortCache::clear);
}
