//! Answers of the relay users' pages. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeMs;
use serde::Serialize;
use store_d1::relay::users::RelayUser;

/// Answer of `GET /api/v1/admin/relay/users`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RelayUsersOut {
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    pub(crate) users: Vec<RelayUserOut>,
}

/// Answer of `GET /api/v1/admin/relay/users/{id}`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RelayUserAnswerOut {
    pub(crate) user: RelayUserOut,
}

/// Answer of `POST /api/v1/admin/relay/users`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateRelayUserOut {
    /// Generated password, which is shown only here; `null` if the request had one.
    pub(crate) password: Option<String>,
    pub(crate) user: RelayUserOut,
}

/// Answer of `POST /api/v1/admin/relay/users/{id}/password`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SetRelayPasswordOut {
    /// Generated password, which is shown only here; `null` if the request had one.
    pub(crate) password: Option<String>,
}

/// A person who publishes by SMS.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RelayUserOut {
    /// Calling code of the number's country as the sign-up stated it; empty if it stated none.
    country_code: String,
    created_at: TimeMs,
    id: String,
    name: String,
    phone_number: String,
    /// `active`, or `unverified` until the number is verified.
    state: &'static str,
    updated_at: TimeMs,
}

impl RelayUserOut {
    pub(crate) fn of(user: &RelayUser) -> Self {
        Self {
            country_code: user.country_code.clone(),
            created_at: TimeMs(user.created_at_ms),
            id: user.user_id.as_str().to_owned(),
            name: user.name.clone(),
            phone_number: user.phone_number.as_str().to_owned(),
            state: if user.is_active() { "active" } else { "unverified" },
            updated_at: TimeMs(user.updated_at_ms),
        }
    }
}
