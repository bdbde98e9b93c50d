//! Explanations agree with the submissions that they explain, and write nothing.

use ids::GatewayId;
use messaging::{Options, RecipientState, routing::Obstacle};
use object_commands::dispatcher::{Idempotency, Submit, SubmitOutcome};
use object_sql::native::MemorySql;
use proptest::prelude::*;

use crate::{
    submit::MAX_WAITING,
    testing::{
        Object, START_MS, accepted,
        paced::{OwnLimits, RULE, own_limits, paced, pinned, priority},
        phones::{NEW_APP, OLD_APP},
        plain, property_config, sized,
    },
};

/// Returns the gateway that an explanation chooses.
fn explained(object: &Object<'_>, submit: &Submit) -> Option<String> {
    let explanation = object.core.explain(submit, START_MS).unwrap();
    let first = explanation.routes.first().filter(|route| route.obstacle.is_none());
    first.map(|route| route.gateway_id.as_str().to_owned())
}

/// Returns the gateway that has the message.
fn given_to(object: &Object<'_>, id: &str) -> Option<String> {
    let message = object.core.status(id).unwrap().unwrap();
    let leased = message.leases.first().map(|lease| &lease.gateway_id);
    leased.or(message.assigned_to()).map(|id| id.as_str().to_owned())
}

fn keyed(key: &str, fingerprint: &str, submit: Submit) -> Submit {
    let idempotency = Idempotency { key: key.to_owned(), fingerprint: fingerprint.to_owned() };
    Submit { idempotency: Some(idempotency), ..submit }
}

#[test]
fn explanation_names_the_refusal_or_the_earlier_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let instead = |object: &Object<'_>, submit: &Submit| {
        object.core.explain(submit, START_MS).unwrap().instead
    };
    assert_eq!(instead(&object, &plain()), None);
    let unknown = Submit { ..sized(1, pinned("nobody")) };
    assert_eq!(instead(&object, &unknown), Some(SubmitOutcome::UnknownGateway));
    let sim = Options { sim_slot: Some(1), ..Options::default() };
    let sim = Submit { requires_gateway: true, ..sized(1, sim) };
    assert_eq!(instead(&object, &sim), Some(SubmitOutcome::NoGateway));
    let receipt = accepted(object.submit(keyed("k", "f", plain()), START_MS));
    let replay = SubmitOutcome::Accepted { receipt, replayed: true, hand_over: None };
    assert_eq!(instead(&object, &keyed("k", "f", plain())), Some(replay));
    assert_eq!(instead(&object, &keyed("k", "g", plain())), Some(SubmitOutcome::KeyReused));
    object.core.waiting = MAX_WAITING;
    assert_eq!(instead(&object, &plain()), Some(SubmitOutcome::QueueFull));
    assert_eq!(instead(&object, &sized(1, priority(100))), None);
}

#[test]
fn message_behind_a_held_one_is_explained_to_wait_for_its_turn() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    object.online("a", START_MS);
    object.send_plain(8, START_MS);
    object.send_plain(5, START_MS);
    object.pump_frames(START_MS);
    let explanation = object.core.explain(&plain(), START_MS).unwrap();
    let until_ms = RULE.counts_until_ms(START_MS);
    assert_eq!(explanation.routes[0].obstacle, Some(Obstacle::Pacing { until_ms }));
    assert_eq!(explanation.routes[0].device_id, "device a");
    assert_eq!(explanation.waiting, 1);
    // The estimate counts the message ahead as one segment.
    assert_eq!(explanation.eta_ms, accepted(object.submit(plain(), START_MS)).eta_ms);
}

#[derive(Clone, Debug)]
struct World {
    /// Kind, connection, priority, segments sent before, and own limits of each gateway.
    gateways: Vec<(u8, bool, i32, usize, OwnLimits)>,
    submit: (usize, i8, bool, Option<usize>),
}

fn world() -> impl Strategy<Value = World> {
    let limits = own_limits(RULE.window_ms);
    let gateway = (0..4_u8, any::<bool>(), 1..3_i32, 0..12_usize, limits);
    let submit = (
        1..7_usize,
        prop_oneof![Just(0_i8), Just(100)],
        any::<bool>(),
        proptest::option::of(0..4_usize),
    );
    (proptest::collection::vec(gateway, 0..4), submit)
        .prop_map(|(gateways, submit)| World { gateways, submit })
}

proptest! {
    #![proptest_config(property_config())]

    #[test]
    fn explained_choice_is_what_the_submission_then_does(world in world(), is_paced: bool) {
        let sql = MemorySql::open().unwrap();
        let mut object = if is_paced { paced(&sql) } else { Object::open(&sql) };
        for (at, (kind, connected, priority, before, limits)) in world.gateways.iter().enumerate() {
            let id = at.to_string();
            match kind {
                0 | 1 => object.gateway(&id, *priority),
                2 => object.phone(&id, NEW_APP, None),
                _ => object.phone(&id, OLD_APP, None),
            }
            object.limit_itself(&id, limits);
            if *connected {
                object.sign(&id, object_commands::dispatcher::PresenceSign::Connected, START_MS);
            }
            for _ in 0..*before {
                object.send(1, pinned(&id), START_MS);
            }
        }
        object.pump_frames(START_MS);
        let (segments, priority, sim, wanted) = world.submit;
        let options = Options {
            gateway_id: wanted.map(|at| GatewayId::from_text(at.to_string())),
            sim_slot: sim.then_some(1),
            priority,
            ..Options::default()
        };
        let submit = || Submit { requires_gateway: sim, ..sized(segments, options.clone()) };
        let changes = || object.count("SELECT total_changes()");
        let before = changes();
        let explanation = object.core.explain(&submit(), START_MS).unwrap();
        prop_assert_eq!(changes(), before);
        let chosen = explained(&object, &submit());
        match object.submit(submit(), START_MS) {
            SubmitOutcome::Accepted { receipt, .. } => {
                prop_assert_eq!(&explanation.instead, &None);
                prop_assert_eq!(receipt.eta_ms, explanation.eta_ms);
                object.pump_frames(START_MS);
                prop_assert_eq!(given_to(&object, &receipt.message_id), chosen);
                let state = object.core.status(&receipt.message_id).unwrap().unwrap().state();
                if explanation.eta_ms.is_some() {
                    prop_assert_eq!(state, RecipientState::Accepted);
                }
            }
            refused => prop_assert_eq!(Some(refused), explanation.instead),
        }
    }
}
