//! Answers of the key pages. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use identity::{Permission, Permissions};
use serde::Serialize;
use store_d1::api_keys::ListedApiKey;
use unix_time::UnixMillis;

/// Answer of `GET /api/v1/admin/keys`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct KeysOut {
    pub(crate) keys: Vec<KeyOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// Answer of the routes that show or rename a key.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct KeyAnswerOut {
    pub(crate) key: KeyOut,
}

/// A key, without its secret.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct KeyOut {
    /// Whether it is neither revoked nor expired.
    active: bool,
    created_at: TimeSecs,
    expires_at: Option<TimeSecs>,
    /// Device id of the gateway to which the key belongs; `null` for other kinds.
    gateway_id: Option<String>,
    id: String,
    /// `client`, `gateway` or `registration`.
    kind: String,
    /// Time of the last use, exact to some minutes.
    last_used_at: Option<TimeSecs>,
    name: String,
    permissions: PermissionsOut,
    /// First characters of the key.
    prefix: String,
    revoked_at: Option<TimeSecs>,
}

/// Answer of `POST /api/v1/admin/keys`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateKeyOut {
    /// The key itself, which is shown only here.
    pub(crate) api_key: String,
    pub(crate) key: NewKeyOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A key that was just created.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NewKeyOut {
    pub(crate) created_at: TimeSecs,
    pub(crate) expires_at: Option<TimeSecs>,
    pub(crate) id: String,
    /// `client` or `registration`.
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) permissions: PermissionsOut,
    /// First characters of the key.
    pub(crate) prefix: String,
}

/// Answer of `POST /api/v1/admin/keys/{id}/revoke`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RevokeKeyOut {
    pub(crate) key: RevokedKeyOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A key that is revoked.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RevokedKeyOut {
    /// Always `false`.
    pub(crate) active: bool,
    pub(crate) id: String,
}

/// Permissions that are granted, each with `true`. One that is not granted is absent.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "KeyPermissions"))]
pub(crate) struct PermissionsOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    manage_account: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manage_gateways: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publish: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receive_sms: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_otp: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_sms: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_otp: Option<bool>,
}

impl KeyOut {
    pub(crate) fn of(key: &ListedApiKey, now_ms: UnixMillis) -> Self {
        let expired = key.expires_at_ms.is_some_and(|at_ms| at_ms <= now_ms);
        let permissions = serde_json::from_str(&key.permissions).unwrap_or_default();
        Self {
            active: key.revoked_at_ms.is_none() && !expired,
            created_at: TimeSecs(key.created_at_ms),
            expires_at: key.expires_at_ms.map(TimeSecs),
            gateway_id: key.device_id.clone(),
            id: key.id.clone(),
            kind: key.kind.clone(),
            last_used_at: key.last_used_at_ms.map(TimeSecs),
            name: key.name.clone(),
            permissions: PermissionsOut::of(&permissions),
            prefix: key.display_prefix.clone(),
            revoked_at: key.revoked_at_ms.map(TimeSecs),
        }
    }
}

impl PermissionsOut {
    pub(crate) fn of(granted: &Permissions) -> Self {
        let shown = |permission| granted.allows(permission).then_some(true);
        Self {
            manage_account: shown(Permission::ManageAccount),
            manage_gateways: shown(Permission::ManageGateways),
            publish: shown(Permission::Publish),
            receive_sms: shown(Permission::ReceiveSms),
            send_otp: shown(Permission::SendOtp),
            send_sms: shown(Permission::SendSms),
            verify_otp: shown(Permission::VerifyOtp),
        }
    }
}
