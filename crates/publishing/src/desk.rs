//! What the engine needs of the world. The real one is [`WorkerDesk`](crate::worker_desk::WorkerDesk); the tests'
//! own runs natively and counts what is asked of it.

use platforms::{GrantTokens, HttpRequest, PlatformKind, Settings};
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

/// Why something could not be done now. It shows no personal data.
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
    #[error("the vault: {0}")]
    Vault(String),
}

/// Whose requests a number's are.
pub(crate) struct Sender {
    pub(crate) user_id: String,
    pub(crate) key: SharedKey,
    /// Tells the key from the user's other keys.
    pub(crate) key_made_at_ms: i64,
}

/// A grant that nobody else uses meanwhile.
pub(crate) trait Grant {
    fn tokens(&mut self) -> &mut GrantTokens;
}

pub(crate) enum OpenedGrant<G> {
    Open(G),
    /// Somebody else uses it.
    Busy,
    Absent,
}

pub(crate) enum SavedGrant {
    Saved,
    /// Somebody else had it meanwhile, and changed it.
    Superseded,
    /// Its owner took it back.
    Gone,
}

/// What a platform answered.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) received_at_ms: i64,
}

/// Whose grant, and for what.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) user_id: &'a str,
    pub(crate) platform: PlatformKind,
}

/// What senders are told, unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    Nothing,
    Failures,
    Everything,
}

pub(crate) trait Desk {
    type Grant: Grant;

    fn now_ms(&self) -> i64;
    /// Nobody else goes on with a publication, or uses its grant, within this time of its holder's last word. It is
    /// more than a request to a platform can take.
    fn lease_ms(&self) -> i64;
    fn rng(&self) -> impl RngCore;
    fn platforms(&self) -> &Settings;
    fn telling(&self) -> Telling;

    /// The plaintext of a reliability test, if the text is one (contract 3.5).
    fn reliability_test(&self, text: &str) -> Option<ReliabilityTest>;
    /// Notes that a test arrived; its outcome in the contract's words, and whether it is good.
    async fn mark_test(
        &self,
        test: &ReliabilityTest,
        sent_at_ms: i64,
        received_at_ms: i64,
    ) -> Result<(bool, String), Fault>;

    async fn sender(&self, number: &PhoneNumber) -> Result<Option<Sender>, Fault>;
    /// The active user with that number, whether or not they have a key.
    async fn user(&self, number: &PhoneNumber) -> Result<Option<String>, Fault>;
    /// Counts a request that the user made. `Some`: it is over the user's budget, which allows one in so many
    /// milliseconds.
    async fn over_budget(&self, user_id: &str) -> Result<Option<i64>, Fault>;
    /// Counts a text that cannot be published against where it came from, and returns whether that is one too many.
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
    /// Gives up telling the sender.
    async fn close(&self, fingerprint: &str) -> Result<(), Fault>;
    async fn settle(&self, held: Held<'_>, settlement: Settlement<'_>) -> Result<bool, Fault>;

    fn seal(&self, publication_id: &str, stored: &Stored) -> Result<String, Fault>;
    fn unseal(&self, publication_id: &str, sealed: &str) -> Result<Stored, Fault>;

    async fn open_grant(&self, whose: Whose<'_>) -> Result<OpenedGrant<Self::Grant>, Fault>;
    async fn save_grant(&self, grant: &mut Self::Grant) -> Result<SavedGrant, Fault>;
    async fn close_grant(&self, grant: Self::Grant);

    /// Makes a request; `None`: there was no answer in time.
    async fn ask(&self, request: &HttpRequest) -> Option<Reply>;
    async fn pause(&self, duration_ms: u64);
}
