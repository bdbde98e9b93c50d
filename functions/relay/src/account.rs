//! Whose relay this is.

use std::cell::RefCell;

use axum::extract::FromRequestParts;
use edge_kit::RequestContext;
use http::request::Parts;
use identity::AccountId;

use crate::error::{RelayError, RelayResult};

/// The account is looked up again after this long, as keys are: one that was disabled is gone by then.
const REMEMBERED_MS: i64 = 10_000;

thread_local! {
    static KNOWN: RefCell<Option<(AccountId, i64)>> = const { RefCell::new(None) };
}

/// The account that all relay data belongs to: `RELAY_ACCOUNT`, or the default account. 503 while there is
/// none.
#[derive(Clone, Debug)]
pub(crate) struct RelayAccount(pub(crate) AccountId);

impl<S: Send + Sync> FromRequestParts<S> for RelayAccount {
    type Rejection = RelayError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        let context = parts.extensions.get().ok_or_else(RelayError::unavailable)?;
        of(context).await.map(Self)
    }
}

/// The account, for whoever has the request's context.
pub(crate) async fn of(context: &RequestContext) -> RelayResult<AccountId> {
    let now_ms = context.now_ms;
    let known = KNOWN.with_borrow(Clone::clone);
    if let Some((account_id, _)) = known.filter(|(_, until_ms)| now_ms < *until_ms) {
        return Ok(account_id);
    }
    let found = ::publishing::account(&context.env, &context.settings).await?;
    let account_id = found.ok_or_else(RelayError::unavailable)?;
    let until_ms = now_ms.saturating_add(REMEMBERED_MS);
    KNOWN.set(Some((account_id.clone(), until_ms)));
    Ok(account_id)
}
