//! A Dispatcher over a real SQLite, and the requests that tests make of it.

pub(crate) mod endpoints;
pub(crate) mod numbers;
pub(crate) mod paced;
pub(crate) mod phones;

use dispatcher_records::{GatewaySettings, Projection};
use ids::GatewayId;
use messaging::{
    Content, DispatchPolicy, Draft, Options, ReportEffect, ReportStatus, TimelineChain,
    TimelineKeys,
};
use object_commands::dispatcher::{
    Masking, Presence, PresenceSign, Receipt, Receive, ReceivedAt, ReportBatch, ReportIn, Submit,
    SubmitOutcome,
};
use object_sql::native::MemorySql;
use proptest::prelude::ProptestConfig;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use sealing::Keyring;
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use crate::{DispatcherCore, TextSealer};

pub(crate) const START_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);
pub(crate) const MINUTE_MS: i64 = 60_000;
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A Dispatcher that can be evicted while its database stays.
pub(crate) struct Object<'a> {
    pub(crate) sql: &'a MemorySql,
    pub(crate) core: DispatcherCore<&'a MemorySql>,
    pub(crate) rng: ChaCha8Rng,
    pub(crate) policy: DispatchPolicy,
}

impl<'a> Object<'a> {
    pub(crate) fn open(sql: &'a MemorySql) -> Self {
        Self::with_policy(sql, DispatchPolicy::default())
    }

    pub(crate) fn with_policy(sql: &'a MemorySql, policy: DispatchPolicy) -> Self {
        let core =
            DispatcherCore::open(sql, policy.clone(), text_sealer(), timeline_chain()).unwrap();
        Self { sql, core, rng: ChaCha8Rng::seed_from_u64(1), policy }
    }

    pub(crate) fn evict(&mut self) {
        let (policy, chain) = (self.policy.clone(), timeline_chain());
        self.core = DispatcherCore::open(self.sql, policy, text_sealer(), chain).unwrap();
    }

    pub(crate) fn gateway(&mut self, id: &str, priority: i32) {
        let settings = GatewaySettings {
            id: GatewayId::from_text(id),
            device_id: format!("device {id}"),
            priority,
            active: true,
            protocol: messaging::Protocol::Cable,
            kind: messaging::GatewayKind::Ordinary,
            pacing: None,
            send_window: None,
            push_token: None,
            usage: messaging::RouteUse::Usual,
            number: None,
            is_masking: false,
            seen_at_ms: UnixMillis::EPOCH,
        };
        self.core.apply_gateway_settings(&settings.id, Some(&settings), START_MS).unwrap();
    }

    /// Changes the settings of a gateway that is known, as an administrator would.
    pub(crate) fn limit(&mut self, id: &str, change: impl FnOnce(&mut GatewaySettings)) {
        let id = GatewayId::from_text(id);
        let gateway = &self.core.gateways[&id];
        let mut settings = GatewaySettings {
            id: id.clone(),
            device_id: gateway.device_id.clone(),
            priority: gateway.snapshot.priority,
            active: gateway.snapshot.active,
            protocol: gateway.snapshot.protocol,
            kind: gateway.snapshot.kind,
            pacing: gateway.snapshot.own_pacing,
            send_window: gateway.snapshot.send_window.clone(),
            push_token: gateway.push_token.clone(),
            usage: gateway.snapshot.usage,
            number: gateway.number.clone(),
            is_masking: gateway.is_masking,
            seen_at_ms: UnixMillis::EPOCH,
        };
        change(&mut settings);
        self.core.apply_gateway_settings(&id, Some(&settings), START_MS).unwrap();
    }

    pub(crate) fn sign(&mut self, id: &str, sign: PresenceSign, now_ms: UnixMillis) -> u32 {
        let presence = Presence { gateway_id: GatewayId::from_text(id), sign, health: None };
        self.core.presence(&presence, now_ms).unwrap().pending_messages
    }

    pub(crate) fn online(&mut self, id: &str, now_ms: UnixMillis) {
        self.gateway(id, 1);
        self.sign(id, PresenceSign::Connected, now_ms);
    }

