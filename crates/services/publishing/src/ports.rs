//! Ports between the handling of requests and the outside world. [`WorkerPorts`](crate::worker_ports::WorkerPorts) is
//! the real implementation; the tests' implementation runs natively and records every call.

use platform_grants::{OpenOutcome, ReplaceOutcome};
use platforms::{GrantTokens, HttpAnswer, HttpRequest, PlatformKind, PlatformSettings};
use rand_core::RngCore;
use relay_crypto::SharedKey;
use relay_requests::ReliabilityTest;
use relay_users::RelayUserId;
use runtime::ResultSmsMode;
use store_d1::{
    StoreError,
    relay::publications::{
        claim::{ClaimOutcome, KnownPublication, NewPublication},
        progress::{PublicationLease, PublicationSettlement, ResumedPublication},
    },
};
use telephony::PhoneNumber;
use unix_time::UnixMillis;
use webhooks::Fact;

use crate::sealed_work::SealedWork;

/// Reason why a step failed for now. Its text contains no personal data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PortFault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("SEALING_KEYS is not set")]
    NoKeyring,
    #[error("a stored value cannot be unsealed")]
    Unsealing,
    #[error("a value to be stored cannot be sealed")]
    Sealing,
    #[error("grant: {0}")]
    Grant(String),
}

/// Relay user who owns a phone number, with the key for the user's requests.
pub(crate) struct KnownSender {
    pub(crate) user_id: RelayUserId,
    pub(crate) key: SharedKey,
    /// Distinguishes this key from the user's other keys.
    pub(crate) key_made_at_ms: UnixMillis,
}

/// A grant opened exclusively by this publication.
pub(crate) trait LeasedGrant {
    fn tokens(&mut self) -> &mut GrantTokens;
}

/// Identifies a grant by its owner and platform.
#[derive(Clone, Copy)]
pub(crate) struct GrantId<'a> {
    pub(crate) user_id: &'a RelayUserId,
    pub(crate) platform: PlatformKind,
}

/// Everything that handling a request needs from outside this crate.
pub(crate) trait Ports {
    type Grant: LeasedGrant;

    fn now_ms(&self) -> UnixMillis;
    /// Length of a lease in milliseconds: until it ends, no other worker resumes the publication or uses its grant. It
    /// is longer than a request to a platform can take.
    fn lease_ms(&self) -> i64;
    fn rng(&self) -> impl RngCore;
    fn platforms(&self) -> &PlatformSettings;
    /// Returns which senders get an SMS with the result.
    fn result_sms_mode(&self) -> ResultSmsMode;

    /// Returns the plaintext of a reliability test if the text is one (contract 3.5).
    fn reliability_test(&self, text: &str) -> Option<ReliabilityTest>;
    /// Records that a test arrived. Returns whether it was accepted, and its outcome in the contract's words.
    async fn mark_test(
        &self,
        test: &ReliabilityTest,
        sent_at_ms: UnixMillis,
        received_at_ms: UnixMillis,
    ) -> Result<(bool, String), PortFault>;

    async fn sender(&self, number: &PhoneNumber) -> Result<Option<KnownSender>, PortFault>;
    /// Returns the id of the active user with that number, with or without a key.
    async fn user(&self, number: &PhoneNumber) -> Result<Option<RelayUserId>, PortFault>;
    /// Counts a request against the user's budget. `Some(interval)` if it exceeds the budget, which allows one request
    /// per `interval` milliseconds.
    async fn over_budget(&self, user_id: &RelayUserId) -> Result<Option<i64>, PortFault>;
    /// Counts an unpublishable text against its origin and returns whether the origin is now over its limit.
    async fn is_junk_over_limit(&self, origin: &str) -> Result<bool, PortFault>;

    async fn find(&self, fingerprint: &str) -> Result<Option<KnownPublication>, PortFault>;
    async fn claim(&self, new: &NewPublication<'_>) -> Result<ClaimOutcome, PortFault>;
    async fn resume_lease(
        &self,
        held: PublicationLease<'_>,
        now_ms: UnixMillis,
        until_ms: UnixMillis,
    ) -> Result<Option<ResumedPublication>, PortFault>;
    async fn save_progress(
        &self,
        held: PublicationLease<'_>,
        sealed: &str,
        until_ms: UnixMillis,
    ) -> Result<bool, PortFault>;
    async fn defer(
        &self,
        held: PublicationLease<'_>,
        sealed: &str,
        due_at_ms: UnixMillis,
    ) -> Result<bool, PortFault>;
    /// Stops trying to tell the sender the result.
    async fn close(&self, fingerprint: &str) -> Result<(), PortFault>;
    async fn settle(
        &self,
        held: PublicationLease<'_>,
        settlement: PublicationSettlement<'_>,
    ) -> Result<bool, PortFault>;

    /// Notes a step of a publication, which is announced once the request is answered or resumed.
    fn note_step(&self, fact: Fact);

    fn seal(&self, publication_id: &str, stored: &SealedWork) -> Result<String, PortFault>;
    fn unseal(&self, publication_id: &str, sealed: &str) -> Result<SealedWork, PortFault>;

    async fn open_grant(
        &self,
        grant_id: GrantId<'_>,
    ) -> Result<OpenOutcome<Self::Grant>, PortFault>;
    async fn save_grant(&self, grant: &mut Self::Grant) -> Result<ReplaceOutcome, PortFault>;
    async fn close_grant(&self, grant: Self::Grant);

    /// Makes a request. `None` if no answer came in time.
    async fn ask(&self, request: &HttpRequest) -> Option<HttpAnswer>;
    async fn pause(&self, duration_ms: u64);
}
