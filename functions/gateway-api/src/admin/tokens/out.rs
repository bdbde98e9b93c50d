//! Answer with the account's tokens. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeMs;
use serde::Serialize;
use store_d1::token_pairs::ListedTokenPair;
use unix_time::UnixMillis;

/// Answer of `GET /api/v1/admin/tokens`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TokensOut {
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    pub(crate) tokens: Vec<TokenOut>,
}

/// An access token and its refresh token.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TokenOut {
    /// Whether the access token or the refresh token is still accepted.
    active: bool,
    expires_at: TimeMs,
    /// Id of the access token, its `jti`.
    id: String,
    issued_at: TimeMs,
    /// Whether the refresh token can still be exchanged.
    refreshable: bool,
    refresh_expires_at: TimeMs,
    /// Time at which the access token was revoked; `null` also if all tokens were revoked at once.
    revoked_at: Option<TimeMs>,
}

impl TokenOut {
    pub(crate) fn of(pair: ListedTokenPair, now_ms: UnixMillis) -> Self {
        let stands = pair.stands != 0;
        let refreshable =
            stands && pair.refresh_ended_at_ms.is_none() && pair.refresh_expires_at_ms > now_ms;
        let accessible =
            stands && pair.access_revoked_at_ms.is_none() && pair.access_expires_at_ms > now_ms;
        Self {
            active: accessible || refreshable,
            expires_at: TimeMs(pair.access_expires_at_ms),
            id: pair.id,
            issued_at: TimeMs(pair.issued_at_ms),
            refreshable,
            refresh_expires_at: TimeMs(pair.refresh_expires_at_ms),
            revoked_at: pair.access_revoked_at_ms.map(TimeMs),
        }
    }
}
