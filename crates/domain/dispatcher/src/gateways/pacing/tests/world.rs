//! Random worlds with pacing and obedient phones: no budget is exceeded, order holds, and everything goes out
//! in the end.

use std::collections::BTreeMap;

use ids::GatewayId;
use messaging::{DispatchPolicy, Options, PacingRule};
use object_commands::{dispatcher::PresenceSign, gateway_connection::DeliverOutcome};
use object_sql::native::MemorySql;
use proptest::prelude::*;
use unix_time::UnixMillis;

use crate::testing::{Object, START_MS, accepted, property_config, sized};

const PHONES: [&str; 2] = ["a", "b"];
const WINDOW_MS: i64 = 600_000;
const PRIORITIES: [i8; 4] = [-3, 0, 50, 100];

#[derive(Clone, Debug)]
enum Step {
    Submit {
        segments: usize,
        priority: i8,
        pinned: Option<usize>,
    },
    Pump,
    /// The phone's connection breaks while the next frames are on their way to it.
    Break(usize),
    Connect(usize),
    Disconnect(usize),
    /// The object is evicted: after an alarm, so that D1 has everything, or without one.
    Evict {
        after_alarm: bool,
    },
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let submit =
        (1_usize..7, 0_usize..4, prop_oneof![3 => Just(None), 1 => (0_usize..2).prop_map(Some)]);
    prop_oneof![
        12 => submit.prop_map(|(segments, priority, pinned)| Step::Submit {
            segments,
            priority: PRIORITIES[priority],
            pinned,
        }),
        6 => Just(Step::Pump),
        1 => (0_usize..2).prop_map(Step::Break),
        2 => (0_usize..2).prop_map(Step::Connect),
        1 => (0_usize..2).prop_map(Step::Disconnect),
        2 => any::<bool>().prop_map(|after_alarm| Step::Evict { after_alarm }),
        4 => prop_oneof![Just(1_i64), Just(WINDOW_MS / 5), Just(WINDOW_MS)].prop_map(Step::Wait),
    ]
}

/// A submitted message.
struct Order {
    segments: u32,
    priority: i8,
    pinned: Option<usize>,
}

#[derive(Clone, Copy)]
struct HandOver {
    at_ms: UnixMillis,
    segments: u32,
    urgent: bool,
}

struct World {
    rule: PacingRule,
    orders: BTreeMap<String, Order>,
    submitted: Vec<String>,
    handed_over: [Vec<HandOver>; 2],
    /// Ids handed over, by round, and within a round in the order of submission.
    out: Vec<String>,
    /// Ids handed over to each phone, in order of arrival.
    arrived: [Vec<String>; 2],
    breaks: [bool; 2],
    connected: [bool; 2],
    /// Whether a connection broke, so that messages were routed a second time.
    broke: bool,
}

impl World {
    fn new(rule: PacingRule) -> Self {
        Self {
            rule,
            orders: BTreeMap::new(),
            submitted: Vec::new(),
            handed_over: [Vec::new(), Vec::new()],
            out: Vec::new(),
            arrived: [Vec::new(), Vec::new()],
            breaks: [false; 2],
            connected: [false; 2],
            broke: false,
        }
    }

    fn run(&mut self, object: &mut Object<'_>, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut now_ms = START_MS;
        for step in steps {
            now_ms += 1;
            match step {
                Step::Submit { segments, priority, pinned } => {
                    let options = Options {
                        priority: *priority,
                        gateway_id: pinned.map(|at| GatewayId::from_text(PHONES[at])),
                        expires_at_ms: Some(UnixMillis::MAX),
                        ..Options::default()
                    };
                    let receipt = accepted(object.submit(sized(*segments, options), now_ms));
                    let segments = u32::try_from(*segments).unwrap();
                    let order = Order { segments, priority: *priority, pinned: *pinned };
                    self.orders.insert(receipt.message_id.clone(), order);
                    self.submitted.push(receipt.message_id);
                }
                Step::Pump => self.pump(object, now_ms),
                Step::Break(phone) => self.breaks[*phone] = true,
                Step::Connect(phone) => self.connect(object, *phone, now_ms),
                Step::Disconnect(phone) => {
                    self.connected[*phone] = false;
                    object.sign(PHONES[*phone], PresenceSign::Disconnected, now_ms);
                }
                Step::Evict { after_alarm } => {
                    if *after_alarm {
                        self.alarm(object, now_ms);
                    }
                    object.evict();
                }
                Step::Wait(wait_ms) => {
                    now_ms = self.wait(object, now_ms, now_ms + *wait_ms);
                }
            }
        }
        self.everything_goes_out(object, now_ms)?;
        self.no_window_holds_more_than_the_budget()?;
        self.equals_keep_their_order()
    }

    fn connect(&mut self, object: &mut Object<'_>, phone: usize, now_ms: UnixMillis) {
        self.connected[phone] = true;
        object.sign(PHONES[phone], PresenceSign::Connected, now_ms);
    }

