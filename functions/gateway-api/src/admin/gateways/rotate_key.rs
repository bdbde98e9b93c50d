//! `POST /api/v1/admin/gateways/:id/rotate-key`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, RequestContext, auth};
use identity::{ApiKey, KeyKind, Permissions};
use object_commands::gateway_connection::ReviewKeys;
use rand_core::RngCore;
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
    objects::{self, ObjectClass},
};
use store_d1::{Store, api_keys::NewApiKey};

use super::{number, out::RotatedKeyOut};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
};

/// `POST /api/v1/admin/gateways/:id/rotate-key`: gives the gateway a new key, which is shown only in the answer. The old
/// one is void, and the sockets that were opened with it are closed before the answer.
#[worker::send]
pub(crate) async fn rotate(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<RotatedKeyOut>> {
    let number = number(path)?;
    let (store, account_id) = (Store::open(&context.env)?, &client.account_id);
    let found = store.find_gateway(account_id, number).await?;
    let gateway = found.ok_or_else(ApiError::gateway_not_found)?;
    if gateway.protocol == "poll" {
        // The contract has no way to give a registered phone another token.
        return Err(ApiError::refused(
            ErrorCode::NotSupported,
            "The SMSGate app takes a token only when it registers. Delete the gateway and pair the phone again",
        ));
    }
    let secrets = &context.settings.server_secrets;
    let key = ApiKey::mint(KeyKind::Gateway, account_id, secrets, &mut OsRng);
    let key_id = format!("key_{:016x}", OsRng.next_u64());
    let (digest, display_prefix) = (key.digest(), key.display_prefix());
    let new_key = NewApiKey {
        digest: &digest,
        id: &key_id,
        kind: KeyKind::Gateway,
        gateway_id: Some(&gateway.id),
        name: &gateway.name,
        display_prefix: &display_prefix,
        permissions: &Permissions::default(),
        expires_at_ms: None,
    };
    let replaced =
        store.replace_gateway_key(account_id, &gateway.id, &new_key, context.now_ms).await?;
    for digest in replaced.ok_or_else(ApiError::gateway_not_found)? {
        auth::forget(&digest);
    }
    // If this call is lost, the next sign of life closes the socket.
    let class = ObjectClass::GatewayConnection;
    if objects::call(&context.env, class, gateway.id.as_str(), ReviewKeys {}).await.is_err() {
        log::write(&GatewayApiEvent::SocketsNotClosed { gateway_id: &gateway.id });
    }
    Ok(Json(RotatedKeyOut::of(key.expose(), key_id, gateway)))
}
