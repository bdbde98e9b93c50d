//! Requests about sessions and passkeys.

use edge_kit::params::read;
use serde::Deserialize;
use serde_json::Value;

/// Body of `POST /api/v1/session/link`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RedeemLinkIn {
    /// Token of the link: what follows `#sign-in=`.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(required, with = "String"))]
    pub(crate) token: Option<String>,
}

/// Body of `POST /api/v1/session/passkey`: a browser's `PublicKeyCredential` as JSON.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PasskeySignInIn {
    /// Id of the credential in base64url.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(required, with = "String"))]
    pub(crate) id: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(required, with = "AssertionResponseIn"))]
    pub(crate) response: Option<Value>,
}

/// Response of an authenticator to a sign-in; binary data in base64url.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AssertionResponseIn {
    #[serde(rename = "clientDataJSON")]
    pub(crate) client_data_json: String,
    pub(crate) authenticator_data: String,
    pub(crate) signature: String,
    /// What the registration's options called `user.id`.
    pub(crate) user_handle: String,
}

/// Body of `POST /api/v1/session/passkeys`: a browser's `PublicKeyCredential` as JSON, and a name.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegisterPasskeyIn {
    /// Name under which the passkey is listed, such as that of the device.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 100))
    )]
    pub(crate) name: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(required, with = "AttestationResponseIn"))]
    pub(crate) response: Option<Value>,
}

/// Response of an authenticator to a registration, in base64url.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AttestationResponseIn {
    #[serde(rename = "clientDataJSON")]
    pub(crate) client_data_json: String,
    pub(crate) attestation_object: String,
}

/// Body of `PATCH /api/v1/session/passkeys/:id`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RenamePasskeyIn {
    /// New name.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 100))
    )]
    pub(crate) name: Option<String>,
}
