//! From the path token of a provider's callback to whom it speaks for: one D1 read at most every ten seconds.

use std::{cell::RefCell, fmt, sync::Arc};

use identity::{AccountId, key_digest};
use rand_core::RngCore;
use request_limits::Network;
use runtime::{
    OsRng, log,
    provider_access::{self, ProviderAccess, StoredAccess},
};
use sms_providers::ProviderKind;
use store_d1::{Store, StoreError};
use telephony::Region;

use crate::{
    AuthFault, Limit, RequestContext, limits,
    short_cache::{Remembered, ShortCache},
};

const TOKEN_BYTES: usize = 24;

thread_local! {
    static KNOWN: RefCell<ShortCache<Arc<KnownEndpoint>>> = RefCell::default();
}

/// Whom a callback speaks for, and what it takes to verify it.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownEndpoint {
    pub account_id: AccountId,
    pub provider: ProviderKind,
    pub access: ProviderAccess,
    /// The country that the account's national numbers are read in.
    pub default_region: Region,
}

/// A new token, for the one time it is shown.
pub struct EndpointToken(String);

impl EndpointToken {
    /// 48 hex: 192 random bits.
    pub fn generate() -> Self {
        let mut bytes = [0_u8; TOKEN_BYTES];
        OsRng.fill_bytes(&mut bytes);
        Self(hex::encode(bytes))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What it is stored and looked up by.
    pub fn digest(&self) -> String {
        key_digest(&self.0)
    }
}

/// Finds out whom a token speaks for. A text that cannot be a token costs no I/O. A network that presents tokens
/// which were not seen lately may do so only so often, and is told to come again.
pub async fn authenticate(
    context: &RequestContext,
    network: &Network,
    token: &str,
) -> Result<Arc<KnownEndpoint>, AuthFault> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if token.len() != TOKEN_BYTES.saturating_mul(2) || !token.bytes().all(is_hex) {
        return Err(AuthFault::Invalid);
    }
    let digest = key_digest(token);
    match KNOWN.with_borrow(|known| known.find(&digest, context.now_ms)) {
        Remembered::Found(endpoint) => return Ok(endpoint),
        Remembered::NotFound => return Err(AuthFault::Invalid),
        Remembered::Nothing => {}
    }
    let counted = limits::count(context, Limit::Requests, network.expose()).await;
    counted.map_err(|_| AuthFault::Unavailable)?;
    let found = look_up(context, &digest).await?.map(Arc::new);
    KNOWN.with_borrow_mut(|known| known.remember(&digest, found.clone(), context.now_ms));
    found.ok_or(AuthFault::Invalid)
}

/// All tokens are looked up again. Called where an account's credentials or endpoints are changed.
pub fn forget_all() {
    KNOWN.with_borrow_mut(ShortCache::clear);
}

async fn look_up(
    context: &RequestContext,
    digest: &str,
) -> Result<Option<KnownEndpoint>, AuthFault> {
    let unavailable = |error: StoreError| {
        log::error("an endpoint could not be looked up", &[("error", &error.to_string())]);
        AuthFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let found = store.find_provider_endpoint(digest, context.now_ms).await.map_err(unavailable)?;
    let Some(found) = found else { return Ok(None) };
    let Some(provider) = ProviderKind::parse(&found.provider) else { return Ok(None) };
    let stored = StoredAccess {
        is_default_account: found.account.is_default != 0,
        credentials: found.account.credentials.as_deref(),
        callback_url: found.account.callback_url.as_deref(),
    };
    let access = provider_access::open(&context.settings, &found.account_id, provider, stored);
    let access = access.map_err(|error| {
        let fields = [("account.id", found.account_id.as_str()), ("error", &error.to_string())];
        log::error("a provider's credentials cannot be opened", &fields);
        AuthFault::Unavailable
    })?;
    let default_region = found.default_region.unwrap_or(context.settings.default_region);
    Ok(Some(KnownEndpoint { account_id: found.account_id, provider, access, default_region }))
}

impl fmt::Debug for EndpointToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EndpointToken(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_do_not_show() {
        let (one, other) = (EndpointToken::generate(), EndpointToken::generate());
        assert_eq!(one.expose().len(), 48);
        assert!(one.expose() != other.expose() && one.digest() != other.digest());
        assert_eq!(format!("{one:?}"), "EndpointToken(redacted)");
    }
}
