//! Relay users' grants for online platforms, as the account's administrators see them.

#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{NoContent, RequestContext};
use platform_grants::GrantStore;
use relay_users::RelayUserId;
use runtime::log::{self, events::RelayUserEvent};
use store_d1::{Store, relay::grants::GrantKey};

use self::out::{GrantOut, GrantsOut};
use super::users;
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
};

/// `GET /api/v1/admin/relay/users/:id/grants`: the platforms that a user has granted access to, without the tokens.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<GrantsOut>> {
    let user_id = users::id(path)?;
    let store = Store::open(&context.env)?;
    users::find(&store, &client.account_id, &user_id).await?;
    let grants = store.list_relay_grants(&client.account_id, &user_id).await?;
    Ok(Json(GrantsOut { grants: grants.into_iter().map(GrantOut::of).collect() }))
}

/// `DELETE /api/v1/admin/relay/users/:id/grants/:platform`: deletes a grant at once, and revokes it at its platform.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> ApiResult<NoContent> {
    let Ok(Path((user_id, platform))) = path else {
        return Err(ApiError::relay_user_not_found());
    };
    let (account_id, user_id) = (&client.account_id, &RelayUserId::from_text(user_id));
    let store = Store::open(&context.env)?;
    users::find(&store, account_id, user_id).await?;
    let key = GrantKey { account_id, user_id, platform: &platform };
    // Queued by the statement that deletes the grant; the cron repeats what the platform does not confirm now.
    let queued = store.revoke_relay_grant(key, context.now_ms).await?;
    let queued = queued.ok_or_else(ApiError::grant_not_found)?;
    match GrantStore::of(&context.env, &context.settings) {
        Ok(grants) => drop(grants.revoke_at_platform(&queued).await),
        Err(fault) => log::write(&RelayUserEvent::GrantsNotRevoked { error: &fault }),
    }
    Ok(NoContent)
}
