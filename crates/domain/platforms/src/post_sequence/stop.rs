//! Stored form of the failure that ended a publication.

use serde::{Deserialize, Serialize};

use crate::Failure;

/// Failure that ended a publication, in its stored form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stop {
    Refused(String),
    ScopeMissing,
    ConsentGone,
    Busy,
    Unknown(String),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused { reason } => Self::Refused(reason),
            Failure::ScopeMissing => Self::ScopeMissing,
            Failure::TokenExpired | Failure::ConsentGone => Self::ConsentGone,
            Failure::NonceRequired => Self::Refused("use_dpop_nonce".to_owned()),
            Failure::SlowDown { .. } => Self::Busy,
            Failure::Unknown { reason } => Self::Unknown(reason),
            Failure::NotConfigured(_) => Self::Refused("not_configured".to_owned()),
        }
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(reason) => Self::Refused { reason },
            Stop::ScopeMissing => Self::ScopeMissing,
            Stop::ConsentGone => Self::ConsentGone,
            Stop::Busy => Self::SlowDown { retry_after_ms: None },
            Stop::Unknown(reason) => Self::Unknown { reason },
        }
    }
}
