//! What the vault could not do.

use store_d1::StoreError;

/// Why there is no outcome. Nothing of a secret is in it.
#[derive(Debug, thiserror::Error)]
pub enum VaultFault {
    /// `SEALING_KEYS` is not set: there is no vault.
    #[error("there is no sealing key")]
    NoSealingKey,
    /// What is stored does not open: the setting lost a key, or somebody meddled with the rows.
    #[error("what is stored does not open: {0}")]
    Unreadable(sealing::OpenError),
    /// It opens, and is not what was sealed.
    #[error("what is stored cannot be read")]
    Corrupt,
    /// The user is deleted.
    #[error("there is no such user")]
    UnknownUser,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sealing::OpenError> for VaultFault {
    fn from(error: sealing::OpenError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<relay_crypto::OpenKeyError> for VaultFault {
    fn from(error: relay_crypto::OpenKeyError) -> Self {
        match error {
            relay_crypto::OpenKeyError::Sealed(error) => error.into(),
            relay_crypto::OpenKeyError::Text(_) => Self::Corrupt,
        }
    }
}

impl From<sealing::SealError> for VaultFault {
    fn from(_: sealing::SealError) -> Self {
        Self::Corrupt
    }
}

impl From<serde_json::Error> for VaultFault {
    fn from(_: serde_json::Error) -> Self {
        Self::Corrupt
    }
}
