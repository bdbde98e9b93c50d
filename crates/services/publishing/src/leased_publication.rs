//! A publication under way, and its stored form.

use platforms::{PlatformKind, PostSequence};
use relay_users::RelayUserId;
use store_d1::relay::publications::progress::PublicationLease;
use unix_time::UnixMillis;

use crate::{
    ports::{PortFault, Ports},
    publication_steps::PublicationStep,
    sealed_work::{PublicationWork, SealedWork},
};

const FIRST_DELAY_MS: i64 = 5_000;
pub(crate) const MAX_DELAY_MS: i64 = 3_600_000;

/// A publication whose lease this worker holds.
pub(crate) struct LeasedPublication {
    pub(crate) fingerprint: String,
    pub(crate) id: String,
    pub(crate) user_id: RelayUserId,
    pub(crate) kind: PlatformKind,
    pub(crate) lease: String,
    pub(crate) created_at_ms: UnixMillis,
    pub(crate) tries: u32,
    pub(crate) sender: String,
    pub(crate) posts: PostSequence,
}

impl LeasedPublication {
    /// Returns the publication's progress in its stored form.
    pub(crate) fn sealed(&self, ports: &impl Ports) -> Result<String, PortFault> {
        let work = PublicationWork::Publish(Box::new(self.posts.clone()));
        ports.seal(&self.id, &SealedWork { sender: self.sender.clone(), work })
    }

    /// Returns what its events say of it.
    pub(crate) fn step(&self) -> PublicationStep<'_> {
        PublicationStep {
            publication_id: &self.id,
            user_id: &self.user_id,
            platform: self.kind.as_str(),
        }
    }

    pub(crate) fn held(&self) -> PublicationLease<'_> {
        PublicationLease { fingerprint: &self.fingerprint, lease: &self.lease }
    }
}

/// Exponential back-off in milliseconds after `tries` attempts.
pub(crate) fn delay_ms(tries: u32) -> i64 {
    let factor = 1_i64.checked_shl(tries.min(20)).unwrap_or(i64::MAX);
    FIRST_DELAY_MS.saturating_mul(factor).min(MAX_DELAY_MS)
}
