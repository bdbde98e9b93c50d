//! Random worlds of SMS that arrive at masking numbers repeatedly, while providers refuse, accept or do not
//! answer and the object is evicted.

use std::collections::{BTreeMap, BTreeSet};

use messaging::{Content, Draft, Interaction, InteractionKind, Options, RouteUse};
use object_commands::dispatcher::{Masking, Receive, ReceiveOutcome, ReceivedAt};
use object_sql::native::MemorySql;
use proptest::prelude::*;
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use crate::{
    CallOutcome, ProviderCall, UndecidedSms,
    testing::{
        Object, START_MS,
        numbers::{refused, taken},
        property_config,
    },
};

#[derive(Clone, Debug)]
enum Step {
    /// The provider reports an SMS, for the first time or again.
    Report(u8),
    /// The oldest pending decision is applied.
    Decide,
    Pump,
    /// The oldest call is answered.
    Answer(u8),
    Evict,
    Alarm,
    Project,
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0_u8..6).prop_map(Step::Report),
        5 => Just(Step::Decide),
        4 => Just(Step::Pump),
        5 => (0_u8..4).prop_map(Step::Answer),
        2 => Just(Step::Evict),
        2 => Just(Step::Alarm),
        2 => Just(Step::Project),
        1 => prop_oneof![Just(1_i64), Just(301_000)].prop_map(Step::Wait),
    ]
}

#[derive(Default)]
struct World {
    deciding: Vec<UndecidedSms>,
    calls: Vec<ProviderCall>,
    /// Number of times that a provider may have the relay of an inbound SMS, by the id of that SMS.
    maybe_taken: BTreeMap<String, usize>,
    reported: BTreeSet<u8>,
    inbound_ids: BTreeMap<u8, String>,
}

impl World {
    fn run(&mut self, object: &mut Object<'_>, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut now_ms = START_MS;
        for step in steps {
            now_ms += 1;
            match step {
                Step::Report(sms) => self.report(object, *sms, now_ms)?,
                Step::Decide => self.decide(object, now_ms),
                Step::Pump => self.calls.extend(object.calls(now_ms)),
                Step::Answer(kind) => self.answer(object, *kind, now_ms),
                Step::Evict => self.evict(object),
                Step::Alarm => self.alarm(object, now_ms),
                Step::Project => drop(object.project(now_ms)),
                Step::Wait(wait_ms) => now_ms += *wait_ms,
            }
            for (id, count) in &self.maybe_taken {
                prop_assert!(*count <= 1, "relayed twice: {}", id);
            }
        }
        // Without further reports, no reported SMS stays undecided.
        self.evict(object);
        self.alarm(object, now_ms + 1);
        while !self.calls.is_empty() {
            self.answer(object, 0, now_ms + 2);
            self.calls.extend(object.calls(now_ms + 2));
        }
        prop_assert!(object.core.undecided_sms().unwrap().is_empty());
        for (id, count) in &self.maybe_taken {
            prop_assert!(*count <= 1, "relayed twice: {}", id);
        }
        Ok(())
    }

    fn report(
        &mut self,
        object: &mut Object<'_>,
        sms: u8,
        now_ms: UnixMillis,
    ) -> Result<(), TestCaseError> {
        let region = Region::parse("US").unwrap();
        let receive = Receive {
            at: ReceivedAt::Number {
                provider: "flowroute".to_owned(),
                address: Address::lenient("+12062992129", region),
            },
            sender: Address::lenient("+12025550199", region),
            body: MessageText::new("same text"),
            reported_at_ms: None,
            reference: Some(format!("mdr-{sms}")),
            masking: Masking::Always { wait_ms: 0 },
        };
        let (received, undecided) = object.core.receive(receive, now_ms).unwrap();
        let ReceiveOutcome::Stored { message_id, duplicate, .. } = received else {
            return Err(TestCaseError::fail("not stored"));
        };
        prop_assert_eq!(duplicate, !self.reported.insert(sms));
        let known = self.inbound_ids.entry(sms).or_insert_with(|| message_id.clone());
        prop_assert_eq!(&*known, &message_id);
        self.deciding.extend(undecided);
        Ok(())
    }

    /// Applies one decision. Each report that needs one adds its own, so an SMS can have two pending.
    fn decide(&mut self, object: &mut Object<'_>, now_ms: UnixMillis) {
        if self.deciding.is_empty() {
            return;
        }
        let undecided = self.deciding.remove(0);
        let draft = Draft {
            recipients: vec![undecided.sender.clone()],
            content: Content::Text(undecided.body.clone()),
            options: Options {
                gateway_id: Some(undecided.gateway_id.clone()),
                single_attempt: true,
                interaction: Some(Interaction {
                    kind: InteractionKind::Relay,
                    session_id: None,
                    inbound_id: Some(undecided.inbound_id.clone()),
                    claim: Some(undecided.claim.clone()),
                }),
                ..Options::default()
            },
            client_id: None,
        };
        object
            .core
            .apply_decision(&undecided.claim, vec![draft], None, now_ms, &mut object.rng)
            .unwrap();
    }

    fn answer(&mut self, object: &mut Object<'_>, kind: u8, now_ms: UnixMillis) {
        if self.calls.is_empty() {
            return;
        }
        let call = self.calls.remove(0);
        let outcome = match kind {
            0 => taken(call.message_id.as_str()),
            1 => CallOutcome::Unknown,
            _ => refused(),
        };
        if !matches!(outcome, CallOutcome::Refused { .. }) {
            self.count(object, &call);
        }
        object.answer(&call, &outcome, now_ms);
    }

    fn count(&mut self, object: &Object<'_>, call: &ProviderCall) {
        let message = object.core.status(call.message_id.as_str()).unwrap();
        let interaction = message.and_then(|message| message.options.interaction);
        let id = interaction.and_then(|it| it.inbound_id).unwrap();
        *self.maybe_taken.entry(id).or_default() += 1;
    }

    /// Calls that were open when the object was evicted may have been made.
    fn evict(&mut self, object: &mut Object<'_>) {
        for call in std::mem::take(&mut self.calls) {
            self.count(object, &call);
        }
        self.deciding.clear();
        object.evict();
    }

    fn alarm(&mut self, object: &mut Object<'_>, now_ms: UnixMillis) {
        object.core.process_due(now_ms).unwrap();
        self.deciding.extend(object.core.undecided_sms().unwrap());
        while !self.deciding.is_empty() {
            self.decide(object, now_ms);
        }
        self.calls.extend(object.calls(now_ms));
    }
}

proptest! {
    #![proptest_config(property_config())]

    #[test]
    fn random_worlds_relay_no_sms_twice_and_leave_none_undecided(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        object.number("n", RouteUse::Pinned);
        World::default().run(&mut object, &steps)?;
    }
}

#[test]
fn refused_relay_is_relayed_once_when_the_sms_is_reported_again() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Pinned);
    let mut world = World::default();
    let steps = [Step::Report(1), Step::Decide, Step::Pump, Step::Answer(2), Step::Project];
    world.run(&mut object, &steps).unwrap();
    assert!(world.maybe_taken.is_empty());
    let again = [Step::Report(1), Step::Decide, Step::Pump, Step::Answer(0), Step::Report(1)];
    world.run(&mut object, &again).unwrap();
    assert_eq!(world.maybe_taken.values().sum::<usize>(), 1);
    assert!(world.deciding.is_empty());
}
