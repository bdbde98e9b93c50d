//! Outcome of a forwarded SMS, independent of the forwarder's dialect.

use relay_crypto::TextError;

use crate::IncomingError;

/// Outcome of a forwarded SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
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
    Refused(&'a str),
    /// It was published, will be published, or is a copy of such a request.
    Published,
    /// It was a reliability test and arrived; this text describes the result.
    Tested(&'a str),
    /// It cannot be published, and its origin has sent too many such texts. A publishable request never gets this
    /// answer.
    Limited,
    /// An internal failure; a later retry may succeed.
    Unavailable,
}

#[cfg(test)]
impl Outcome<'_> {
    pub(crate) const SAMPLES: [Outcome<'static>; 14] = [
        Outcome::NotJson,
        Outcome::MissingText,
        Outcome::MissingSender,
        Outcome::MissingDate,
        Outcome::MissingDateSent,
        Outcome::NotBase64,
        Outcome::EmptyText,
        Outcome::Unpublishable,
        Outcome::BridgesRestricted,
        Outcome::Refused("refused"),
        Outcome::Published,
        Outcome::Tested("updated"),
        Outcome::Limited,
        Outcome::Unavailable,
    ];
}

impl From<IncomingError> for Outcome<'_> {
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

impl From<TextError> for Outcome<'_> {
    fn from(error: TextError) -> Self {
        match error {
            TextError::NotBase64 => Self::NotBase64,
            TextError::Empty => Self::EmptyText,
        }
    }
}
