//! Random worlds: phones that lose, repeat, delay and reorder, a D1 that fails, and an object that is
//! evicted.

use std::collections::{BTreeMap, BTreeSet};

use messaging::{DispatchPolicy, PacingRule, ReportStatus, TimelineEvent};
use object_commands::{dispatcher::PresenceSign, gateway_connection::DeliverOutcome};
use object_sql::native::MemorySql;
use proptest::prelude::*;
use unix_time::UnixMillis;

use crate::testing::{
    Object, START_MS, failed,
    paced::{OwnLimits, own_limits},
    property_config,
};

const PHONES: [&str; 2] = ["a", "b"];
const ENDPOINTS: [&str; 2] = ["one", "two"];
const WINDOW_MS: i64 = 200_000;

#[derive(Clone, Debug)]
enum Step {
    Submit,
    /// Deliver what is routed; the number chooses the connection's answer.
    Pump(u8),
    Connect(usize),
    Disconnect(usize),
    /// The phone transmits one of the frames it has, and reports it or not.
    Transmit {
        phone: usize,
        pick: usize,
        reported: bool,
    },
    /// The phone gives up on a frame.
    GiveUp {
        phone: usize,
        pick: usize,
    },
    /// A report that was made before arrives again.
    Repeat {
        pick: usize,
    },
    Deliver {
        pick: usize,
    },
    Evict,
    Project {
        succeeds: bool,
    },
    /// Announce events to the endpoints, of which only the first `told` answer.
    Announce {
        told: usize,
    },
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Submit),
        6 => (0_u8..6).prop_map(Step::Pump),
        2 => (0_usize..2).prop_map(Step::Connect),
        1 => (0_usize..2).prop_map(Step::Disconnect),
        6 => (0_usize..2, any::<usize>(), any::<bool>())
            .prop_map(|(phone, pick, reported)| Step::Transmit { phone, pick, reported }),
        2 => (0_usize..2, any::<usize>()).prop_map(|(phone, pick)| Step::GiveUp { phone, pick }),
        2 => any::<usize>().prop_map(|pick| Step::Repeat { pick }),
        3 => any::<usize>().prop_map(|pick| Step::Deliver { pick }),
        2 => Just(Step::Evict),
        2 => any::<bool>().prop_map(|succeeds| Step::Project { succeeds }),
        2 => (0_usize..3).prop_map(|told| Step::Announce { told }),
        3 => prop_oneof![Just(1_i64), Just(61_000), Just(301_000)].prop_map(Step::Wait),
    ]
}

#[derive(Default)]
struct Phone {
    /// Frames that the phone has and has not acted on. A phone knows a message by its id.
    holding: BTreeSet<String>,
    seen: BTreeSet<String>,
}

#[derive(Default)]
struct World {
    phones: [Phone; 2],
    submitted: Vec<String>,
    transmitted: BTreeMap<String, Vec<usize>>,
    reports: Vec<(usize, String, ReportStatus)>,
    gone: BTreeMap<String, messaging::Message>,
    /// Events in the order in which each endpoint first got them: message and kind.
    heard: BTreeMap<String, Vec<(String, String)>>,
    event_ids: BTreeSet<(String, String)>,
    /// Time at which each phone was first given each message.
    given: [BTreeMap<String, UnixMillis>; 2],
    limits: [OwnLimits; 2],
}

