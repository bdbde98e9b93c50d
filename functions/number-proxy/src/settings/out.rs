//! Answers of `/proxy/settings`.

use masking::{MaskingTexts, OwnTexts};
use serde::Serialize;

/// Texts of the system's own messages.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TextsOut {
    /// Name that system messages begin with, in brackets and capitals.
    org_name: String,
    /// Text to both participants when a session starts.
    session_start: String,
    /// Text to both participants when a session ends.
    session_end: String,
    /// Answer to an SMS from a person without a session on the number.
    no_session: String,
    /// Answer to HELP.
    help: String,
    /// Answer to STOP, the last message to that person.
    stopped: String,
    /// Answer to START.
    started: String,
    /// Notice to a sender whose other participant has opted out.
    other_stopped: String,
    /// Texts that the account has set. All others are the deployment's.
    own: OwnTextsOut,
}

/// Texts that the account has set.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct OwnTextsOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    org_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_stopped: Option<String>,
}

impl TextsOut {
    /// Returns the answer for the texts in effect and the account's own.
    pub(super) fn of(texts: MaskingTexts, own: OwnTexts) -> Self {
        Self {
            org_name: texts.org_name,
            session_start: texts.session_start,
            session_end: texts.session_end,
            no_session: texts.no_session,
            help: texts.help,
            stopped: texts.stopped,
            started: texts.started,
            other_stopped: texts.other_stopped,
            own: OwnTextsOut {
                org_name: own.org_name,
                session_start: own.session_start,
                session_end: own.session_end,
                no_session: own.no_session,
                help: own.help,
                stopped: own.stopped,
                started: own.started,
                other_stopped: own.other_stopped,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_effect_precede_the_accounts_own() {
        let own = OwnTexts { help: Some("h".to_owned()), ..OwnTexts::default() };
        let texts = MaskingTexts {
            org_name: "o".to_owned(),
            session_start: "s".to_owned(),
            session_end: "e".to_owned(),
            no_session: "n".to_owned(),
            help: "h".to_owned(),
            stopped: "x".to_owned(),
            started: "y".to_owned(),
            other_stopped: "z".to_owned(),
        };
        let expected = r#"{"org_name":"o","session_start":"s","session_end":"e","no_session":"n","help":"h","stopped":"x","started":"y","other_stopped":"z","own":{"help":"h"}}"#;
        assert_eq!(serde_json::to_string(&TextsOut::of(texts, own)).unwrap(), expected);
    }
}
