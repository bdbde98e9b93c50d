use proptest::prelude::*;

use super::*;
use crate::{gateway::Protocol, pacing::PacingRule};

const NOW_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);

fn ready(id: &str) -> GatewaySnapshot {
    GatewaySnapshot {
        active: true,
        online: true,
        reachable: true,
        ..GatewaySnapshot::unseen(GatewayId::from_text(id))
    }
}

fn chosen(gateways: &[GatewaySnapshot], request: RouteRequest<'_>) -> Option<String> {
    choose(gateways, request).map(|gateway| gateway.id.as_str().to_owned())
}

fn any_route() -> RouteRequest<'static> {
    RouteRequest { now_ms: NOW_MS, ..RouteRequest::default() }
}

#[test]
fn higher_priority_wins_even_if_busier() {
    let busy = GatewaySnapshot { priority: 5, in_flight: 100, ..ready("busy") };
    assert_eq!(chosen(&[ready("idle"), busy], any_route()).as_deref(), Some("busy"));
}

#[test]
fn least_loaded_gateway_wins_including_its_own_queue() {
    let mut queueing = ready("a");
    queueing.health.messages_in_queue = Some(7);
    let leased = GatewaySnapshot { in_flight: 3, ..ready("b") };
    assert_eq!(chosen(&[queueing, leased], any_route()).as_deref(), Some("b"));
}

#[test]
fn equally_loaded_gateways_go_by_fewest_given_today_then_longest_idle() {
    let mut used = ready("a");
    used.assign(2, NOW_MS);
    used.in_flight = 0;
    assert_eq!(chosen(&[used.clone(), ready("b")], any_route()).as_deref(), Some("b"));
    let idle_longer = GatewaySnapshot { last_used_at_ms: UnixMillis::new(5), ..ready("c") };
    let idle_shorter = GatewaySnapshot { last_used_at_ms: UnixMillis::new(9), ..ready("b") };
    assert_eq!(chosen(&[idle_shorter, idle_longer], any_route()).as_deref(), Some("c"));
}

#[test]
fn recipients_given_on_an_earlier_day_do_not_count() {
    let mut used = ready("a");
    used.assign(50, NOW_MS - 86_400_000);
    assert_eq!(used.assigned_on_day(NOW_MS), 0);
    used.assign(1, NOW_MS);
    assert_eq!(used.assigned_on_day(NOW_MS), 1);
}

#[test]
fn inactive_offline_and_unreachable_gateways_get_nothing() {
    let gateways = [
        GatewaySnapshot { active: false, ..ready("inactive") },
        GatewaySnapshot { online: false, ..ready("offline") },
        GatewaySnapshot { reachable: false, ..ready("unreachable") },
    ];
    assert_eq!(chosen(&gateways, any_route()), None);
}

#[test]
fn pinned_message_goes_to_its_gateway_or_nowhere() {
    let request = RouteRequest { pinned: Some(&GatewayId::from_text("b")), ..any_route() };
    let better = GatewaySnapshot { priority: 9, ..ready("a") };
    assert_eq!(chosen(&[better.clone(), ready("b")], request).as_deref(), Some("b"));
    assert_eq!(chosen(&[better], request), None);
}

#[test]
fn gateway_that_failed_the_message_is_the_last_resort() {
    let request = RouteRequest { avoid: &[&GatewayId::from_text("a")], ..any_route() };
    let failed = GatewaySnapshot { priority: 9, ..ready("a") };
    assert_eq!(chosen(&[failed.clone(), ready("b")], request).as_deref(), Some("b"));
    assert_eq!(chosen(&[failed], request).as_deref(), Some("a"));
}

#[test]
fn provisional_gateway_is_shown_even_when_none_is_online() {
    let offline = GatewaySnapshot { online: false, reachable: false, ..ready("a") };
    let inactive = GatewaySnapshot { active: false, priority: 9, ..ready("b") };
    let shown = provisional([&offline, &inactive], any_route()).map(|gateway| gateway.id.as_str());
    assert_eq!(shown, Some("a"));
}

const RULE: PacingRule = PacingRule { segments: 10, window_ms: 60_000 };

fn paced(segments: u32) -> RouteRequest<'static> {
    RouteRequest { demand: Some(demand(segments)), ..any_route() }
}

fn demand(segments: u32) -> Demand {
    Demand { deployment: Some(RULE), sim_slot: None, segments, recipients: 1 }
}

fn given(id: &str, segments: u32, at_ms: UnixMillis) -> GatewaySnapshot {
    let mut gateway = ready(id);
    gateway.pacing.spend(RULE, None, segments, at_ms);
    gateway
}

