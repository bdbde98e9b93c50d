//! Events of requests by SMS: received, published, or not published.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A step of one request of a relay user. It has neither the user's number nor anything of the content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationFacts {
    pub publication_id: String,
    pub user_id: String,
    /// Name of the online platform.
    pub platform: String,
    /// Why it was not published: `refused`, or `unknown` if it may have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl fmt::Debug for PublicationFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicationFacts({}, redacted)", self.publication_id)
    }
}
