//! Random worlds of fetching phones that come late or never, repeat themselves and fail, with an object that
//! is evicted.

use std::collections::{BTreeMap, BTreeSet};

use ids::GatewayId;
use messaging::{Options, Protocol, ReportStatus};
use object_commands::dispatcher::{
    FetchMessages, MessageReport, MessageReports, PresenceSign, RecipientReport, Submit,
};
use object_sql::{Sql, native::MemorySql};
use proptest::prelude::*;
use telephony::{Address, Region};
use unix_time::UnixMillis;

use crate::testing::{Object, START_MS, accepted, failed, with_options};

const PHONES: [&str; 2] = ["a", "b"];
const HOUR_MS: i64 = 3_600_000;

#[derive(Clone, Debug)]
enum Step {
    Submit {
        recipients: usize,
        pinned: bool,
        scheduled: bool,
    },
    Stream {
        phone: usize,
        open: bool,
    },
    /// Deliver the pending notices; `reaches` says whether they reach a phone.
    Tell {
        reaches: bool,
    },
    Fetch {
        phone: usize,
        latest_first: bool,
    },
    Report {
        phone: usize,
        pick: usize,
        outcome: u8,
    },
    Cancel {
        pick: usize,
    },
    Evict,
    Project {
        succeeds: bool,
    },
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (1_usize..3, prop::bool::weighted(0.2), prop::bool::weighted(0.2))
            .prop_map(|(recipients, pinned, scheduled)| Step::Submit { recipients, pinned, scheduled }),
        2 => (0_usize..2, any::<bool>()).prop_map(|(phone, open)| Step::Stream { phone, open }),
        4 => any::<bool>().prop_map(|reaches| Step::Tell { reaches }),
        6 => (0_usize..2, any::<bool>())
            .prop_map(|(phone, latest_first)| Step::Fetch { phone, latest_first }),
        8 => (0_usize..2, any::<usize>(), 0_u8..5)
            .prop_map(|(phone, pick, outcome)| Step::Report { phone, pick, outcome }),
        1 => any::<usize>().prop_map(|pick| Step::Cancel { pick }),
        2 => Just(Step::Evict),
        2 => any::<bool>().prop_map(|succeeds| Step::Project { succeeds }),
        3 => prop_oneof![Just(1_i64), Just(61_000), Just(301_000), Just(HOUR_MS)].prop_map(Step::Wait),
    ]
}

#[derive(Default)]
struct World {
    ids: Vec<String>,
    /// Recipients that each phone has fetched and may send until it reports their end.
    holding: [BTreeSet<(String, String)>; 2],
    /// Recipients that each phone has finished with: it would ignore them.
    done: [BTreeSet<(String, String)>; 2],
    counters: BTreeMap<(String, String), i64>,
}

impl World {
    fn run(&mut self, object: &mut Object<'_>, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut now_ms = START_MS;
        for step in steps {
            now_ms += 1;
            self.step(object, step, &mut now_ms)?;
            prop_assert_eq!(i64::from(object.core.waiting), waiting_rows(object), "{:?}", step);
            prop_assert_eq!(
                i64::from(object.core.scheduled_recipients),
                scheduled_recipients(object),
                "{:?}",
                step
            );
        }
        self.wind_down(object, now_ms)
    }

    fn step(
        &mut self,
        object: &mut Object<'_>,
        step: &Step,
        now_ms: &mut UnixMillis,
    ) -> Result<(), TestCaseError> {
        match step {
            Step::Submit { recipients, pinned, scheduled } => {
                let submit = message(*recipients, *pinned, *scheduled, *now_ms);
                self.ids.push(accepted(object.submit(submit, *now_ms)).message_id);
            }
            Step::Stream { phone, open } => {
                let sign = if *open { PresenceSign::Connected } else { PresenceSign::Disconnected };
                object.sign(PHONES[*phone], sign, *now_ms);
            }
            Step::Tell { reaches } => tell(object, *reaches, *now_ms),
            Step::Fetch { phone, latest_first } => {
                self.fetch(object, *phone, *latest_first, *now_ms)?;
            }
            Step::Report { phone, pick, outcome } => {
                let count = self.holding[*phone].len().max(1);
                if let Some(held) = self.holding[*phone].iter().nth(pick % count).cloned() {
                    self.report(object, *phone, &held, *outcome, *now_ms);
                }
            }
            Step::Cancel { pick } => {
                if !self.ids.is_empty() {
                    object.core.cancel(&self.ids[pick % self.ids.len()], *now_ms).unwrap();
                }
            }
            Step::Evict => object.evict(),
            Step::Project { succeeds } => self.project(object, *succeeds, *now_ms),
            Step::Wait(wait_ms) => {
                *now_ms += *wait_ms;
                object.core.process_due(*now_ms).unwrap();
                tell(object, true, *now_ms);
            }
        }
        Ok(())
    }

    fn fetch(
        &mut self,
        object: &mut Object<'_>,
        phone: usize,
        latest_first: bool,
        now_ms: UnixMillis,
    ) -> Result<(), TestCaseError> {
        let fetch = FetchMessages { gateway_id: GatewayId::from_text(PHONES[phone]), latest_first };
        let fetched = object.core.fetch(&fetch, now_ms).unwrap().0;
        let mut seen = BTreeSet::new();
        for item in fetched.messages {
            let id = item.message.id.as_str().to_owned();
            prop_assert!(seen.insert(id.clone()), "fetched twice at once: {}", id);
            for at in &item.ordinals {
                let recipient = &item.message.recipients[usize::from(*at)];
                let held = (id.clone(), recipient.address.as_str().to_owned());
                if item.cancelling || recipient.state == messaging::RecipientState::Cancelling {
                    self.holding[phone].remove(&held);
                    continue;
                }
                prop_assert!(
                    !self.holding[1 - phone].contains(&held),
                    "two phones have {:?}",
                    held
                );
                prop_assert!(
                    !self.done[phone].contains(&held),
                    "a phone is asked again: {:?}",
                    held
                );
                self.holding[phone].insert(held);
            }
        }
        Ok(())
    }

