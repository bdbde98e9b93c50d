//! Authentication of a provider's callback by its path token: one D1 read at most every ten seconds.

use std::{cell::RefCell, fmt, sync::Arc};

use identity::key_digest;
use ids::AccountId;
use rand_core::RngCore;
use request_limits::Network;
use runtime::{
    OsRng, ServiceContext,
    log::{self, events::ProviderEvent},
    short_cache::{CacheLookup, ShortCache},
};
use sms_providers::ProviderKind;
use store_d1::{Store, StoreError};
use telephony::Region;
use throttling::Limit;

use crate::{ProviderAccess, StoredAccess};

const TOKEN_BYTES: usize = 24;

thread_local! {
    static KNOWN: RefCell<ShortCache<Arc<CallbackEndpoint>>> = RefCell::default();
}

/// Account of a callback, and the credentials to verify it.
#[derive(Debug, PartialEq, Eq)]
pub struct CallbackEndpoint {
    pub account_id: AccountId,
    pub provider: ProviderKind,
    pub access: ProviderAccess,
    /// Country for reading the account's national numbers.
    pub default_region: Region,
}

/// Reason why no endpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointFault {
    /// The token was never issued, or is no longer valid.
    Unknown,
    /// The token cannot be looked up now.
    Unavailable,
}

/// A new token, to be shown once.
pub struct EndpointToken(String);

impl EndpointToken {
    /// Generates 48 hex digits: 192 random bits.
    pub fn generate() -> Self {
        let mut bytes = [0_u8; TOKEN_BYTES];
        OsRng.fill_bytes(&mut bytes);
        Self(hex::encode(bytes))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the digest under which the token is stored and looked up.
    pub fn digest(&self) -> String {
        key_digest(&self.0)
    }
}

/// Finds the account of a token. A text that cannot be a token costs no I/O. Look-ups of tokens that are not cached are
/// rate limited per network.
pub async fn find_endpoint(
    context: &ServiceContext,
    network: &Network,
    token: &str,
) -> Result<Arc<CallbackEndpoint>, EndpointFault> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if token.len() != TOKEN_BYTES.saturating_mul(2) || !token.bytes().all(is_hex) {
        return Err(EndpointFault::Unknown);
    }
    let digest = key_digest(token);
    match KNOWN.with_borrow(|known| known.find(&digest, context.now_ms)) {
        CacheLookup::Found(endpoint) => {
            log::set_account(endpoint.account_id.as_str());
            return Ok(endpoint);
        }
        CacheLookup::NotFound => return Err(EndpointFault::Unknown),
        CacheLookup::Nothing => {}
    }
    let counted = throttling::count(context, Limit::Requests, network.expose()).await;
    // Not `Unknown`: the token may be good, and 503 makes the provider repeat the callback.
    counted.map_err(|_| EndpointFault::Unavailable)?;
    let found = look_up(context, &digest).await?.map(Arc::new);
    KNOWN.with_borrow_mut(|known| known.remember(&digest, found.clone(), context.now_ms));
    found.ok_or(EndpointFault::Unknown)
}

/// Evicts all tokens. Called when an account's credentials or endpoints are changed.
pub fn forget_endpoints() {
    // The cache is keyed by the tokens' digests, so the entries of one account cannot be found.
    KNOWN.with_borrow_mut(ShortCache::clear);
}

async fn look_up(
    context: &ServiceContext,
    digest: &str,
) -> Result<Option<CallbackEndpoint>, EndpointFault> {
    let unavailable = |error: StoreError| {
        log::write(&ProviderEvent::EndpointNotLookedUp { error: &error });
        EndpointFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let found = store.find_provider_endpoint(digest, context.now_ms).await.map_err(unavailable)?;
    let Some(found) = found else { return Ok(None) };
    log::set_account(found.account_id.as_str());
    let Some(provider) = ProviderKind::parse(&found.provider) else { return Ok(None) };
    let stored = StoredAccess {
        is_default_account: found.account.is_default != 0,
        credentials: found.account.credentials.as_deref(),
        callback_url: found.account.callback_url.as_deref(),
    };
    let access = crate::open(&context.settings, &found.account_id, provider, stored);
    let access = access.map_err(|error| {
        log::write(&ProviderEvent::CredentialsNotOpened { error: &error });
        EndpointFault::Unavailable
    })?;
    let default_region = found.default_region.unwrap_or(context.settings.default_region);
    Ok(Some(CallbackEndpoint { account_id: found.account_id, provider, access, default_region }))
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
    fn tokens_differ_and_are_hidden_from_debug_output() {
        let (one, other) = (EndpointToken::generate(), EndpointToken::generate());
        assert_eq!(one.expose().len(), 48);
        assert!(one.expose() != other.expose() && one.digest() != other.digest());
        assert_eq!(format!("{one:?}"), "EndpointToken(redacted)");
    }
}