impl World {
    fn run(&mut self, object: &mut Object<'_>, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut now_ms = START_MS;
        for step in steps {
            now_ms += 1;
            match step {
                Step::Submit => self.submitted.push(object.accept(now_ms)),
                Step::Pump(answer) => self.deliver(object, *answer, now_ms),
                Step::Connect(phone) => {
                    object.sign(PHONES[*phone], PresenceSign::Connected, now_ms);
                }
                Step::Disconnect(phone) => {
                    object.sign(PHONES[*phone], PresenceSign::Disconnected, now_ms);
                }
                Step::Transmit { phone, pick, reported } => {
                    if let Some(id) = self.take(*phone, *pick) {
                        self.transmitted.entry(id.clone()).or_default().push(*phone);
                        if *reported {
                            self.report(object, (*phone, id, ReportStatus::Sent), now_ms);
                        }
                    }
                }
                Step::GiveUp { phone, pick } => {
                    if let Some(id) = self.take(*phone, *pick) {
                        // Having given up, the phone would accept the same message again.
                        self.phones[*phone].seen.remove(&id);
                        self.report(object, (*phone, id, failed()), now_ms);
                    }
                }
                Step::Repeat { pick } => {
                    if !self.reports.is_empty() {
                        let report = self.reports[pick % self.reports.len()].clone();
                        self.report(object, report, now_ms);
                    }
                }
                Step::Deliver { pick } => {
                    let sent: Vec<_> = self.transmitted.iter().collect();
                    if !sent.is_empty() {
                        let (id, phones) = sent[pick % sent.len()];
                        let report = (phones[0], id.clone(), ReportStatus::Delivered);
                        self.report(object, report, now_ms);
                    }
                }
                Step::Evict => object.evict(),
                Step::Project { succeeds } => self.project(object, *succeeds, now_ms),
                Step::Announce { told } => self.announce(object, *told, now_ms),
                Step::Wait(wait_ms) => {
                    now_ms += *wait_ms;
                    self.alarm(object, now_ms);
                    self.nothing_is_forgotten(object, now_ms)?;
                }
            }
        }
        self.wind_down(object, now_ms)
    }

    /// Runs the object's alarm in the order of its steps.
    fn alarm(&mut self, object: &mut Object<'_>, now_ms: UnixMillis) {
        object.core.process_due(now_ms).unwrap();
        self.deliver(object, 3, now_ms);
        self.project(object, true, now_ms);
        self.announce(object, ENDPOINTS.len(), now_ms);
    }

    /// While a phone is reachable, the alarm leaves no message behind that could go out.
    fn nothing_is_forgotten(
        &self,
        object: &Object<'_>,
        now_ms: UnixMillis,
    ) -> Result<(), TestCaseError> {
        if object.core.reachable().next().is_some() {
            // A message waiting for SIM capacity has a time at which the alarm goes off for it.
            let paced = object.core.next_turn_ms().is_some_and(|at_ms| at_ms > now_ms);
            for id in &self.submitted {
                let Some(message) = object.core.status(id).unwrap() else { continue };
                let ready = !message.leasable(now_ms).is_empty();
                prop_assert!(!ready || paced, "forgotten: {}", id);
            }
        }
        Ok(())
    }

    fn take(&mut self, phone: usize, pick: usize) -> Option<String> {
        let holding = &mut self.phones[phone].holding;
        let id = holding.iter().nth(pick % holding.len().max(1)).cloned()?;
        holding.remove(&id);
        Some(id)
    }

    fn deliver(&mut self, object: &mut Object<'_>, answer: u8, now_ms: UnixMillis) {
        for _ in 0..4 {
            let deliveries = object.core.pump(now_ms).unwrap();
            for delivery in &deliveries {
                let phone =
                    PHONES.iter().position(|id| *id == delivery.gateway_id.as_str()).unwrap();
                let all = u32::try_from(delivery.frames.len()).unwrap();
                let frames = match answer {
                    0 => 0,
                    1 => all / 2,
                    _ => all,
                };
                for sms in delivery.frames.iter().take(frames as usize) {
                    self.given[phone].entry(sms.wire_id.clone()).or_insert(now_ms);
                    if self.phones[phone].seen.insert(sms.wire_id.clone()) {
                        self.phones[phone].holding.insert(sms.wire_id.clone());
                    }
                }
                if answer == 2 {
                    // The object is evicted before it learns the outcome of the delivery.
                    object.evict();
                    return;
                }
                let outcome = if frames == 0 {
                    DeliverOutcome::NoSocket
                } else {
                    DeliverOutcome::HandedOver { frames }
                };
                object.core.record_delivery(delivery, outcome, now_ms).unwrap();
            }
            if deliveries.is_empty() {
                return;
            }
        }
    }

