//! What the system itself says to people.

use serde::{Deserialize, Serialize};

/// The words of system messages (contract C.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    pub org_name: String,
    pub session_start: String,
    pub session_end: String,
    pub no_session: String,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            org_name: "Your Org Name".to_owned(),
            session_start: "Your new session has started, send a message!".to_owned(),
            session_end: "This session has ended, talk to you again soon!".to_owned(),
            no_session: "An active session was not found. Please contact support@yourorg.com"
                .to_owned(),
        }
    }
}

impl Texts {
    /// A text as the system says it: `[YOUR ORG NAME]: …`.
    pub fn prefixed(&self, text: &str) -> String {
        format!("[{}]: {text}", self.org_name.to_uppercase())
    }
}
