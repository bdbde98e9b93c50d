//! Evidence of a change: what changed a number's opt-out, and when.

use std::fmt;

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::Keyword;

/// Changes of one number that are kept; older ones are dropped.
pub const MAX_EVIDENCE: usize = 20;
/// Maximum length of a reason in characters.
pub const MAX_NOTE_CHARS: usize = 255;

/// Direction of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The number gets no more ordinary SMS.
    Out,
    /// The number gets SMS again.
    In,
}

/// One change of a number's opt-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub change: Change,
    /// When the change took effect.
    pub at_ms: UnixMillis,
    pub source: Source,
}

/// Cause of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Source {
    /// The person sent a keyword.
    Keyword {
        keyword: Keyword,
        /// The keyword in its normal form.
        word: String,
        /// Id of the SMS with the keyword.
        inbound_id: String,
        /// Gateway or number at which it arrived.
        gateway_id: GatewayId,
        /// Time of receipt by the device's or the provider's clock.
        received_at_ms: UnixMillis,
    },
    /// A caller of the API changed the number.
    Api {
        /// Credential or person that made the call.
        author: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Note>,
    },
    /// A caller of the API imported a list with the number.
    Import {
        author: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Note>,
    },
}

/// A reason in an administrator's words. Debug output omits it, since it may name a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(pub String);

impl Change {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }
}

impl Evidence {
    /// Returns the time at which the person or the caller asked for the change: that of the SMS, unless the clock of its
    /// gateway is ahead, or else the time of the call.
    pub fn happened_at_ms(&self) -> UnixMillis {
        match &self.source {
            Source::Keyword { received_at_ms, .. } => self.at_ms.min(*received_at_ms),
            Source::Api { .. } | Source::Import { .. } => self.at_ms,
        }
    }
}

impl Source {
    /// Returns the kind of the cause: `keyword`, `api` or `import`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Keyword { .. } => "keyword",
            Self::Api { .. } => "api",
            Self::Import { .. } => "import",
        }
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Note(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_evidence_keeps_its_form() {
        let evidence = Evidence {
            change: Change::Out,
            at_ms: UnixMillis::new(2),
            source: Source::Keyword {
                keyword: Keyword::Stop,
                word: "stop".to_owned(),
                inbound_id: "in_1".to_owned(),
                gateway_id: GatewayId::from_text("g"),
                received_at_ms: UnixMillis::new(1),
            },
        };
        let json = serde_json::to_string(&evidence).unwrap();
        let expected = r#"{"change":"out","at_ms":2,"source":{"by":"keyword","keyword":"stop","word":"stop","inbound_id":"in_1","gateway_id":"g","received_at_ms":1}}"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<Evidence>(&json).unwrap(), evidence);
    }

    #[test]
    fn debug_output_hides_reasons() {
        let source = Source::Api { author: "key_1".to_owned(), reason: Some(Note("x".to_owned())) };
        assert!(!format!("{source:?}").contains("\"x\""));
    }
}
