//! In-memory ports that record every call.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use platform_grants::{OpenOutcome, ReplaceOutcome};
use platforms::{
    Account, BlueskySession, GrantTokens, HttpAnswer, HttpRequest, PlatformSettings, Secret,
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};
use relay_crypto::{SharedKey, seal_request};
use relay_requests::{ReliabilityTest, SenderText};
use relay_users::RelayUserId;
use runtime::ResultSmsMode;
use store_d1::{
    StoreError,
    relay::publications::{
        PublicationState,
        claim::{ClaimOutcome, KnownPublication, NewPublication},
        progress::{PublicationLease, PublicationSettlement, ResumedPublication},
    },
};
use telephony::{MessageText, PhoneNumber};
use unix_time::UnixMillis;

use crate::{
    ReceivedText, RequestOutcome, Source, TextOrigin, encrypted_requests,
    ports::{GrantId, KnownSender, LeasedGrant, PortFault, Ports},
    sealed_work::SealedWork,
};

pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const SENDER: &str = "+237670000001";
/// Sender who has a key but no grant.
pub(crate) const UNGRANTED: &str = "+237670000002";
pub(crate) const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);

#[derive(Clone)]
struct Row {
    id: String,
    user_id: RelayUserId,
    platform: String,
    copy_digest: String,
    state: PublicationState,
    reason: Option<String>,
    created_at_ms: UnixMillis,
    due_at_ms: Option<UnixMillis>,
    lease: Option<String>,
    tries: u32,
    sealed: Option<String>,
}

