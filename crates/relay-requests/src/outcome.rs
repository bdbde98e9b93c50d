//! What became of a forwarded SMS, whoever asks.

use relay_crypto::TextError;

use crate::IncomingError;

/// What became of a forwarded SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    NotJson,
    MissingText,
    MissingSender,
    MissingDate,
    MissingDateSent,
    /// The text is not base64. Its sender knows that anyway.
    NotBase64,
    /// The text holds no bytes.
    EmptyText,
    /// It did not decrypt, or said nothing that can be published, or its sender is nobody who can publish
    /// or has no grant. Which of these it was is never told (contract 7, #6).
    Unpublishable,
    /// Requests without an account are turned off for this way of arriving.
    BridgesRestricted,
    /// The platform refuses it for good, for this reason without personal data.
    Refused(&'a str),
    /// It was published, or will be, or a copy of it was already.
    Published,
    /// It was a reliability test and has arrived, as this text says.
    Tested(&'a str),
    /// It cannot be published, and too much came from the same place that could not either. Nothing that could be
    /// published is answered so.
    Limited,
    /// Something of ours is broken, and trying again later may succeed.
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
