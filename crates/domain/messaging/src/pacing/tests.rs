use proptest::prelude::*;

use super::*;

const NOW_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);
const MINUTE_MS: i64 = 60_000;
const RULE: PacingRule = PacingRule { segments: 30, window_ms: 30 * MINUTE_MS };
const GRAIN_MS: i64 = RULE.window_ms / GRAINS;

fn pace(segments: u32) -> Pace {
    Pace { rule: RULE, sim_slot: None, segments }
}

fn spent(segments: u32) -> Pacing {
    let mut pacing = Pacing::default();
    pacing.spend(RULE, None, segments, NOW_MS);
    pacing
}

#[test]
fn budget_is_counted_in_segments() {
    let pacing = spent(20);
    assert_eq!((pacing.room(pace(1), NOW_MS), pacing.room(pace(3), NOW_MS)), (10, 3));
    assert_eq!(pacing.room(pace(11), NOW_MS), 0);
    assert_eq!(spent(30).room(pace(1), NOW_MS), 0);
}

#[test]
fn capacity_returns_a_window_later_plus_at_most_a_grain() {
    let pacing = spent(30);
    assert_eq!(pacing.room(pace(1), NOW_MS + RULE.window_ms - 1), 0);
    assert_eq!(pacing.room(pace(1), NOW_MS + RULE.window_ms + GRAIN_MS), 30);
    let at_ms = pacing.room_at_ms(pace(1), NOW_MS);
    assert!((0..=GRAIN_MS).contains(&(at_ms - NOW_MS - RULE.window_ms)), "{at_ms}");
}

#[test]
fn larger_message_has_capacity_once_enough_counts_have_ended() {
    let mut pacing = spent(10);
    pacing.spend(RULE, None, 10, NOW_MS + 10 * MINUTE_MS);
    pacing.spend(RULE, None, 10, NOW_MS + 20 * MINUTE_MS);
    let now_ms = NOW_MS + 20 * MINUTE_MS;
    let waits_min = |segments| (pacing.room_at_ms(pace(segments), now_ms) - now_ms) / MINUTE_MS;
    assert_eq!((waits_min(1), waits_min(10)), (10, 10));
    assert_eq!((waits_min(11), waits_min(20), waits_min(21)), (20, 20, 30));
}

#[test]
fn message_larger_than_the_budget_goes_alone() {
    assert_eq!(Pacing::default().room(pace(31), NOW_MS), 1);
    assert_eq!(spent(1).room(pace(31), NOW_MS), 0);
    let at_ms = spent(1).room_at_ms(pace(31), NOW_MS);
    assert_eq!(spent(1).room(pace(31), at_ms), 1);
    assert_eq!(spent(31).room(pace(1), NOW_MS), 0);
}

#[test]
fn each_sim_has_a_budget_of_its_own() {
    let mut pacing = spent(30);
    pacing.spend(RULE, Some(1), 5, NOW_MS);
    let of = |sim_slot| pacing.room(Pace { sim_slot, ..pace(1) }, NOW_MS);
    assert_eq!((of(None), of(Some(0)), of(Some(1))), (0, 30, 25));
}

#[test]
fn segments_not_handed_over_are_taken_back_from_their_time() {
    let mut pacing = spent(10);
    let now_ms = NOW_MS + 10 * MINUTE_MS;
    pacing.spend(RULE, None, 5, now_ms);
    pacing.uncount(RULE, None, 4, now_ms);
    assert_eq!(pacing.room(pace(1), now_ms), 19);
    assert_eq!(pacing.room(pace(1), NOW_MS + RULE.window_ms + GRAIN_MS), 29);
    pacing.uncount(RULE, None, 100, now_ms);
    assert_eq!(pacing.room(pace(1), now_ms), 20);
    // Segments whose time is over cannot be taken back.
    pacing.uncount(RULE, None, 100, NOW_MS - RULE.window_ms);
    assert_eq!(pacing.room(pace(1), now_ms), 20);
}

#[test]
fn record_stays_small_whatever_the_budget() {
    let rule = PacingRule { segments: 1_000_000, window_ms: RULE.window_ms };
    let mut pacing = Pacing::default();
    for at in 0..20_000 {
        pacing.spend(rule, None, 1, NOW_MS + at * 300);
    }
    let sums = i64::try_from(pacing.sims[0].spent.len()).unwrap();
    assert!(sums <= GRAINS + 2, "{sums}");
}

#[test]
fn snapshot_without_pacing_reads_as_unused_and_is_written_without_it() {
    let snapshot = crate::GatewaySnapshot::unseen(ids::GatewayId::from_text("a"));
    let json = serde_json::to_string(&snapshot).unwrap();
    assert!(!json.contains("pacing"));
    assert_eq!(serde_json::from_str::<crate::GatewaySnapshot>(&json).unwrap(), snapshot);
}

proptest! {
    /// A caller that checks for capacity before counting never exceeds the budget in any window, and capacity
    /// returns exactly when it was predicted.
    #[test]
    fn no_window_ever_holds_more_than_the_budget(
        segments in 1_u32..40,
        window_ms in prop_oneof![1_i64..200, 1_000_i64..2_000_000],
        orders in prop::collection::vec((1_u32..12, 0_i64..1_000), 1..80),
    ) {
        let rule = PacingRule { segments, window_ms };
        let (mut pacing, mut now_ms) = (Pacing::default(), NOW_MS);
        let mut given: Vec<(UnixMillis, u32)> = Vec::new();
        for (size, wait) in orders {
            now_ms += wait * window_ms / 2_000;
            let pace = Pace { rule, sim_slot: None, segments: size };
            let at_ms = pacing.room_at_ms(pace, now_ms);
            prop_assert!(at_ms >= now_ms && pacing.room(pace, at_ms) > 0);
            prop_assert!(at_ms == now_ms || pacing.room(pace, at_ms - 1) == 0);
            now_ms = at_ms;
            pacing.spend(rule, None, size, now_ms);
            given.push((now_ms, size));
            let recent = given.iter().filter(|(at_ms, _)| *at_ms > now_ms - window_ms);
            let sum: u32 = recent.clone().map(|(_, size)| size).sum();
            prop_assert!(sum <= segments || recent.count() == 1, "{} of {}", sum, segments);
        }
    }
}
