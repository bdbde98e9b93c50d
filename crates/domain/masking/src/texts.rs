//! Texts of the system's own messages.

use serde::{Deserialize, Serialize};

/// Texts of system messages (contract C.2, and further ones that the contract lacks).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MaskingTexts {
    pub org_name: String,
    pub session_start: String,
    pub session_end: String,
    pub no_session: String,
    /// The answer to HELP.
    pub help: String,
    /// The answer to STOP, the last message to that person.
    pub stopped: String,
    /// The answer to START.
    pub started: String,
    /// The notice to a sender whose other participant has opted out.
    pub other_stopped: String,
}

/// An account's own texts. `None`: the deployment's text is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnTexts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_stopped: Option<String>,
}

impl Default for MaskingTexts {
    fn default() -> Self {
        Self {
            org_name: "Your Org Name".to_owned(),
            session_start: "Your new session has started, send a message!".to_owned(),
            session_end: "This session has ended, talk to you again soon!".to_owned(),
            no_session: "An active session was not found. Please contact support@yourorg.com"
                .to_owned(),
            help: "What you write here is passed on to the other participant. Reply STOP to get no more messages from this number.".to_owned(),
            stopped: "You will get no more messages from this number. Reply START to get them again.".to_owned(),
            started: "You will get messages from this number again. Reply STOP to get no more.".to_owned(),
            other_stopped: "Your message was not passed on: the other participant gets no messages from this number at present.".to_owned(),
        }
    }
}

impl MaskingTexts {
    /// Returns a text with the prefix of system messages: `[YOUR ORG NAME]: …`.
    pub fn prefixed(&self, text: &str) -> String {
        format!("[{}]: {text}", self.org_name.to_uppercase())
    }

    /// Returns these texts, replaced by the account's own where it has them.
    #[must_use]
    pub fn with(&self, own: &OwnTexts) -> Self {
        let either = |own: &Option<String>, usual: &String| own.as_ref().unwrap_or(usual).clone();
        Self {
            org_name: either(&own.org_name, &self.org_name),
            session_start: either(&own.session_start, &self.session_start),
            session_end: either(&own.session_end, &self.session_end),
            no_session: either(&own.no_session, &self.no_session),
            help: either(&own.help, &self.help),
            stopped: either(&own.stopped, &self.stopped),
            started: either(&own.started, &self.started),
            other_stopped: either(&own.other_stopped, &self.other_stopped),
        }
    }
}
