//! Answers of the accounts' routes. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeMs;
use ids::AccountId;
use serde::Serialize;
use store_d1::accounts::administration::AccountRecord;

/// Answer of `GET /api/v1/operator/accounts`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AccountsOut {
    pub(crate) accounts: Vec<AccountOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// Answer of the routes of one account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AccountAnswerOut {
    account: AccountOut,
}

/// An account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AccountOut {
    /// ISO 3166 code of the country in which national numbers are read; `null` for that of the deployment.
    country: Option<String>,
    created_at: TimeMs,
    /// Whether registrations without an account of their own join it.
    default: bool,
    /// Time since when every credential of the account is refused; `null` if it is enabled.
    disabled_at: Option<TimeMs>,
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    id: AccountId,
    /// User name for clients of the SMSGate API; `null` without one.
    login: Option<String>,
    name: String,
}

impl AccountOut {
    pub(crate) fn of(account: &AccountRecord) -> Self {
        Self {
            country: account.default_country_code.clone(),
            created_at: TimeMs(account.created_at_ms),
            default: account.is_default != 0,
            disabled_at: account.disabled_at_ms.map(TimeMs),
            id: account.id.clone(),
            login: account.login.clone(),
            name: account.name.clone(),
        }
    }
}

impl AccountAnswerOut {
    pub(crate) fn of(account: &AccountRecord) -> Self {
        Self { account: AccountOut::of(account) }
    }
}
