//! Answers about platforms. Their fields stand in the order in which the original sends them.

use platforms::{ClientMetadata, PlatformEntry};
use serde::Serialize;
use serde_json::Value;

/// A platform, or the reliability test.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PlatformOut {
    pub(crate) name: &'static str,
    /// Letter by which requests by SMS name the platform.
    shortcode: char,
    /// How a grant is made. `event` has none.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["oauth2", "pnba", "event"]))
    )]
    protocol_type: &'static str,
    /// Kind of the messages that it publishes.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["email", "text", "message", "test"]))
    )]
    service_type: &'static str,
    /// URL of the icon.
    icon_svg: String,
    /// URL of the icon.
    icon_png: String,
    /// Whether the consent page may redirect to an app's own URL scheme.
    support_url_scheme: bool,
}

/// OAuth client metadata of this deployment for Bluesky's servers.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ClientMetadataOut {
    /// URL of this document.
    client_id: String,
    client_name: String,
    client_uri: String,
    redirect_uris: Vec<String>,
    /// Scopes, separated by spaces.
    scope: String,
    grant_types: [&'static str; 2],
    response_types: [&'static str; 1],
    application_type: &'static str,
    dpop_bound_access_tokens: bool,
    /// `private_key_jwt` if the deployment has a client key.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["private_key_jwt", "none"]))
    )]
    token_endpoint_auth_method: &'static str,
    /// `ES256`; only with a client key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    token_endpoint_auth_signing_alg: Option<&'static str>,
    /// Public half of the client key; only with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "JwksOut"))]
    jwks: Option<Value>,
}

/// A set of public keys (RFC 7517).
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "describes a value of the crate that makes the keys")]
struct JwksOut {
    keys: Vec<JwkOut>,
}

/// A public key on the curve P-256.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "describes a value of the crate that makes the keys")]
struct JwkOut {
    alg: String,
    crv: String,
    kid: String,
    kty: String,
    #[schemars(rename = "use")]
    usage: String,
    x: String,
    y: String,
}

impl From<PlatformEntry> for PlatformOut {
    fn from(entry: PlatformEntry) -> Self {
        Self {
            name: entry.name,
            shortcode: entry.shortcode,
            protocol_type: entry.protocol_type,
            service_type: entry.service_type,
            icon_svg: entry.icon_svg,
            icon_png: entry.icon_png,
            support_url_scheme: entry.support_url_scheme,
        }
    }
}

impl From<ClientMetadata> for ClientMetadataOut {
    fn from(metadata: ClientMetadata) -> Self {
        Self {
            client_id: metadata.client_id,
            client_name: metadata.client_name,
            client_uri: metadata.client_uri,
            redirect_uris: metadata.redirect_uris,
            scope: metadata.scope,
            grant_types: metadata.grant_types,
            response_types: metadata.response_types,
            application_type: metadata.application_type,
            dpop_bound_access_tokens: metadata.dpop_bound_access_tokens,
            token_endpoint_auth_method: metadata.token_endpoint_auth_method,
            token_endpoint_auth_signing_alg: metadata.token_endpoint_auth_signing_alg,
            jwks: metadata.jwks,
        }
    }
}

#[cfg(test)]
mod tests {
    use platforms::{PlatformSettings, client_metadata, platform_entries};

    use super::*;

    #[test]
    fn answers_are_those_of_the_platforms() {
        for entry in platform_entries("/logos") {
            let expected = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::to_string(&PlatformOut::from(entry)).unwrap(), expected);
        }
        let settings = PlatformSettings::read(|name| {
            (name == "BLUESKY_CLIENT_ID").then(|| "https://a/b.json".to_owned())
        });
        let metadata = client_metadata(&settings, "Wireroom", "https://a", &[]).unwrap();
        let expected = serde_json::to_string(&metadata).unwrap();
        assert_eq!(serde_json::to_string(&ClientMetadataOut::from(metadata)).unwrap(), expected);
    }
}
