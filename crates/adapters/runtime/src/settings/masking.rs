//! Operator settings for masking.

use masking::Texts;
use worker::Env;

use super::{SettingsError, text};

/// Masking settings. The texts are for accounts that have none of their own.
#[derive(Debug, Clone)]
pub struct MaskingSettings {
    /// `ORG_NAME`, `SESSION_START_MSG`, `SESSION_END_MSG`, `NO_SESSION_MSG`, `HELP_MSG`, `STOPPED_MSG`,
    /// `STARTED_MSG`, `OTHER_STOPPED_MSG`.
    pub texts: Texts,
    /// `NUMBER_PROXY_OPEN`: whether the number proxy serves unauthenticated callers, in the default account.
    pub open: bool,
    /// `PROXY_COOL_OFF_SECS`: time after a session during which neither party gets the same number with another
    /// person.
    pub cool_off_ms: i64,
}

impl MaskingSettings {
    pub(super) fn read(env: &Env) -> Result<Self, SettingsError> {
        let usual = Texts::default();
        let or = |name: &str, usual: String| text(env, name).unwrap_or(usual);
        Ok(Self {
            texts: Texts {
                org_name: or("ORG_NAME", usual.org_name),
                session_start: or("SESSION_START_MSG", usual.session_start),
                session_end: or("SESSION_END_MSG", usual.session_end),
                no_session: or("NO_SESSION_MSG", usual.no_session),
                help: or("HELP_MSG", usual.help),
                stopped: or("STOPPED_MSG", usual.stopped),
                started: or("STARTED_MSG", usual.started),
                other_stopped: or("OTHER_STOPPED_MSG", usual.other_stopped),
            },
            open: match text(env, "NUMBER_PROXY_OPEN").as_deref() {
                None | Some("false" | "0") => false,
                Some("true" | "1") => true,
                Some(_) => return Err(SettingsError("NUMBER_PROXY_OPEN")),
            },
            cool_off_ms: cool_off_ms(text(env, "PROXY_COOL_OFF_SECS").as_deref())
                .ok_or(SettingsError("PROXY_COOL_OFF_SECS"))?,
        })
    }
}

/// Parses whole seconds into milliseconds. Unset is 0.
fn cool_off_ms(text: Option<&str>) -> Option<i64> {
    let Some(text) = text else { return Some(0) };
    let secs: u32 = text.trim().parse().ok()?;
    Some(i64::from(secs).saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cool_off_is_whole_seconds_and_zero_by_default() {
        for (text, expected) in [
            (None, Some(0)),
            (Some("0"), Some(0)),
            (Some(" 3600 "), Some(3_600_000)),
            (Some("-1"), None),
            (Some("soon"), None),
        ] {
            assert_eq!(cool_off_ms(text), expected, "{text:?}");
        }
    }
}