    pub(crate) fn submit(&mut self, submit: Submit, now_ms: UnixMillis) -> SubmitOutcome {
        self.core.submit(submit, now_ms, &mut self.rng).unwrap()
    }

    pub(crate) fn accept(&mut self, now_ms: UnixMillis) -> String {
        accepted(self.submit(plain(), now_ms)).message_id
    }

    pub(crate) fn report(
        &mut self,
        gateway_id: &str,
        wire_id: &str,
        status: ReportStatus,
        now_ms: UnixMillis,
    ) -> ReportEffect {
        let reports = vec![ReportIn { wire_id: wire_id.to_owned(), status }];
        let batch = ReportBatch { gateway_id: GatewayId::from_text(gateway_id), reports };
        self.core.report(&batch, now_ms).unwrap()[0]
    }

    /// Projects everything, as D1 would take it.
    pub(crate) fn project(&mut self, now_ms: UnixMillis) -> Vec<Projection> {
        let mut batches = Vec::new();
        while let Some(batch) = self.core.projection(now_ms, None).unwrap() {
            self.core.record_projected(&batch, now_ms).unwrap();
            batches.push(batch);
        }
        batches
    }

    pub(crate) fn state(&self, id: &str) -> Option<&'static str> {
        self.core.status(id).unwrap().map(|message| message.state().as_str())
    }

    pub(crate) fn count(&self, statement: &str) -> i64 {
        use object_sql::Sql;
        self.sql.exec(statement, vec![]).unwrap()[0].reader().integer().unwrap()
    }
}

pub(crate) fn text_sealer() -> TextSealer {
    TextSealer::new(Some(keyring("a")), "account")
}

pub(crate) fn timeline_chain() -> TimelineChain {
    TimelineChain::new(TimelineKeys::new("secret", None).unwrap(), "account")
}

/// A keyring of one key, the same for the same id.
pub(crate) fn keyring(id: &str) -> Keyring {
    Keyring::parse(&format!("{id}:{}", "A".repeat(43))).unwrap()
}

pub(crate) fn plain() -> Submit {
    with_options(Options { delivery_report: true, ..Options::default() })
}

pub(crate) fn with_options(options: Options) -> Submit {
    let region = Region::parse("US").unwrap();
    let draft = Draft {
        recipients: vec![Address::lenient("+12025550123", region)],
        content: Content::Text(MessageText::new("hi")),
        options,
        client_id: None,
    };
    Submit::of(draft)
}

/// A message of this many segments.
pub(crate) fn sized(segments: usize, options: Options) -> Submit {
    let mut submit = with_options(options);
    let text = "x".repeat(if segments == 1 { 1 } else { 153 * segments });
    submit.draft.content = Content::Text(MessageText::new(text));
    submit
}

pub(crate) fn accepted(outcome: SubmitOutcome) -> Receipt {
    match outcome {
        SubmitOutcome::Accepted { receipt, .. } => receipt,
        other => panic!("not accepted: {other:?}"),
    }
}

pub(crate) fn failed() -> ReportStatus {
    ReportStatus::Failed { reason: "no service".to_owned() }
}

/// An SMS that was received at gateway `a`.
pub(crate) fn inbound(text: &str, reported_at_ms: Option<UnixMillis>) -> Receive {
    let region = Region::parse("US").unwrap();
    Receive {
        at: ReceivedAt::Gateway { gateway_id: GatewayId::from_text("a") },
        sender: Address::lenient("+12025550199", region),
        body: MessageText::new(text),
        reported_at_ms,
        reference: None,
        masking: Masking::IfMasked,
    }
}

/// Asserts the only column of the only row that the statement returns.
pub(crate) fn assert_count(object: &Object<'_>, statement: &str, count: i64) {
    assert_eq!(object.count(statement), count, "{statement}");
}

/// A thousand worlds by default; long trials set `PROPTEST_CASES`.
pub(crate) fn property_config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(1_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
