//! `GET /api/v1/webhooks/public-key`.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::RequestContext;
use http::{HeaderValue, header};
use serde::Serialize;
use webhooks::DeploymentKey;

/// An hour: far less than an operator keeps the previous secret, under which requests are signed as well.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Answer of `GET /api/v1/webhooks/public-key`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookPublicKeyOut {
    /// The current key: `whpk_` and the 32 bytes of an Ed25519 public key in base64.
    #[cfg_attr(
        feature = "openapi",
        schemars(example = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")
    )]
    public_key: String,
    /// All keys that sign, the current one first: during a rotation of the deployment's secret also the previous one.
    /// Every request has a signature of each.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 2)))]
    public_keys: Vec<String>,
}

/// Shows the public key under which all webhook requests are signed (`v1a`). Public, because it proves a sender and
/// reveals nothing.
pub(crate) async fn show(context: RequestContext) -> Response {
    let seeds = context.settings.server_secrets.derive(DeploymentKey::PURPOSE);
    let keys = DeploymentKey::of_seeds(seeds);
    let public_keys: Vec<String> = keys.iter().map(DeploymentKey::public_text).collect();
    let public_key = public_keys.first().cloned().unwrap_or_default();
    let body = WebhookPublicKeyOut { public_key, public_keys };
    ([(header::CACHE_CONTROL, CACHING)], Json(body)).into_response()
}
