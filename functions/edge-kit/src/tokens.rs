//! Authentication by JWT. Revocation, which a signature cannot show, is looked up at most every ten seconds.

use std::cell::RefCell;

use identity::token::TokenClaims;
use runtime::{
    log::{self, events::RequestEvent},
    short_cache::{CacheLookup, ShortCache},
};
use store_d1::{
    Store, StoreError,
    token_pairs::{KnownToken, TokenRole},
};
use unix_time::UnixMillis;

use crate::{AuthFault, RequestContext};

thread_local! {
    static KNOWN: RefCell<ShortCache<KnownToken>> = RefCell::default();
}

/// Checks an access or refresh token. A token that was not signed by this deployment, or has expired, costs no I/O. A
/// refresh token works once, which is decided where it is used.
pub async fn authenticate(
    context: &RequestContext,
    token: &str,
) -> Result<(TokenClaims, KnownToken), AuthFault> {
    let tokens = context.settings.identity.tokens.as_ref().ok_or(AuthFault::Invalid)?;
    let claims = tokens.signer.verify(token, context.now_ms).ok_or(AuthFault::Invalid)?;
    log::set_account(claims.account_id.as_str());
    match KNOWN.with_borrow(|known| known.find(&claims.id, context.now_ms)) {
        CacheLookup::Found(known) => return Ok((claims, known)),
        CacheLookup::NotFound => return Err(AuthFault::Invalid),
        CacheLookup::Nothing => {}
    }
    let role =
        if claims.original_scopes.is_some() { TokenRole::Refresh } else { TokenRole::Access };
    let unavailable = |error: StoreError| {
        log::write(&RequestEvent::TokenNotLookedUp { error: &error });
        AuthFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let known = store.find_token(&claims.account_id, role, &claims.id).await;
    let known = known.map_err(unavailable)?;
    // A cached refresh token would still be accepted after its exchange, and a cached refusal would skip the replay
    // check below.
    if role == TokenRole::Access {
        KNOWN.with_borrow_mut(|cache| cache.remember(&claims.id, known, context.now_ms));
    }
    if let Some(known) = known {
        return Ok((claims, known));
    }
    if role == TokenRole::Refresh {
        end_if_replayed(&store, &claims, context.now_ms).await;
    }
    Err(AuthFault::Invalid)
}

/// Ends all tokens of a login if one of its used refresh tokens is presented again (RFC 9700): either the caller or an
/// earlier caller stole it. Shortly after the exchange, a lost answer explains the replay, and the token is only
/// refused.
async fn end_if_replayed(store: &Store, claims: &TokenClaims, now_ms: UnixMillis) {
    match store.end_replayed_family(&claims.account_id, &claims.id, now_ms).await {
        Ok(ended) => {
            if !ended.is_empty() {
                log::write(&RequestEvent::RefreshTokenReplayed);
            }
            for id in &ended {
                forget(id);
            }
        }
        Err(error) => {
            log::write(&RequestEvent::ReplayedTokensNotRevoked { error: &error });
        }
    }
}

/// Evicts a token, so that its next use looks it up. Called when a token is revoked.
pub fn forget(id: &str) {
    KNOWN.with_borrow_mut(|known| known.forget(id));
}

/// Evicts all tokens. Called when a password is changed, which revokes all tokens of an account.
pub fn forget_all() {
    KNOWN.with_borrow_mut(ShortCache::clear);
}