    fn report(
        &mut self,
        object: &mut Object<'_>,
        report: (usize, String, ReportStatus),
        now_ms: UnixMillis,
    ) {
        let (phone, id, status) = report.clone();
        if object.state(&id).is_none()
            && let Some(message) = self.gone.get(&id)
        {
            object.core.restore_message(message, now_ms).unwrap();
        }
        object.report(PHONES[phone], &id, status, now_ms);
        self.reports.push(report);
    }

    fn project(&mut self, object: &mut Object<'_>, succeeds: bool, now_ms: UnixMillis) {
        if succeeds {
            for batch in object.project(now_ms) {
                for row in batch.messages {
                    self.gone.insert(row.id, row.record);
                }
            }
        } else if let Some(batch) = object.core.projection(now_ms, None).unwrap() {
            object.core.record_projection_failed(&batch, false, now_ms + 1_000).unwrap();
        }
    }

    fn announce(&mut self, object: &mut Object<'_>, told: usize, now_ms: UnixMillis) {
        while let Some(announcement) = object.core.announcement(now_ms).unwrap() {
            for (endpoint, events) in &announcement.endpoints {
                if !ENDPOINTS.iter().take(told).any(|id| id == endpoint) {
                    continue;
                }
                for event in events {
                    if self.event_ids.insert((endpoint.clone(), event.event_id.clone())) {
                        let heard = self.heard.entry(endpoint.clone()).or_default();
                        heard.push((event.order_key.clone(), event.kind.clone()));
                    }
                }
            }
            if told < ENDPOINTS.len() {
                object.core.record_announcing_failed(&announcement, now_ms + 1_000);
                return;
            }
            object.core.record_announced(&announcement, now_ms).unwrap();
        }
    }

    /// Checks that each endpoint got every event of the message once and in order.
    fn everybody_heard_everything(&self, id: &str) -> Result<(), TestCaseError> {
        let message = &self.gone[id];
        let steps = message.timeline.iter().filter_map(|entry| match entry.event {
            TimelineEvent::Sent => Some("message.sent"),
            TimelineEvent::Delivered => Some("message.delivered"),
            TimelineEvent::Failed => Some("message.failed"),
            _ => None,
        });
        let mut expected: Vec<&str> = Vec::new();
        for step in steps {
            // A delivery proves that the message was sent, even if that was never reported.
            let sent = expected.last().is_some_and(|last| *last == "message.sent");
            if step == "message.delivered" && !sent {
                expected.push("message.sent");
            }
            expected.push(step);
        }
        for endpoint in ENDPOINTS {
            let heard = self.heard.get(endpoint).into_iter().flatten();
            let heard: Vec<&str> =
                heard.filter(|(it, _)| it == id).map(|(_, kind)| kind.as_str()).collect();
            // A wait for a gateway is an event, too, but not in the timeline.
            let held = heard.iter().filter(|kind| **kind == "message.held").count();
            prop_assert!(held >= message.holds().0, "{} of {}", endpoint, id);
            let heard: Vec<&str> =
                heard.into_iter().filter(|kind| *kind != "message.held").collect();
            prop_assert_eq!(&heard, &expected, "{} of {}", endpoint, id);
        }
        Ok(())
    }

