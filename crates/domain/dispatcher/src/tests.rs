//! The core over a real SQLite: single claims first, then random worlds.

mod claims;
mod days;
mod estimate_claims;
mod events;
mod fetch_claims;
mod fetch_world;
mod masked_world;
mod pacing_claims;
mod pacing_world;
mod plans;
mod provider_claims;
mod refused_rows;
mod world;

use messaging::{Content, Draft, Options, Policy, ReportEffect, ReportStatus};
use object_commands::dispatcher::{
    Presence, PresenceSign, Receipt, ReportBatch, ReportIn, Submit, Submitted,
};
use object_sql::native::MemorySql;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use sealing::Keyring;
use telephony::{Address, MessageText, Region};

use crate::{Dispatch, Vault};
use dispatcher_records::{GatewaySettings, Projection};

const START_MS: i64 = 1_760_000_000_000;

/// A Dispatcher that can be evicted while its database stays.
struct Object<'a> {
    sql: &'a MemorySql,
    core: Dispatch<&'a MemorySql>,
    rng: ChaCha8Rng,
    policy: Policy,
}

impl<'a> Object<'a> {
    fn open(sql: &'a MemorySql) -> Self {
        Self::with_policy(sql, Policy::default())
    }

    fn with_policy(sql: &'a MemorySql, policy: Policy) -> Self {
        let core = Dispatch::open(sql, policy.clone(), vault()).unwrap();
        Self { sql, core, rng: ChaCha8Rng::seed_from_u64(1), policy }
    }

    fn evict(&mut self) {
        self.core = Dispatch::open(self.sql, self.policy.clone(), vault()).unwrap();
    }

    fn gateway(&mut self, id: &str, priority: i32) {
        let settings = GatewaySettings {
            id: id.to_owned(),
            device_id: format!("device {id}"),
            priority,
            active: true,
            protocol: messaging::Protocol::Cable,
            push_token: None,
            usage: messaging::RouteUse::Usual,
            number: None,
            is_masking: false,
            seen_at_ms: 0,
        };
        self.core.gateway_changed(id, Some(&settings), START_MS).unwrap();
    }

    fn sign(&mut self, id: &str, sign: PresenceSign, now_ms: i64) -> u32 {
        let presence = Presence { gateway_id: id.to_owned(), sign, health: None };
        self.core.presence(&presence, now_ms).unwrap().pending_messages
    }

    fn online(&mut self, id: &str, now_ms: i64) {
        self.gateway(id, 1);
        self.sign(id, PresenceSign::Connected, now_ms);
    }

    fn submit(&mut self, submit: Submit, now_ms: i64) -> Submitted {
        self.core.submit(submit, now_ms, &mut self.rng).unwrap()
    }

    fn accept(&mut self, now_ms: i64) -> String {
        accepted(self.submit(plain(), now_ms)).message_id
    }

    fn report(
        &mut self,
        gateway_id: &str,
        wire_id: &str,
        status: ReportStatus,
        now_ms: i64,
    ) -> ReportEffect {
        let reports = vec![ReportIn { wire_id: wire_id.to_owned(), status }];
        let batch = ReportBatch { gateway_id: gateway_id.to_owned(), reports };
        self.core.report(&batch, now_ms).unwrap()[0]
    }

    /// Projects everything, as D1 would take it.
    fn project(&mut self, now_ms: i64) -> Vec<Projection> {
        let mut batches = Vec::new();
        while let Some(batch) = self.core.projection(now_ms, None).unwrap() {
            self.core.projected(&batch, now_ms).unwrap();
            batches.push(batch);
        }
        batches
    }

    fn state(&self, id: &str) -> Option<&'static str> {
        self.core.status(id).unwrap().map(|message| message.state().as_str())
    }

    fn count(&self, statement: &str) -> i64 {
        use object_sql::Sql;
        self.sql.exec(statement, vec![]).unwrap()[0].reader().integer().unwrap()
    }
}

fn vault() -> Vault {
    Vault::new(Some(keyring("a")), "account")
}

/// A keyring of one key, the same for the same id.
fn keyring(id: &str) -> Keyring {
    Keyring::parse(&format!("{id}:{}", "A".repeat(43))).unwrap()
}

fn plain() -> Submit {
    with_options(Options { delivery_report: true, ..Options::default() })
}

fn with_options(options: Options) -> Submit {
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
fn sized(segments: usize, options: Options) -> Submit {
    let mut submit = with_options(options);
    let text = "x".repeat(if segments == 1 { 1 } else { 153 * segments });
    submit.draft.content = Content::Text(MessageText::new(text));
    submit
}

fn accepted(outcome: Submitted) -> Receipt {
    match outcome {
        Submitted::Accepted { receipt, .. } => receipt,
        other => panic!("not accepted: {other:?}"),
    }
}

fn failed() -> ReportStatus {
    ReportStatus::Failed { reason: "no service".to_owned() }
}
