//! Revokes a user's grants when their account may change hands.

use edge_kit::RequestContext;
use ids::AccountId;
use platform_grants::GrantStore;
use relay_users::RelayUserId;
use runtime::log::{self, events::RelayUserEvent};

use crate::error::{RelayError, RelayResult};

/// Revokes all grants. Takes effect here at once; platforms that do not answer are asked again later.
pub(crate) async fn revoke_all(
    context: &RequestContext,
    account_id: &AccountId,
    user_id: &RelayUserId,
) -> RelayResult<()> {
    let revoked = match GrantStore::of(&context.env, &context.settings) {
        Ok(grants) => grants.revoke_all(account_id, user_id, context.now_ms).await,
        Err(fault) => Err(fault),
    };
    revoked.map(drop).map_err(|fault| {
        log::write(&RelayUserEvent::GrantsNotRevoked { error: &fault });
        RelayError::unavailable()
    })
}
