//! Answers about one-time codes. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use one_time_codes::VerifyOutcome;
use serde::Serialize;

/// Answer of `POST /api/v1/otp/send`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendCodeOut {
    pub(crate) expires_at: TimeSecs,
    /// Id of the message that carries the code.
    pub(crate) message_id: String,
    /// Always `true`.
    pub(crate) success: bool,
}

/// Answer of `POST /api/v1/otp/verify`. `verified` tells which of the two it is.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) enum VerifyCodeOut {
    Verified(CodeVerifiedOut),
    Refused(CodeRefusedOut),
}

/// The code was right, and is used now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CodeVerifiedOut {
    #[cfg_attr(feature = "openapi", schemars(extend("const" = true)))]
    success: bool,
    #[cfg_attr(feature = "openapi", schemars(extend("const" = true)))]
    verified: bool,
}

/// The code was wrong, used or expired, or the number has none.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CodeRefusedOut {
    /// Wrong guesses that are left in this hour for the number and the purpose; a new code does not restore them. At 0,
    /// even the right code is refused.
    #[cfg_attr(feature = "openapi", schemars(range(max = 2)))]
    attempts_remaining: u32,
    /// Always `Invalid or expired OTP`.
    error: &'static str,
    #[cfg_attr(feature = "openapi", schemars(extend("const" = false)))]
    success: bool,
    #[cfg_attr(feature = "openapi", schemars(extend("const" = false)))]
    verified: bool,
}

impl From<VerifyOutcome> for VerifyCodeOut {
    fn from(outcome: VerifyOutcome) -> Self {
        match outcome {
            VerifyOutcome::Verified => {
                Self::Verified(CodeVerifiedOut { success: true, verified: true })
            }
            VerifyOutcome::Refused { attempts_remaining } => Self::Refused(CodeRefusedOut {
                attempts_remaining,
                error: "Invalid or expired OTP",
                success: false,
                verified: false,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn members_are_sent_in_alphabetical_order() {
        let sent = SendCodeOut {
            expires_at: TimeSecs(UnixMillis::EPOCH),
            message_id: "msg_1".to_owned(),
            success: true,
        };
        assert_eq!(
            serde_json::to_string(&sent).unwrap(),
            r#"{"expires_at":"1970-01-01T00:00:00Z","message_id":"msg_1","success":true}"#
        );
        let shown = |outcome| serde_json::to_string(&VerifyCodeOut::from(outcome)).unwrap();
        assert_eq!(shown(VerifyOutcome::Verified), r#"{"success":true,"verified":true}"#);
        assert_eq!(
            shown(VerifyOutcome::Refused { attempts_remaining: 2 }),
            r#"{"attempts_remaining":2,"error":"Invalid or expired OTP","success":false,"verified":false}"#
        );
    }
}
