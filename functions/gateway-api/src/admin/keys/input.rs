//! Requests of the key pages.

use edge_kit::params::read;
use serde::Deserialize;
use serde_json::Value;
use unix_time::UnixMillis;

/// Query of `GET /api/v1/admin/keys`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListKeysIn {
    /// Keys per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}

/// Body of `POST /api/v1/admin/keys`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateKeyIn {
    /// `client` for an API key, `registration` for a token with which gateways register.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["client", "registration", null], "default" = "client"))
    )]
    pub(crate) kind: Option<String>,
    /// Label under which the key is listed, of 1 to 255 characters.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 255))
    )]
    pub(crate) name: Option<String>,
    /// Permissions by name, each `true` or `false`. A registration token has none.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<PermissionsIn>"))]
    pub(crate) permissions: Option<Value>,
    /// Time at which the key ends, in the future. Without it, the key ends when it is revoked.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) expires_at: Option<UnixMillis>,
}

/// Body of `PATCH /api/v1/admin/keys/{id}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RenameKeyIn {
    /// Label under which the key is listed, of 1 to 255 characters.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 255))
    )]
    pub(crate) name: Option<String>,
}

/// Permissions by name. One that is absent or `false` is not granted.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[expect(
    dead_code,
    reason = "the type exists for its schema; the handler reads the object, to name an unknown member"
)]
struct PermissionsIn {
    manage_account: Option<bool>,
    manage_gateways: Option<bool>,
    publish: Option<bool>,
    receive_sms: Option<bool>,
    send_otp: Option<bool>,
    send_sms: Option<bool>,
    verify_otp: Option<bool>,
}
