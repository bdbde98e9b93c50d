//! Outcome of a forwarded SMS, independent of the forwarder's dialect.

use relay_crypto::TextError;

use crate::IncomingError;

/// Outcome of a forwarded SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForwardingOutcome {
    NotJson,
    MissingText,
    MissingSender,
    MissingDate,
    MissingDateSent,
    /// The text is not base64. Its sender knows that, so saying it reveals nothing.
    NotBase64,
    /// The text holds no bytes.
    EmptyText,
    /// It did not decrypt, contains no valid request, or its sender is unknown or has no grant. The answer never tells
    /// which (contract 7, #6).
    Unpublishable,
    /// Requests without an account are disabled for this way of arrival.
    BridgesRestricted,
    /// The platform refused it for good, for this reason without personal data.
    Refused(String),
    /// It was published, will be published, or is a copy of such a request.
    Published,
    /// It was a reliability test and arrived; this text describes the result.
    Tested(String),
    /// It cannot be published, and its origin has sent too many such texts. A publishable request never gets this
    /// answer.
    Limited,
    /// An internal failure; a later retry may succeed.
    Unavailable,
}

#[cfg(test)]
impl ForwardingOutcome {
    /// Returns one outcome of each variant.
    pub(crate) fn samples() -> [Self; 14] {
        [
            Self::NotJson,
            Self::MissingText,
            Self::MissingSender,
            Self::MissingDate,
            Self::MissingDateSent,
            Self::NotBase64,
            Self::EmptyText,
            Self::Unpublishable,
            Self::BridgesRestricted,
            Self::Refused("refused".to_owned()),
            Self::Published,
            Self::Tested("updated".to_owned()),
            Self::Limited,
            Self::Unavailable,
        ]
    }
}

impl From<IncomingError> for ForwardingOutcome {
    fn from(error: IncomingError) -> Self {
        match error {
            IncomingError::NotJson => Self::NotJson,
            IncomingError::MissingText => Self::MissingText,
            IncomingError::MissingSender => Self::MissingSender,
            IncomingError::MissingDate => Self::MissingDate,
            IncomingError::MissingDateSent => Self::MissingDateSent,
        }
    }
}

impl From<TextError> for ForwardingOutcome {
    fn from(error: TextError) -> Self {
        match error {
            TextError::NotBase64 => Self::NotBase64,
            TextError::Empty => Self::EmptyText,
        }
    }
}
