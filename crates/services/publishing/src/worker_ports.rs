//! The ports on Workers: D1, the grants and the platforms.

mod budgets;

use std::{cell::RefCell, sync::Arc};

use ids::AccountId;
use platform_grants::{GrantStore, OpenGrant, OpenOutcome, ReplaceOutcome};
use platforms::{GrantTokens, HttpAnswer, HttpRequest, PlatformSettings};
use rand_core::RngCore;
use relay_crypto::SharedKey;
use relay_requests::{ReliabilityOutcome, ReliabilityTest};
use relay_users::RelayUserId;
use runtime::{OsRng, ResultSmsMode, Settings, clock};
use sealing::Keyring;
use store_d1::{
    Store,
    relay::{
        publications::{
            claim::{ClaimOutcome, KnownPublication, NewPublication},
            progress::{PublicationLease, PublicationSettlement, ResumedPublication},
        },
        reliability_tests::{ForwardedTest, TestMarked},
        users::RelayUserState,
    },
};
use telephony::PhoneNumber;
use unix_time::UnixMillis;
use webhooks::{Event, Fact};
use worker::Env;

use crate::{
    ports::{GrantId, KnownSender, LeasedGrant, PortFault, Ports},
    sealed_work::SealedWork,
};

const PUBLICATION: &str = "relay publication";
/// Time in a lease for the work before and after a request, in addition to the request's own deadline.
const SPARE_MS: i64 = 40_000;

pub(crate) struct WorkerPorts {
    store: Store,
    grants: GrantStore,
    settings: Arc<Settings>,
    account_id: AccountId,
    /// Steps to be announced.
    steps: RefCell<Vec<Event>>,
    /// Lead of the cron's scheduled time over the clock, in milliseconds.
    ahead_ms: i64,
}

impl WorkerPorts {
    pub(crate) fn open(
        env: &Env,
        settings: &Arc<Settings>,
        account_id: &AccountId,
    ) -> Result<Self, PortFault> {
        let grants = GrantStore::of(env, settings).map_err(of_grant)?;
        let (settings, account_id) = (settings.clone(), account_id.clone());
        let (store, steps) = (Store::open(env)?, RefCell::default());
        Ok(Self { store, grants, settings, account_id, steps, ahead_ms: 0 })
    }

    /// Sets the time to `now_ms` if the clock is behind it: the cron compares leases with its scheduled time.
    pub(crate) fn with_time(self, now_ms: UnixMillis) -> Self {
        Self { ahead_ms: now_ms.since(clock::now_ms()).max(0), ..self }
    }

    /// Takes the steps that are still to be announced.
    pub(crate) fn take_steps(&self) -> Vec<Event> {
        self.steps.take()
    }

    fn keyring(&self) -> Result<&Keyring, PortFault> {
        self.settings.keyring.as_ref().ok_or(PortFault::NoKeyring)
    }

    fn binding<'a>(&'a self, publication_id: &'a str) -> [&'a str; 3] {
        [PUBLICATION, self.account_id.as_str(), publication_id]
    }
}

impl LeasedGrant for Box<OpenGrant> {
    fn tokens(&mut self) -> &mut GrantTokens {
        &mut self.tokens
    }
}

impl Ports for WorkerPorts {
    type Grant = Box<OpenGrant>;

    fn now_ms(&self) -> UnixMillis {
        clock::now_ms().saturating_add(self.ahead_ms)
    }

    fn lease_ms(&self) -> i64 {
        // The answer's head and body have a deadline each.
        let request_ms = self.settings.relay.grants.timeout_ms.saturating_mul(2);
        i64::try_from(request_ms).unwrap_or(i64::MAX).saturating_add(SPARE_MS)
    }

    fn rng(&self) -> impl RngCore {
        OsRng
    }

    fn platforms(&self) -> &PlatformSettings {
        &self.settings.relay.platforms
    }

    fn result_sms_mode(&self) -> ResultSmsMode {
        self.settings.relay.publishing.result_sms
    }

    fn reliability_test(&self, text: &str) -> Option<ReliabilityTest> {
        let key = self.settings.relay.publishing.service_key.as_ref()?;
        let opened = key.open_reliability_test(text).ok()?;
        ReliabilityTest::parse(opened.expose()).ok()
    }

    async fn mark_test(
        &self,
        test: &ReliabilityTest,
        sent_at_ms: UnixMillis,
        received_at_ms: UnixMillis,
    ) -> Result<(bool, String), PortFault> {
        let client = test.client.number();
        // A test whose client has no valid number matches no stored test.
        let msisdn = Some(client.as_ref().map_or("", PhoneNumber::as_str));
        let (test_id, now_ms) = (test.test_id, self.now_ms());
        let forwarded = ForwardedTest { test_id, msisdn, sent_at_ms, received_at_ms };
        let marked = self.store.mark_reliability_test(&self.account_id, forwarded, now_ms).await?;
        Ok(match &marked {
            TestMarked::Updated => (true, ReliabilityOutcome::Updated(test_id).to_string()),
            TestMarked::AlreadyMarked { status } => {
                (false, ReliabilityOutcome::AlreadyMarked { test_id, status }.to_string())
            }
            TestMarked::Unknown => (false, ReliabilityOutcome::NotFound(test_id).to_string()),
        })
    }