#[test]
fn gateway_with_capacity_is_chosen_over_a_better_one_without() {
    let better = GatewaySnapshot { priority: 9, ..given("a", 8, NOW_MS) };
    let gateways = [better, ready("b")];
    assert_eq!(chosen(&gateways, paced(2)).as_deref(), Some("a"));
    assert_eq!(chosen(&gateways, paced(3)).as_deref(), Some("b"));
    assert_eq!(chosen(&gateways, any_route()).as_deref(), Some("a"));
    assert_eq!(
        chosen(&gateways, RouteRequest { pinned: Some(&GatewayId::from_text("a")), ..paced(3) }),
        None
    );
}

#[test]
fn gateway_without_capacity_is_still_shown_as_provisional() {
    let gateways = [given("a", 10, NOW_MS)];
    let shown = provisional(&gateways, paced(1)).map(|gateway| gateway.id.as_str());
    assert_eq!(shown, Some("a"));
}

#[test]
fn next_turn_is_at_the_connected_gateway_that_has_capacity_first() {
    let offline = GatewaySnapshot { online: false, ..ready("c") };
    let gateways = [given("a", 10, NOW_MS), given("b", 10, NOW_MS - 30_000), offline];
    let request = paced(1);
    let at_ms = |it: &GatewaySnapshot| {
        it.pacing.room_at_ms(request.demand.unwrap().on(it).unwrap(), NOW_MS)
    };
    let (gateway, at_ms) = next_turn(&gateways, request, at_ms).unwrap();
    assert_eq!(gateway.id.as_str(), "b");
    assert!((NOW_MS + 30_000..NOW_MS + 31_000).contains(&at_ms));
}

fn reasons(
    gateways: &[GatewaySnapshot],
    request: RouteRequest<'_>,
) -> Vec<(String, Option<Obstacle>)> {
    let explained = explain(gateways, request, |_| None);
    explained.into_iter().map(|it| (it.gateway.id.as_str().to_owned(), it.obstacle)).collect()
}

#[test]
fn explanation_names_why_each_gateway_is_not_chosen() {
    use Obstacle as O;
    let gateways = [
        GatewaySnapshot { active: false, ..ready("inactive") },
        GatewaySnapshot { online: false, ..ready("offline") },
        GatewaySnapshot { reachable: false, ..ready("unreachable") },
        GatewaySnapshot { usage: RouteUse::Pinned, ..ready("reserved") },
        GatewaySnapshot { usage: RouteUse::Fallback, priority: 10, ..ready("fallback") },
        GatewaySnapshot { priority: 9, ..ready("best") },
        GatewaySnapshot { priority: 9, in_flight: 3, ..ready("busy") },
        ready("low"),
        GatewaySnapshot { priority: 10, ..given("full", 10, NOW_MS) },
    ];
    let until_ms = RULE.counts_until_ms(NOW_MS);
    let expected = [
        ("best", None),
        ("busy", Some(O::MoreLoaded)),
        ("low", Some(O::LowerPriority)),
        ("fallback", Some(O::Policy)),
        ("full", Some(O::Pacing { until_ms })),
        ("inactive", Some(O::Inactive)),
        ("offline", Some(O::Offline)),
        ("unreachable", Some(O::Unreachable)),
        ("reserved", Some(O::OnlyIfNamed)),
    ];
    let expected = expected.map(|(id, obstacle)| (id.to_owned(), obstacle));
    assert_eq!(reasons(&gateways, paced(1)), expected);

    let pinned = GatewayId::from_text("low");
    let pinned = RouteRequest { pinned: Some(&pinned), ..any_route() };
    let named = reasons(&gateways, pinned);
    assert_eq!(named[0], ("low".to_owned(), None));
    assert_eq!(named.iter().filter(|(_, it)| *it == Some(O::PinnedElsewhere)).count(), 7);
    let sim = RouteRequest { needs: Needs { poll: true, multimedia: false }, ..any_route() };
    assert!(reasons(&[ready("cable")], sim).contains(&("cable".to_owned(), Some(O::Incapable))));
}

proptest! {
    #[test]
    fn explanation_and_choice_agree(gateways in gateways(), pinned in any_gateway(), sim: bool, paced: bool) {
        let request = RouteRequest {
            pinned: pinned.as_ref(),
            needs: Needs { poll: sim, multimedia: false },
            demand: paced.then_some(demand(1)),
            ..any_route()
        };
        let explained = explain(&gateways, request, |_| None);
        prop_assert_eq!(explained.len(), gateways.len());
        let free: Vec<&str> =
            explained.iter().filter(|it| it.obstacle.is_none()).map(|it| it.gateway.id.as_str()).collect();
        let chosen = choose(&gateways, request).map(|it| it.id.as_str());
        prop_assert_eq!(free, chosen.into_iter().collect::<Vec<_>>());
        prop_assert!(explained.iter().skip(1).all(|it| it.obstacle.is_some()));
    }
}

