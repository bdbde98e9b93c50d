//! Errors of operations on grants.

use store_d1::StoreError;

/// Reason why an operation failed. It contains no secret.
#[derive(Debug, thiserror::Error)]
pub enum GrantFault {
    /// `SEALING_KEYS` is not set: there are no grants.
    #[error("the deployment has no sealing key")]
    NoSealingKey,
    /// The stored row cannot be unsealed: the setting lost a key, or the row was tampered with.
    #[error("the stored grant cannot be unsealed: {0}")]
    Unreadable(sealing::OpenError),
    /// The row was unsealed, but its contents are invalid.
    #[error("the stored grant is corrupt")]
    Corrupt,
    /// The user is deleted.
    #[error("the user does not exist")]
    UnknownUser,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sealing::OpenError> for GrantFault {
    fn from(error: sealing::OpenError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<relay_crypto::OpenKeyError> for GrantFault {
    fn from(error: relay_crypto::OpenKeyError) -> Self {
        match error {
            relay_crypto::OpenKeyError::Sealed(error) => error.into(),
            relay_crypto::OpenKeyError::Text(_) => Self::Corrupt,
        }
    }
}

impl From<sealing::SealError> for GrantFault {
    fn from(_: sealing::SealError) -> Self {
        Self::Corrupt
    }
}

impl From<serde_json::Error> for GrantFault {
    fn from(_: serde_json::Error) -> Self {
        Self::Corrupt
    }
}