    async fn sender(&self, number: &PhoneNumber) -> Result<Option<KnownSender>, PortFault> {
        let keyring = self.keyring()?;
        let found = self.store.relay_request_key(&self.account_id, number).await?;
        let Some(found) = found else { return Ok(None) };
        let (account_id, user_id) = (self.account_id.as_str(), found.user_id.as_str());
        let key = SharedKey::open(&found.sealed_shared_key, keyring, account_id, user_id);
        let key = key.map_err(|_| PortFault::Unsealing)?;
        Ok(Some(KnownSender { user_id: found.user_id, key, key_made_at_ms: found.made_at_ms }))
    }

    async fn user(&self, number: &PhoneNumber) -> Result<Option<RelayUserId>, PortFault> {
        let found = self.store.find_relay_user_by_phone(&self.account_id, number).await?;
        let active = found.filter(|user| user.state == RelayUserState::Active);
        Ok(active.map(|user| user.user_id))
    }

    async fn over_budget(&self, user_id: &RelayUserId) -> Result<Option<i64>, PortFault> {
        budgets::count_request(&self.store, &self.settings, &self.account_id, user_id).await
    }

    async fn is_junk_over_limit(&self, origin: &str) -> Result<bool, PortFault> {
        budgets::count_junk(&self.store, &self.settings, &self.account_id, origin).await
    }

    async fn find(&self, fingerprint: &str) -> Result<Option<KnownPublication>, PortFault> {
        Ok(self.store.find_publication(&self.account_id, fingerprint).await?)
    }

    async fn claim(&self, new: &NewPublication<'_>) -> Result<ClaimOutcome, PortFault> {
        Ok(self.store.claim_publication(&self.account_id, new).await?)
    }

    async fn resume_lease(
        &self,
        held: PublicationLease<'_>,
        now_ms: UnixMillis,
        until_ms: UnixMillis,
    ) -> Result<Option<ResumedPublication>, PortFault> {
        Ok(self.store.resume_publication(&self.account_id, held, now_ms, until_ms).await?)
    }

    async fn save_progress(
        &self,
        held: PublicationLease<'_>,
        sealed: &str,
        until_ms: UnixMillis,
    ) -> Result<bool, PortFault> {
        Ok(self.store.renew_publication_lease(&self.account_id, held, sealed, until_ms).await?)
    }

    async fn defer(
        &self,
        held: PublicationLease<'_>,
        sealed: &str,
        due_at_ms: UnixMillis,
    ) -> Result<bool, PortFault> {
        Ok(self.store.defer_publication(&self.account_id, held, sealed, due_at_ms).await?)
    }

    async fn close(&self, fingerprint: &str) -> Result<(), PortFault> {
        Ok(self.store.close_publication(&self.account_id, fingerprint).await?)
    }

    async fn settle(
        &self,
        held: PublicationLease<'_>,
        settlement: PublicationSettlement<'_>,
    ) -> Result<bool, PortFault> {
        Ok(self.store.settle_publication(&self.account_id, held, settlement).await?)
    }

    fn note_step(&self, fact: Fact) {
        // A publication takes each step once, so the step needs no occurrence to be told apart.
        self.steps.borrow_mut().push(Event::record(fact, 0, None, self.now_ms()));
    }

    fn seal(&self, publication_id: &str, stored: &SealedWork) -> Result<String, PortFault> {
        let json = serde_json::to_vec(stored).map_err(|_| PortFault::Sealing)?;
        let binding = self.binding(publication_id);
        sealing::seal(&json, self.keyring()?, &binding, &mut OsRng).map_err(|_| PortFault::Sealing)
    }

    fn unseal(&self, publication_id: &str, sealed: &str) -> Result<SealedWork, PortFault> {
        let binding = self.binding(publication_id);
        let json = sealing::open(sealed, self.keyring()?, &binding);
        serde_json::from_slice(&json.map_err(|_| PortFault::Unsealing)?)
            .map_err(|_| PortFault::Unsealing)
    }

    async fn open_grant(&self, grant_id: GrantId<'_>) -> Result<OpenOutcome, PortFault> {
        let GrantId { user_id, platform } = grant_id;
        let (lease_ms, now_ms) = (self.lease_ms(), self.now_ms());
        let opening = self.grants.open(&self.account_id, user_id, platform, lease_ms, now_ms);
        opening.await.map_err(of_grant)
    }

    async fn save_grant(&self, grant: &mut Box<OpenGrant>) -> Result<ReplaceOutcome, PortFault> {
        self.grants.replace(grant, self.now_ms()).await.map_err(of_grant)
    }

    async fn close_grant(&self, grant: Box<OpenGrant>) {
        self.grants.release(*grant).await;
    }

    async fn ask(&self, request: &HttpRequest) -> Option<HttpAnswer> {
        self.grants.client().ask(request).await
    }

    async fn pause(&self, duration_ms: u64) {
        clock::pause(duration_ms).await;
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn of_grant(fault: platform_grants::GrantFault) -> PortFault {
    PortFault::Grant(fault.to_string())
}
