//! The server's keys: required ones, and the listing of the current one.

use axum::Json;
use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use relay_crypto::ServerKeyring;
use sealing::Keyring;

use super::{
    out::{ServerKeyOut, ServerKeysOut},
    throttle,
};
use crate::error::{RelayError, RelayResult};

/// Keys that sync requires.
pub(crate) struct SyncKeys<'a> {
    pub(crate) server: &'a ServerKeyring,
    /// Keyring that seals shared keys.
    pub(crate) sealing: &'a Keyring,
}

/// Returns the required keys; 501 if the operator has not set one of them.
pub(crate) fn required(context: &RequestContext) -> RelayResult<SyncKeys<'_>> {
    let missing = |name: &str| {
        let text = format!("sync is not set up: {name}, see docs/relay/sync.md");
        RelayError::text(ErrorCode::NotConfigured, StatusCode::NOT_IMPLEMENTED, text)
    };
    let settings = &context.settings;
    Ok(SyncKeys {
        server: settings
            .relay
            .sync
            .server_keys
            .as_ref()
            .ok_or_else(|| missing("RELAY_SERVER_KEYS"))?,
        sealing: settings.keyring.as_ref().ok_or_else(|| missing("SEALING_KEYS"))?,
    })
}

/// `GET /v2/sync/keys`: returns the key that apps get now, for apps that pin it.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    headers: HeaderMap,
) -> RelayResult<Json<ServerKeysOut>> {
    throttle::by_network(&context, &headers).await?;
    let key = required(&context)?.server.newest();
    Ok(Json(ServerKeysOut { keys: [ServerKeyOut::of(key)] }))
}