/// Answer of the fake platform to its next request.
pub(crate) enum Answers {
    With(u16, &'static str),
    /// Answer with a nonce for the next request.
    WithNonce(u16, &'static str),
    /// No answer at all.
    Never,
    /// The process ends before the answer is read.
    Death,
}

pub(crate) struct MemoryPorts {
    rows: RefCell<BTreeMap<String, Row>>,
    pub(crate) now_ms: Cell<UnixMillis>,
    pub(crate) result_sms_mode: Cell<ResultSmsMode>,
    pub(crate) answers: RefCell<VecDeque<Answers>>,
    /// Calls in order.
    pub(crate) asked: RefCell<Vec<&'static str>>,
    pub(crate) requests: RefCell<Vec<String>>,
    /// Whether the next requests exceed their user's budget, which allows one an hour.
    pub(crate) over_budget: Cell<bool>,
    /// Whether the next unpublishable texts exceed their origin's limit.
    pub(crate) over_junk_limit: Cell<bool>,
    /// Whether a claim finds the account full.
    pub(crate) is_full: Cell<bool>,
    /// Number of the next statements that fail as if D1 did not answer.
    pub(crate) outages: Cell<u32>,
    /// `(before, outages)`: after the claim, `before` statements succeed, then `outages` statements fail.
    pub(crate) fails_after_claim: Cell<Option<(u32, u32)>>,
    /// Whether sealed requests no longer open.
    pub(crate) has_lost_keys: Cell<bool>,
    used_blocks: RefCell<BTreeSet<String>>,
    pub(crate) is_busy: Cell<bool>,
    pub(crate) expires_at_ms: Cell<Option<UnixMillis>>,
    settings: PlatformSettings,
    random: Cell<u64>,
    /// Names of the steps noted so far.
    pub(crate) steps: RefCell<Vec<&'static str>>,
    /// Whether the process has died: nothing may be done any more.
    pub(crate) is_dead: Cell<bool>,
}

pub(crate) struct MemoryGrant(GrantTokens);

impl LeasedGrant for MemoryGrant {
    fn tokens(&mut self) -> &mut GrantTokens {
        &mut self.0
    }
}

impl MemoryPorts {
    pub(crate) fn new() -> Self {
        Self {
            rows: RefCell::default(),
            now_ms: Cell::new(NOW_MS),
            result_sms_mode: Cell::new(ResultSmsMode::Off),
            answers: RefCell::default(),
            asked: RefCell::default(),
            requests: RefCell::default(),
            over_budget: Cell::new(false),
            over_junk_limit: Cell::new(false),
            is_full: Cell::new(false),
            outages: Cell::new(0),
            fails_after_claim: Cell::new(None),
            has_lost_keys: Cell::new(false),
            used_blocks: RefCell::default(),
            is_busy: Cell::new(false),
            expires_at_ms: Cell::new(None),
            settings: PlatformSettings::read(|name| name.ends_with("_ID").then(|| "id".to_owned())),
            random: Cell::new(0),
            steps: RefCell::default(),
            is_dead: Cell::new(false),
        }
    }

    pub(crate) fn answering(answers: impl IntoIterator<Item = Answers>) -> Self {
        let ports = Self::new();
        ports.answers.replace(answers.into_iter().collect());
        ports
    }

    /// Returns the state of the only publication.
    pub(crate) fn state(&self) -> Option<(PublicationState, Option<String>)> {
        let rows = self.rows.borrow();
        assert!(rows.len() <= 1);
        rows.values().next().map(|row| (row.state, row.reason.clone()))
    }

    pub(crate) fn due_at_ms(&self) -> Option<UnixMillis> {
        self.rows.borrow().values().next().and_then(|row| row.due_at_ms)
    }

    pub(crate) fn fingerprint(&self) -> String {
        self.rows.borrow().keys().next().cloned().unwrap()
    }

    fn has_claimed(&self) -> bool {
        !self.rows.borrow().is_empty()
    }

    fn may_fail(&self) -> Result<(), PortFault> {
        if let Some((before, outages)) = self.fails_after_claim.get().filter(|_| self.has_claimed())
        {
            let is_due = before == 0;
            self.fails_after_claim.set((!is_due).then(|| (before - 1, outages)));
            self.outages.set(if is_due { outages } else { 0 });
        }
        let left = self.outages.get();
        self.outages.set(left.saturating_sub(1));
        if left == 0 { Ok(()) } else { Err(StoreError::Unavailable("a test".to_owned()).into()) }
    }

    fn note(&self, what: &'static str) {
        self.asked.borrow_mut().push(what);
    }

    fn with_held<T>(
        &self,
        held: PublicationLease<'_>,
        change: impl FnOnce(&mut Row) -> T,
    ) -> Option<T> {
        let mut rows = self.rows.borrow_mut();
        let row = rows.get_mut(held.fingerprint).filter(|row| {
            row.lease.as_deref() == Some(held.lease) && row.state == PublicationState::UnderWay
        });
        row.filter(|_| !self.is_dead.get()).map(change)
    }

    fn known(row: &Row) -> KnownPublication {
        KnownPublication {
            copy_digest: row.copy_digest.clone(),
            state: row.state,
            reason: row.reason.clone(),
            due_at_ms: row.due_at_ms,
            is_held: row.lease.is_some(),
        }
    }
}

impl Ports for MemoryPorts {
    type Grant = MemoryGrant;

    fn now_ms(&self) -> UnixMillis {
        self.now_ms.get()
    }

    fn lease_ms(&self) -> i64 {
        60_000
    }

    fn rng(&self) -> impl RngCore {
        self.random.set(self.random.get() + 1);
        ChaCha20Rng::seed_from_u64(self.random.get())
    }

    fn platforms(&self) -> &PlatformSettings {
        &self.settings
    }

    fn result_sms_mode(&self) -> ResultSmsMode {
        self.result_sms_mode.get()
    }

    fn reliability_test(&self, _text: &str) -> Option<ReliabilityTest> {
        None
    }

    async fn mark_test(
        &self,
        _test: &ReliabilityTest,
        _sent_at_ms: UnixMillis,
        _received_at_ms: UnixMillis,
    ) -> Result<(bool, String), PortFault> {
        Ok((true, String::new()))
    }

    async fn sender(&self, number: &PhoneNumber) -> Result<Option<KnownSender>, PortFault> {
        self.note("sender");
        let known = [SENDER, UNGRANTED].contains(&number.as_str());
        self.may_fail()?;
        let sender = || KnownSender {
            user_id: RelayUserId::from_text(number.as_str()),
            key: SharedKey::parse(KEY).unwrap(),
            key_made_at_ms: UnixMillis::EPOCH,
        };
        Ok(known.then(sender))
    }

    async fn user(&self, number: &PhoneNumber) -> Result<Option<RelayUserId>, PortFault> {
        Ok((number.as_str() == SENDER).then(|| RelayUserId::from_text(SENDER)))
    }

    async fn over_budget(&self, _user_id: &RelayUserId) -> Result<Option<i64>, PortFault> {
        self.note("count");
        self.may_fail()?;
        Ok(self.over_budget.get().then_some(3_600_000))
    }

    async fn is_junk_over_limit(&self, _origin: &str) -> Result<bool, PortFault> {
        self.note("count");
        self.may_fail()?;
        Ok(self.over_junk_limit.get())
    }

    async fn find(&self, fingerprint: &str) -> Result<Option<KnownPublication>, PortFault> {
        self.note("find");
        self.may_fail()?;
        Ok(self.rows.borrow().get(fingerprint).map(Self::known))
    }

    async fn claim(&self, new: &NewPublication<'_>) -> Result<ClaimOutcome, PortFault> {
        self.note("claim");
        self.may_fail()?;
        let mut rows = self.rows.borrow_mut();
        if let Some(row) = rows.get(new.fingerprint) {
            return Ok(ClaimOutcome::Known(Self::known(row)));
        }
        if self.is_full.get() {
            return Ok(ClaimOutcome::Full);
        }
        let mut used = self.used_blocks.borrow_mut();
        let is_forged = new.blocks.marks.iter().any(|mark| used.contains(mark));
        if is_forged || new.user_id.as_str() != SENDER || new.platform.is_empty() {
            return Ok(ClaimOutcome::Refused);
        }
        used.extend(new.blocks.marks.iter().cloned());
        let row = Row {
            id: new.id.to_owned(),
            user_id: new.user_id.clone(),
            platform: new.platform.to_owned(),
            copy_digest: new.copy_digest.to_owned(),
            state: PublicationState::UnderWay,
            reason: None,
            created_at_ms: new.created_at_ms,
            due_at_ms: Some(new.due_at_ms),
            lease: Some(new.lease.to_owned()),
            tries: 0,
            sealed: Some(new.sealed.to_owned()),
        };
        rows.insert(new.fingerprint.to_owned(), row);
        Ok(ClaimOutcome::Claimed { under_way: 1 })
    }

    async fn resume_lease(
        &self,
        held: PublicationLease<'_>,
        now_ms: UnixMillis,
        until_ms: UnixMillis,
    ) -> Result<Option<ResumedPublication>, PortFault> {
        let mut rows = self.rows.borrow_mut();
        let row = rows.get_mut(held.fingerprint);
        let due = row.filter(|row| row.due_at_ms.is_some_and(|due| due <= now_ms));
        Ok(due.map(|row| {
            row.lease = Some(held.lease.to_owned());
            row.due_at_ms = Some(until_ms);
            row.tries += 1;
            ResumedPublication {
                fingerprint: held.fingerprint.to_owned(),
                id: row.id.clone(),
                user_id: row.user_id.clone(),
                platform: row.platform.clone(),
                state: row.state,
                created_at_ms: row.created_at_ms,
                tries: row.tries,
                sealed: row.sealed.clone(),
            }
        }))
    }

    async fn save_progress(
        &self,
        held: PublicationLease<'_>,
        sealed: &str,
        until_ms: UnixMillis,
    ) -> Result<bool, PortFault> {
        self.note("save progress");
        self.may_fail()?;
        let kept = self.with_held(held, |row| {
            (row.sealed, row.due_at_ms) = (Some(sealed.to_owned()), Some(until_ms));
        });
        Ok(kept.is_some())
    }

    async fn defer(
        &self,
        held: PublicationLease<'_>,
        sealed: &str,
        due_at_ms: UnixMillis,
    ) -> Result<bool, PortFault> {
        self.note("defer");
        self.may_fail()?;
        let kept = self.with_held(held, |row| {
            (row.sealed, row.due_at_ms) = (Some(sealed.to_owned()), Some(due_at_ms));
            row.lease = None;
        });
        Ok(kept.is_some())
    }

    async fn close(&self, fingerprint: &str) -> Result<(), PortFault> {
        self.note("close");
        if let Some(row) = self.rows.borrow_mut().get_mut(fingerprint) {
            (row.due_at_ms, row.sealed) = (None, None);
        }
        Ok(())
    }

    async fn settle(
        &self,
        held: PublicationLease<'_>,
        settlement: PublicationSettlement<'_>,
    ) -> Result<bool, PortFault> {
        self.note("settle");
        self.may_fail()?;
        let settled = self.with_held(held, |row| {
            row.state = settlement.state;
            row.reason = settlement.reason.map(str::to_owned);
            row.sealed = settlement.left.map(|(sealed, _)| sealed.to_owned());
            row.due_at_ms = settlement.left.map(|(_, due_at_ms)| due_at_ms);
            row.lease = None;
        });
        Ok(settled.is_some())
    }

    fn note_step(&self, fact: webhooks::Fact) {
        self.steps.borrow_mut().push(fact.kind().as_str());
    }

    fn seal(&self, _publication_id: &str, stored: &SealedWork) -> Result<String, PortFault> {
        self.note("seal");
        serde_json::to_string(stored).map_err(|_| PortFault::Sealing)
    }

    fn unseal(&self, _publication_id: &str, sealed: &str) -> Result<SealedWork, PortFault> {
        if self.has_lost_keys.get() {
            return Err(PortFault::Unsealing);
        }
        serde_json::from_str(sealed).map_err(|_| PortFault::Unsealing)
    }

    async fn open_grant(&self, _whose: GrantId<'_>) -> Result<OpenOutcome<MemoryGrant>, PortFault> {
        self.note("open grant");
        if self.is_busy.get() {
            return Ok(OpenOutcome::Busy { until_ms: self.now_ms() });
        }
        Ok(OpenOutcome::Open(MemoryGrant(GrantTokens {
            access_token: Secret::new("access"),
            refresh_token: Some(Secret::new("refresh")),
            expires_at_ms: self.expires_at_ms.get(),
            account: Some(Account { id: "bob@example.com".to_owned(), name: "Bob".to_owned() }),
            bluesky: Some(bluesky_session()),
        })))
    }

    async fn save_grant(&self, _grant: &mut MemoryGrant) -> Result<ReplaceOutcome, PortFault> {
        self.note("save grant");
        Ok(ReplaceOutcome::Stored)
    }

    async fn close_grant(&self, _grant: MemoryGrant) {
        self.note("close grant");
    }

    async fn ask(&self, request: &HttpRequest) -> Option<HttpAnswer> {
        self.note("ask");
        assert!(!self.is_dead.get(), "the dead ask nothing");
        self.requests.borrow_mut().push(String::from_utf8(request.body.clone()).unwrap());
        let answer = self.answers.borrow_mut().pop_front();
        let reply = |status, body: &str, headers| HttpAnswer {
            status,
            headers,
            body: body.as_bytes().to_vec(),
            received_at_ms: self.now_ms(),
        };
        match answer.unwrap_or(Answers::With(201, r#"{"data":{"id":"1"}}"#)) {
            Answers::With(status, body) => Some(reply(status, body, Vec::new())),
            Answers::WithNonce(status, body) => {
                let nonce = ("dpop-nonce".to_owned(), "nonce".to_owned());
                Some(reply(status, body, vec![nonce]))
            }
            Answers::Never => None,
            Answers::Death => {
                self.is_dead.set(true);
                None
            }
        }
    }

    async fn pause(&self, duration_ms: u64) {
        self.note("pause");
        self.now_ms.set(self.now_ms.get() + i64::try_from(duration_ms).unwrap());
    }
}

fn bluesky_session() -> BlueskySession {
    let url = || "https://bsky.test".to_owned();
    BlueskySession {
        proof_key: Secret::new("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"),
        issuer: url(),
        token_url: url(),
        revocation_url: None,
        authorization_url: url(),
        par_url: url(),
        pds_url: Some(url()),
        is_verified: true,
        is_guarded: false,
        issuer_nonce: None,
        pds_nonce: None,
    }
}

/// Returns the output of a future that never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

pub(crate) fn sealed(plaintext: &str) -> String {
    seal_request(plaintext, &SharedKey::parse(KEY).unwrap(), *b"abcdefghij012345")
}

/// Handles the text as if a gateway client had forwarded it.
pub(crate) fn forward(ports: &MemoryPorts, sender: &str, text: &str) -> RequestOutcome {
    let (sender, text) = (SenderText::new(sender), MessageText::new(text));
    let arrival = ReceivedText {
        sender: &sender,
        text: &text,
        source: Source::GatewayClient,
        origin: TextOrigin::of("192.0.2.1"),
        gateway_client: None,
        received_at_ms: None,
        sent_at_ms: None,
    };
    now(encrypted_requests::handle(ports, &arrival))
}