fn any_gateway() -> impl Strategy<Value = Option<GatewayId>> {
    proptest::option::of((0..5_u8).prop_map(|id| GatewayId::from_text(id.to_string())))
}

fn gateways() -> impl Strategy<Value = Vec<GatewaySnapshot>> {
    let usage =
        prop_oneof![Just(RouteUse::Usual), Just(RouteUse::Pinned), Just(RouteUse::Fallback)];
    let poll = Protocol::Poll { keeps_schedules: false, multimedia: false };
    let protocol = prop_oneof![Just(Protocol::Cable), Just(Protocol::Provider), Just(poll)];
    let one =
        (usage, protocol, proptest::prelude::any::<[bool; 3]>(), 1..3_i32, 0..3_u32, 0..12_u32);
    let one =
        one.prop_map(|(usage, protocol, [active, online, reachable], priority, load, given)| {
            let mut gateway = GatewaySnapshot {
                usage,
                protocol,
                active,
                online,
                reachable,
                priority,
                in_flight: load,
                ..GatewaySnapshot::unseen(GatewayId::from_text(""))
            };
            gateway.pacing.spend(RULE, None, given, NOW_MS);
            gateway
        });
    proptest::collection::vec(one, 0..5).prop_map(|all| {
        let named = (0_u8..).zip(all).map(|(at, gateway)| GatewaySnapshot {
            id: GatewayId::from_text(at.to_string()),
            ..gateway
        });
        named.collect()
    })
}

fn test_gateway(id: &str) -> GatewaySnapshot {
    GatewaySnapshot { kind: GatewayKind::Test, priority: 10, ..ready(id) }
}

#[test]
fn message_to_a_test_number_goes_to_the_test_gateway_and_nowhere_else() {
    let request = RouteRequest { traffic: Traffic::Test, ..any_route() };
    assert_eq!(chosen(&[ready("a"), test_gateway("t")], request).as_deref(), Some("t"));
    let offline = GatewaySnapshot { online: false, ..test_gateway("t") };
    assert_eq!(chosen(&[ready("a"), offline], request), None);
}

#[test]
fn message_that_names_a_test_gateway_goes_to_it() {
    let request = RouteRequest { pinned: Some(&GatewayId::from_text("t")), ..any_route() };
    assert_eq!(chosen(&[ready("a"), test_gateway("t")], request).as_deref(), Some("t"));
}

#[test]
fn sole_test_gateway_takes_all_traffic_in_local_development_only() {
    let (test, real) = ([test_gateway("t")], [test_gateway("t"), ready("a")]);
    let of =
        |gateways: &[GatewaySnapshot], to_test, local| Traffic::of(gateways, || to_test, local);
    assert_eq!(of(&test, false, true), Traffic::Any);
    assert_eq!(of(&test, false, false), Traffic::Ordinary);
    assert_eq!(of(&real, false, true), Traffic::Ordinary);
    assert_eq!(of(&[test_gateway("t"), test_gateway("u")], false, true), Traffic::Ordinary);
    assert_eq!(of(&real, true, false), Traffic::Test);
    assert_eq!(of(&[ready("a")], true, true), Traffic::Ordinary);
}

#[test]
fn account_without_test_gateway_does_not_compare_numbers() {
    assert_eq!(Traffic::of([&ready("a")], || panic!("asked"), true), Traffic::Ordinary);
}

fn closed(id: &str) -> GatewaySnapshot {
    // `NOW_MS` is 08:53:20 in UTC.
    let window = crate::SendWindow::parse("09:00", "21:00", "UTC").unwrap();
    GatewaySnapshot { send_window: Some(window), priority: 10, ..ready(id) }
}

#[test]
fn gateway_with_a_closed_window_gets_urgent_messages_only() {
    let unlimited = Demand { deployment: None, sim_slot: None, segments: 1, recipients: 1 };
    let ordinary = RouteRequest { demand: Some(unlimited), ..any_route() };
    let gateways = [closed("a"), ready("b")];
    assert_eq!(chosen(&gateways, ordinary).as_deref(), Some("b"));
    assert_eq!(chosen(&gateways, any_route()).as_deref(), Some("a"));
    assert_eq!(chosen(&[closed("a")], ordinary), None);
}

