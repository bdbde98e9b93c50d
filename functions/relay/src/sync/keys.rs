//! The server's keys: what is done without, and which there are.

use axum::Json;
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode};
use relay_crypto::ServerKeyring;
use sealing::Keyring;
use serde_json::{Value, json};

use super::throttle;
use crate::error::{RelayError, RelayResult};

/// What sync cannot do without.
pub(crate) struct Keys<'a> {
    pub(crate) server: &'a ServerKeyring,
    /// What shared keys are sealed under.
    pub(crate) sealing: &'a Keyring,
}

/// 501 where the operator has not set one of them.
pub(crate) fn required(context: &RequestContext) -> RelayResult<Keys<'_>> {
    let missing = |name: &str| {
        let text = format!("sync is not set up: {name}, see docs/relay/sync.md");
        RelayError::text(StatusCode::NOT_IMPLEMENTED, text)
    };
    let settings = &context.settings;
    Ok(Keys {
        server: settings
            .relay
            .sync
            .server_keys
            .as_ref()
            .ok_or_else(|| missing("RELAY_SERVER_KEYS"))?,
        sealing: settings.keyring.as_ref().ok_or_else(|| missing("SEALING_KEYS"))?,
    })
}

/// `GET /v2/sync/keys`: the key that apps are given now, for those that pin it or read it nowhere else.
#[worker::send]
pub(crate) async fn list(context: RequestContext, headers: HeaderMap) -> RelayResult<Json<Value>> {
    throttle::by_network(&context, &headers).await?;
    let key = required(&context)?.server.newest();
    let (id, public_key, fingerprint) = (key.id(), key.public_pem(), key.fingerprint());
    let key = json!({ "id": id, "public_key": public_key, "fingerprint": fingerprint });
    Ok(Json(json!({ "keys": [key] })))
}
