//! Answers of the pages of invitations. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeMs;
use serde::Serialize;
use store_d1::relay::users::administration::RelayInvitation;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

/// Answer of `GET /api/v1/admin/relay/invitations`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InvitationsOut {
    pub(crate) invitations: Vec<InvitationOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// Answer of `POST /api/v1/admin/relay/invitations`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InviteOut {
    invitation: InvitationOut,
}

/// A number that is invited to sign up.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InvitationOut {
    /// Whether the number may still sign up by it.
    active: bool,
    created_at: TimeMs,
    expires_at: TimeMs,
    phone_number: String,
}

impl InvitationOut {
    pub(crate) fn of(invitation: &RelayInvitation, now_ms: UnixMillis) -> Self {
        Self {
            active: invitation.expires_at_ms > now_ms,
            created_at: TimeMs(invitation.created_at_ms),
            expires_at: TimeMs(invitation.expires_at_ms),
            phone_number: invitation.phone_number.as_str().to_owned(),
        }
    }
}

impl InviteOut {
    pub(crate) fn of(
        phone_number: &PhoneNumber,
        now_ms: UnixMillis,
        expires_at_ms: UnixMillis,
    ) -> Self {
        let invitation = InvitationOut {
            active: true,
            created_at: TimeMs(now_ms),
            expires_at: TimeMs(expires_at_ms),
            phone_number: phone_number.as_str().to_owned(),
        };
        Self { invitation }
    }
}