#[test]
fn own_pacing_replaces_the_deployments_and_paces_a_phone_that_fetches() {
    let tight = PacingRule { segments: 2, window_ms: 60_000 };
    let poll = crate::Protocol::Poll { keeps_schedules: true, multimedia: true };
    for protocol in [crate::Protocol::Cable, poll] {
        let mut gateway = GatewaySnapshot { own_pacing: Some(tight), protocol, ..ready("a") };
        assert_eq!(chosen(&[gateway.clone()], paced(1)).as_deref(), Some("a"));
        gateway.pacing.spend(tight, None, 2, NOW_MS);
        assert_eq!(chosen(&[gateway.clone()], paced(1)), None, "{protocol:?}");
        let until_ms = tight.counts_until_ms(NOW_MS);
        let expected = [Obstacle::Pacing { until_ms }];
        assert_eq!(assess(&gateway, None, NOW_MS).obstacles, expected);
    }
}

#[test]
fn assessment_names_every_obstacle_and_scores_by_load() {
    use Obstacle::{Inactive, Offline, OnlyIfNamed, SendWindow, TestOnly, Unreachable};

    let busy = GatewaySnapshot { in_flight: 7, ..ready("a") };
    let assessment = assess(&busy, Some(RULE), NOW_MS);
    assert_eq!(assessment, Assessment { score: 93, obstacles: vec![], load: 7 });
    let overloaded = GatewaySnapshot { in_flight: 700, ..ready("a") };
    assert_eq!(assess(&overloaded, None, NOW_MS).score, 1);
    let useless = GatewaySnapshot {
        active: false,
        online: false,
        reachable: false,
        kind: GatewayKind::Test,
        usage: RouteUse::Pinned,
        ..closed("a")
    };
    let until_ms = UnixMillis::new(NOW_MS.as_i64() + 400_000);
    assert_eq!(
        assess(&useless, None, NOW_MS).obstacles,
        [Inactive, Offline, Unreachable, TestOnly, OnlyIfNamed, SendWindow { until_ms }]
    );
}

mod properties {
    use proptest::arbitrary::any as arbitrary;

    use super::*;

    fn gateway() -> impl Strategy<Value = GatewaySnapshot> {
        let flags =
            (arbitrary::<bool>(), arbitrary::<bool>(), arbitrary::<bool>(), arbitrary::<bool>());
        (0_u8..6, flags, 1_i32..11, 0_u32..5).prop_map(
            |(id, (test, active, online, pinned), priority, in_flight)| GatewaySnapshot {
                kind: if test { GatewayKind::Test } else { GatewayKind::Ordinary },
                usage: if pinned { RouteUse::Pinned } else { RouteUse::Usual },
                active,
                online,
                priority,
                in_flight,
                ..ready(&format!("g{id}"))
            },
        )
    }

    proptest! {
        #[test]
        fn test_gateway_never_gets_an_unpinned_message_for_an_ordinary_number(
            gateways in prop::collection::vec(gateway(), 0..6),
        ) {
            let traffic = Traffic::of(&gateways, || false, false);
            let request = RouteRequest { traffic, ..super::any_route() };
            for gateway in choose(&gateways, request).into_iter().chain(provisional(&gateways, request)) {
                prop_assert!(!gateway.kind.is_test());
            }
        }

        #[test]
        fn real_gateway_never_gets_an_unpinned_message_for_a_test_number_beside_a_test_gateway(
            gateways in prop::collection::vec(gateway(), 0..6),
            local in arbitrary::<bool>(),
        ) {
            let traffic = Traffic::of(&gateways, || true, local);
            let request = RouteRequest { traffic, ..super::any_route() };
            let has_test = gateways.iter().any(|gateway| gateway.kind.is_test());
            for gateway in choose(&gateways, request).into_iter().chain(provisional(&gateways, request)) {
                prop_assert_eq!(gateway.kind.is_test(), has_test);
            }
        }

        #[test]
        fn pinned_message_goes_to_its_gateway_whatever_its_kind(
            gateways in prop::collection::vec(gateway(), 1..6),
            to_test in arbitrary::<bool>(),
        ) {
            let pinned = gateways[0].id.clone();
            let traffic = Traffic::of(&gateways, || to_test, false);
            let request = RouteRequest { pinned: Some(&pinned), traffic, ..super::any_route() };
            if let Some(gateway) = choose(&gateways, request) {
                prop_assert_eq!(&gateway.id, &pinned);
            }
        }
    }
}