    /// Left alone for long enough, with D1 back, every message ends, with a reason, and is in D1.
    fn wind_down(
        &mut self,
        object: &mut Object<'_>,
        mut now_ms: UnixMillis,
    ) -> Result<(), TestCaseError> {
        for phone in PHONES {
            object.sign(phone, PresenceSign::Disconnected, now_ms);
        }
        for _ in 0..80 {
            now_ms += 3_600_000;
            self.alarm(object, now_ms);
        }
        self.no_window_holds_more_than_the_budget(object)?;
        prop_assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0, "left behind");
        prop_assert_eq!(
            object.core.next_attention_ms(now_ms, UnixMillis::EPOCH, UnixMillis::EPOCH).unwrap(),
            None,
            "an idle alarm"
        );
        for id in &self.submitted {
            let message = self.gone.get(id);
            prop_assert!(message.is_some(), "lost: {}", id);
            let message = message.unwrap();
            let phones = self.transmitted.get(id).map_or(0, Vec::len);
            let recorded =
                message.timeline.iter().any(|it| it.event == TimelineEvent::DuplicateSent);
            let all_reported = self
                .reports
                .iter()
                .filter(|(_, it, status)| it == id && *status == ReportStatus::Sent);
            let reporters: BTreeSet<usize> = all_reported.map(|(phone, ..)| *phone).collect();
            prop_assert!(reporters.len() < 2 || recorded, "an unrecorded double send of {}", id);
            // A second transmission requires a phone that reported a failure.
            prop_assert!(phones <= 1 + usize::from(self.gave_up(id)), "sent twice: {}", id);
            self.everybody_heard_everything(id)?;
            match message.state().as_str() {
                "failed" => prop_assert!(message.error().is_some()),
                state => prop_assert!(["sent", "delivered"].contains(&state), "{}", state),
            }
        }
        Ok(())
    }

    fn no_window_holds_more_than_the_budget(
        &self,
        object: &Object<'_>,
    ) -> Result<(), TestCaseError> {
        for (given, limits) in self.given.iter().zip(&self.limits) {
            let Some(rule) = limits.pacing.or(object.policy.pacing) else { continue };
            for last_ms in given.values() {
                let window = *last_ms - rule.window_ms + 1..=*last_ms;
                let count = given.values().filter(|at_ms| window.contains(at_ms)).count();
                prop_assert!(count <= rule.segments as usize, "{} of {}", count, rule.segments);
            }
        }
        Ok(())
    }

    fn gave_up(&self, id: &str) -> bool {
        self.reports
            .iter()
            .any(|(_, it, status)| it == id && matches!(status, ReportStatus::Failed { .. }))
    }
}

proptest! {
    #![proptest_config(property_config())]

    #[test]
    fn random_worlds_lose_no_message_and_record_every_double_send(
        steps in prop::collection::vec(step(), 1..60),
        budget in prop::option::of(1_u32..5),
        limits in [own_limits(WINDOW_MS), own_limits(WINDOW_MS)],
    ) {
        run_world(&steps, budget, limits)?;
    }
}

/// Regression worlds: an object that is evicted between the commit of a lease and the hand-over, and a phone
/// that reconnects after the window.
#[test]
fn worlds_that_once_exceeded_a_sim_budget_no_longer_do() {
    use Step::{Connect, Pump, Submit, Wait};
    let before_the_pump: [&[Step]; 2] =
        [&[Submit, Connect(1), Submit, Connect(0)], &[Connect(1), Submit, Connect(0), Submit]];
    let after_the_window: [&[Step]; 2] = [
        &[Submit, Connect(1), Submit, Pump(2)],
        &[Submit, Submit, Submit, Submit, Connect(1), Pump(2)],
    ];
    for (before, after) in before_the_pump.into_iter().zip(after_the_window) {
        let lost = [Pump(2), Wait(301_000)];
        let steps = [before, &lost, after].concat();
        run_world(&steps, Some(1), <[OwnLimits; 2]>::default()).unwrap();
    }
}

fn run_world(
    steps: &[Step],
    budget: Option<u32>,
    limits: [OwnLimits; 2],
) -> Result<(), TestCaseError> {
    let sql = MemorySql::open().unwrap();
    let pacing = budget.map(|segments| PacingRule { segments, window_ms: WINDOW_MS });
    let mut object =
        Object::with_policy(&sql, DispatchPolicy { pacing, ..DispatchPolicy::default() });
    let subscriptions = ENDPOINTS.map(|id| dispatcher_records::Subscription {
        endpoint_id: id.to_owned(),
        events: webhooks::EventFilter::everything(),
    });
    object.core.set_subscriptions(subscriptions.to_vec()).unwrap();
    for (phone, limits) in PHONES.into_iter().zip(&limits) {
        object.gateway(phone, 1);
        object.limit_itself(phone, limits);
    }
    World { limits, ..World::default() }.run(&mut object, steps)
}
