//! Answer with the account's user names.

use edge_kit::TimeMs;
use serde::Serialize;
use store_d1::logins::ListedLogin;

/// Answer of `GET /api/v1/admin/logins`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct LoginsOut {
    pub(crate) logins: Vec<LoginOut>,
}

/// A user name.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct LoginOut {
    /// Time of the last change of the name or the password.
    changed_at: TimeMs,
    created_at: TimeMs,
    /// User name in upper case; case does not count.
    login: String,
}

impl LoginOut {
    pub(crate) fn of(login: ListedLogin) -> Self {
        Self {
            changed_at: TimeMs(login.changed_at_ms),
            created_at: TimeMs(login.created_at_ms),
            login: login.login,
        }
    }
}
