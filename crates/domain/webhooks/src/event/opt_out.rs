//! Event that reports that a person opted out of an account's SMS, or in again.

use std::fmt;

use serde::{Deserialize, Serialize};
use telephony::Address;

/// A change of one number's opt-out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOutFacts {
    /// Digest of the number: equal for all changes of one number, which are delivered in order.
    pub subject: String,
    pub number: Address,
    /// `out` or `in`.
    pub change: String,
    /// Cause: `keyword` or `api`.
    pub by: String,
    /// The keyword in lower case, if one was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// Id of the SMS with the keyword.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl fmt::Debug for OptOutFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OptOutFacts({}, redacted)", self.subject)
    }
}
