//! Port between the engine and the outside world. [`WorkerDesk`](crate::worker_desk::WorkerDesk) is the real
//! implementation; the tests' implementation runs natively and records every call.

use platforms::{GrantTokens, HttpAnswer, HttpRequest, PlatformKind, Settings};
use rand_core::RngCore;
use relay_crypto::SharedKey;
use relay_requests::ReliabilityTest;
use store_d1::{
    StoreError,
    relay::publications::{
        claim::{Claim, KnownPublication, NewPublication},
        progress::{Held, Settlement, TakenUp},
    },
};
use telephony::PhoneNumber;

use crate::stored::Stored;

/// Reason why a step failed for now. Its text contains no personal data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("SEALING_KEYS is not set")]
    NoKeyring,
    #[error("what was sealed does not open")]
    Unsealing,
    #[error("what is to be stored cannot be sealed")]
    Sealing,
    #[error("the grant: {0}")]
    Grant(String),
}

/// Relay user who owns a phone number, with the key for the user's requests.
pub(crate) struct Sender {
    pub(crate) user_id: String,
    pub(crate) key: SharedKey,
    /// Distinguishes this key from the user's other keys.
    pub(crate) key_made_at_ms: i64,
}

/// A grant opened exclusively by this publication.
pub(crate) trait Grant {
    fn tokens(&mut self) -> &mut GrantTokens;
}

pub(crate) enum OpenedGrant<G> {
    Open(G),
    /// Another publication uses the grant.
    Busy,
    Absent,
}

pub(crate) enum SavedGrant {
    Saved,
    /// Another writer changed the stored grant in the meantime.
    Superseded,
    /// The grant's owner revoked it.
    Gone,
}

/// Identifies a grant by its owner and platform.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) user_id: &'a str,
    pub(crate) platform: PlatformKind,
}

/// Results about which senders get an unsolicited SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    Nothing,
    Failures,
    Everything,
}

pub(crate) trait Desk {
    type Grant: Grant;

    fn now_ms(&self) -> i64;
    /// Length of a lease in milliseconds: until it ends, no other worker resumes the publication or uses its grant. It
    /// is longer than a request to a platform can take.
    fn lease_ms(&self) -> i64;
    fn rng(&self) -> impl RngCore;
    fn platforms(&self) -> &Settings;
    fn telling(&self) -> Telling;

    /// Returns the plaintext of a reliability test if the text is one (contract 3.5).
    fn reliability_test(&self, text: &str) -> Option<ReliabilityTest>;
    /// Records that a test arrived. Returns whether it was accepted, and its outcome in the contract's words.
    async fn mark_test(
        &self,
        test: &ReliabilityTest,
        sent_at_ms: i64,
        received_at_ms: i64,
    ) -> Result<(bool, String), Fault>;

    async fn sender(&self, number: &PhoneNumber) -> Result<Option<Sender>, Fault>;
    /// Returns the id of the active user with that number, with or without a key.
    async fn user(&self, number: &PhoneNumber) -> Result<Option<String>, Fault>;
    /// Counts a request against the user's budget. `Some(interval)` if it exceeds the budget, which allows one request
    /// per `interval` milliseconds.
    async fn over_budget(&self, user_id: &str) -> Result<Option<i64>, Fault>;
    /// Counts an unpublishable text against its origin and returns whether the origin is now over its limit.
    async fn is_junk_over_limit(&self, origin: &str) -> Result<bool, Fault>;

    async fn find(&self, fingerprint: &str) -> Result<Option<KnownPublication>, Fault>;
    async fn claim(&self, new: &NewPublication<'_>) -> Result<Claim, Fault>;
    async fn take_up(
        &self,
        held: Held<'_>,
        now_ms: i64,
        until_ms: i64,
    ) -> Result<Option<TakenUp>, Fault>;
    async fn keep(&self, held: Held<'_>, sealed: &str, until_ms: i64) -> Result<bool, Fault>;
    async fn put_off(&self, held: Held<'_>, sealed: &str, due_at_ms: i64) -> Result<bool, Fault>;
    /// Stops trying to tell the sender the result.
    async fn close(&self, fingerprint: &str) -> Result<(), Fault>;
    async fn settle(&self, held: Held<'_>, settlement: Settlement<'_>) -> Result<bool, Fault>;

    fn seal(&self, publication_id: &str, stored: &Stored) -> Result<String, Fault>;
    fn unseal(&self, publication_id: &str, sealed: &str) -> Result<Stored, Fault>;

    async fn open_grant(&self, whose: Whose<'_>) -> Result<OpenedGrant<Self::Grant>, Fault>;
    async fn save_grant(&self, grant: &mut Self::Grant) -> Result<SavedGrant, Fault>;
    async fn close_grant(&self, grant: Self::Grant);

    /// Makes a request. `None` if no answer came in time.
    async fn ask(&self, request: &HttpRequest) -> Option<HttpAnswer>;
    async fn pause(&self, duration_ms: u64);
}
