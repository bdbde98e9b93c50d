//! Client metadata that authorization servers fetch (contract 3.4: `client-metadata.json`).

use serde::Serialize;
use serde_json::{Value, json};

use super::{SCOPES, proof::ProofKey};
use crate::{Failure, PlatformSettings, Secret};

/// The document at the URL that serves as the client id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClientMetadata {
    pub client_id: String,
    pub client_name: String,
    pub client_uri: String,
    pub redirect_uris: Vec<String>,
    pub scope: String,
    pub grant_types: [&'static str; 2],
    pub response_types: [&'static str; 1],
    pub application_type: &'static str,
    pub dpop_bound_access_tokens: bool,
    pub token_endpoint_auth_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
}

/// Returns the document of this deployment, from the settings `BLUESKY_CLIENT_ID` and `BLUESKY_CLIENT_KEY`. `origin` is
/// the origin of the deployment's own pages. `origin` and the redirect URIs must have the host of the client id.
pub fn client_metadata(
    settings: &PlatformSettings,
    client_name: &str,
    origin: &str,
    redirect_uris: &[String],
) -> Result<ClientMetadata, Failure> {
    let client_id = settings.get("BLUESKY_CLIENT_ID")?.to_owned();
    let key = settings.find("BLUESKY_CLIENT_KEY").map(|key| ProofKey::parse(&Secret::new(key)));
    let key = key.transpose()?;
    let jwks = key.as_ref().map(|key| {
        let mut jwk = key.public_jwk();
        if let Some(fields) = jwk.as_object_mut() {
            fields.insert("kid".to_owned(), json!(key.id()));
            fields.insert("use".to_owned(), json!("sig"));
            fields.insert("alg".to_owned(), json!("ES256"));
        }
        json!({ "keys": [jwk] })
    });
    Ok(ClientMetadata {
        client_id,
        client_name: client_name.to_owned(),
        client_uri: origin.to_owned(),
        redirect_uris: redirect_uris.to_vec(),
        scope: SCOPES.join(" "),
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        application_type: "web",
        dpop_bound_access_tokens: true,
        token_endpoint_auth_method: if jwks.is_some() { "private_key_jwt" } else { "none" },
        token_endpoint_auth_signing_alg: jwks.as_ref().map(|_| "ES256"),
        jwks,
    })
}