    fn report(
        &mut self,
        object: &mut Object<'_>,
        phone: usize,
        held: &(String, String),
        outcome: u8,
        now_ms: UnixMillis,
    ) {
        let status = match outcome {
            0 => ReportStatus::Acknowledged,
            1 => failed(),
            2 => ReportStatus::Cancelled,
            3 => ReportStatus::Sent,
            _ => ReportStatus::Delivered,
        };
        if outcome > 0 {
            self.holding[phone].remove(held);
            self.done[phone].insert(held.clone());
        }
        let recipients =
            vec![RecipientReport { address: Address::Literal(held.1.clone()), status }];
        let message = MessageReport { message_id: held.0.clone(), recipients, reached: Vec::new() };
        let gateway_id = GatewayId::from_text(PHONES[phone]);
        let reports = MessageReports { gateway_id, messages: vec![message] };
        object.core.report_messages(&reports, now_ms).unwrap();
    }

    fn project(&mut self, object: &mut Object<'_>, succeeds: bool, now_ms: UnixMillis) {
        while let Some(batch) = object.core.projection(now_ms, None).unwrap() {
            if !succeeds {
                break;
            }
            object.core.record_projected(&batch, now_ms).unwrap();
            for row in &batch.counters {
                if row.day == -1 && row.metric.starts_with("messages_") {
                    let key = (row.metric.to_owned(), row.gateway_id.clone());
                    self.counters.insert(key, row.value);
                }
            }
        }
    }

    /// Both phones fetch and send everything, and time passes: every message ends.
    fn wind_down(
        &mut self,
        object: &mut Object<'_>,
        now_ms: UnixMillis,
    ) -> Result<(), TestCaseError> {
        let mut now_ms = now_ms;
        for round in 0..8 {
            for (phone, id) in PHONES.into_iter().enumerate() {
                object.sign(id, PresenceSign::Connected, now_ms);
                self.fetch(object, phone, round % 2 == 0, now_ms)?;
                for held in self.holding[phone].clone() {
                    self.report(object, phone, &held, 4, now_ms);
                }
            }
            now_ms += 2 * HOUR_MS;
            object.core.process_due(now_ms).unwrap();
            tell(object, true, now_ms);
        }
        for _ in 0..4 {
            now_ms += 30 * HOUR_MS;
            object.core.process_due(now_ms).unwrap();
            object.core.pump(now_ms).unwrap();
            object.core.take_notices();
            self.project(object, true, now_ms);
        }
        object.core.process_due(now_ms + 1).unwrap();
        self.project(object, true, now_ms + 1);
        let left = object.count("SELECT COUNT(*) FROM message");
        prop_assert_eq!(left, 0, "messages that never ended");
        prop_assert_eq!((object.core.waiting, waiting_rows(object)), (0, 0));
        prop_assert_eq!(object.core.scheduled_recipients, 0);
        let counted: i64 = self.counters.values().sum();
        prop_assert_eq!(counted, i64::try_from(self.ids.len()).unwrap(), "{:?}", self.counters);
        let all_at_zero_or_more = self.counters.values().all(|value| *value >= 0);
        prop_assert!(all_at_zero_or_more, "{:?}", self.counters);
        Ok(())
    }
}

fn message(recipients: usize, pinned: bool, scheduled: bool, now_ms: UnixMillis) -> Submit {
    let mut submit = with_options(Options {
        gateway_id: pinned.then(|| GatewayId::from_text("a")),
        scheduled_at_ms: scheduled.then_some(now_ms + HOUR_MS / 2),
        hash_when_done: true,
        ..Options::default()
    });
    if recipients > 1 {
        let second = Address::lenient("+12025550124", Region::parse("US").unwrap());
        submit.draft.recipients.push(second);
    }
    submit
}

fn tell(object: &mut Object<'_>, reaches: bool, now_ms: UnixMillis) {
    for _ in 0..4 {
        object.core.pump(now_ms).unwrap();
        for notice in object.core.take_notices() {
            object.core.record_notice_outcome(&notice, reaches, now_ms).unwrap();
        }
    }
}

fn scheduled_recipients(object: &Object<'_>) -> i64 {
    object.count(
        "SELECT coalesce(sum(json_array_length(record, '$.recipients')), 0) FROM message WHERE queue = '>'",
    )
}

fn waiting_rows(object: &Object<'_>) -> i64 {
    let statement = "SELECT COUNT(*) FROM message WHERE queue IS NOT NULL AND queue <> '>'";
    object.sql.exec(statement, vec![]).unwrap()[0].reader().integer().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(600),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_two_phones_hold_a_recipient_and_everything_ends(
        steps in prop::collection::vec(step(), 1..50),
        keep_schedules: bool,
    ) {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        for phone in PHONES {
            object.phone(phone, Protocol::Poll { keeps_schedules: keep_schedules, multimedia: true }, None);
        }
        World::default().run(&mut object, &steps)?;
    }
}