    fn pump(&mut self, object: &mut Object<'_>, now_ms: UnixMillis) {
        loop {
            let deliveries = object.core.pump(now_ms).unwrap();
            if deliveries.is_empty() {
                return;
            }
            let mut round: Vec<String> = Vec::new();
            for delivery in &deliveries {
                let phone =
                    PHONES.iter().position(|id| *id == delivery.gateway_id.as_str()).unwrap();
                let broken = std::mem::take(&mut self.breaks[phone]);
                let count = delivery.frames.len() / if broken { 2 } else { 1 };
                for sms in delivery.frames.iter().take(count) {
                    let order = &self.orders[&sms.wire_id];
                    round.push(sms.wire_id.clone());
                    self.arrived[phone].push(sms.wire_id.clone());
                    self.handed_over[phone].push(HandOver {
                        at_ms: now_ms,
                        segments: order.segments,
                        urgent: order.priority >= 100,
                    });
                }
                let outcome = match u32::try_from(count).unwrap() {
                    0 => DeliverOutcome::NoSocket,
                    frames => DeliverOutcome::HandedOver { frames },
                };
                if broken {
                    self.broke = true;
                    self.connected[phone] = false;
                }
                object.core.record_delivery(delivery, outcome, now_ms).unwrap();
            }
            // Ids sort by time of acceptance, which differs for each.
            round.sort_unstable();
            self.out.extend(round);
        }
    }

    /// Lets the alarm go off whenever the core asks for it. Phones that are connected stay alive.
    fn wait(
        &mut self,
        object: &mut Object<'_>,
        mut now_ms: UnixMillis,
        until_ms: UnixMillis,
    ) -> UnixMillis {
        while let Some(at_ms) =
            object.core.next_attention_ms(now_ms, UnixMillis::EPOCH, UnixMillis::EPOCH).unwrap()
        {
            if at_ms > until_ms {
                break;
            }
            now_ms = at_ms;
            for (phone, id) in PHONES.iter().enumerate() {
                if self.connected[phone] {
                    object.sign(id, PresenceSign::AliveOnSocket, now_ms);
                }
            }
            self.alarm(object, now_ms);
        }
        until_ms
    }

    fn alarm(&mut self, object: &mut Object<'_>, now_ms: UnixMillis) {
        object.core.process_due(now_ms).unwrap();
        self.pump(object, now_ms);
        object.project(now_ms);
    }

    /// With both phones connected, one window for each message is more than enough.
    fn everything_goes_out(
        &mut self,
        object: &mut Object<'_>,
        now_ms: UnixMillis,
    ) -> Result<(), TestCaseError> {
        self.breaks = [false; 2];
        for phone in 0..2 {
            self.connect(object, phone, now_ms);
        }
        let windows = i64::try_from(self.submitted.len() + 1).unwrap();
        self.wait(object, now_ms, now_ms + windows * (WINDOW_MS + WINDOW_MS / 64 + 1_000));
        for id in &self.submitted {
            prop_assert!(self.out.contains(id), "starved: {:?}", self.orders[id].segments);
        }
        prop_assert_eq!(object.core.next_turn_ms(), None);
        Ok(())
    }

    fn no_window_holds_more_than_the_budget(&self) -> Result<(), TestCaseError> {
        for given in &self.handed_over {
            for (at, last) in given.iter().enumerate() {
                let before = given[..at].iter().filter(|it| it.at_ms > last.at_ms - WINDOW_MS);
                let sum: u32 = before.map(|it| it.segments).sum();
                let alone = sum == 0 && last.segments > self.rule.segments;
                prop_assert!(
                    last.urgent || alone || sum + last.segments <= self.rule.segments,
                    "{} after {} of {}",
                    last.segments,
                    sum,
                    self.rule.segments
                );
            }
        }
        Ok(())
    }

    fn equals_keep_their_order(&self) -> Result<(), TestCaseError> {
        if self.broke {
            return Ok(());
        }
        for priority in PRIORITIES {
            for pinned in [None, Some(0), Some(1)] {
                let alike = |id: &&String| {
                    let order = &self.orders[*id];
                    (order.priority, order.pinned) == (priority, pinned)
                };
                let asked: Vec<&String> = self.submitted.iter().filter(alike).collect();
                let given: Vec<&String> = self.out.iter().filter(alike).collect();
                prop_assert_eq!(asked, given);
                for arrived in &self.arrived {
                    let arrived: Vec<&String> = arrived.iter().filter(alike).collect();
                    prop_assert!(arrived.is_sorted());
                }
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(property_config())]

    #[test]
    fn paced_worlds_exceed_no_budget_starve_no_message_and_keep_equal_messages_in_order(
        segments in 1_u32..12,
        steps in prop::collection::vec(step(), 1..50),
    ) {
        let sql = MemorySql::open().unwrap();
        let rule = PacingRule { segments, window_ms: WINDOW_MS };
        // Phones report nothing here, and messages must not be offered again because of that.
        let policy = DispatchPolicy { pacing: Some(rule), ack_timeout_ms: i64::MAX / 4, ..DispatchPolicy::default() };
        let mut object = Object::with_policy(&sql, policy);
        for phone in PHONES {
            object.gateway(phone, 1);
        }
        World::new(rule).run(&mut object, &steps)?;
    }
}
