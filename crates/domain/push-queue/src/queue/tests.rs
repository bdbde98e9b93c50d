use std::collections::BTreeMap;

use ids::GatewayId;
use object_commands::push_queue::{DeviceEventName, PushToken};
use proptest::prelude::*;

use super::*;

const DEBOUNCE_MS: i64 = 5_000;
const QUARTER_MS: i64 = 15 * 60_000;
const FAILED: PushOutcome = PushOutcome::Failed { retry_after_ms: None };

fn time(ms: i64) -> UnixMillis {
    UnixMillis::new(ms)
}

fn push(token: &str, event: DeviceEventName) -> Push {
    Push { token: PushToken::new(token), event, data: BTreeMap::new() }
}

fn enqueued(token: &str) -> Push {
    push(token, DeviceEventName::MessageEnqueued)
}

fn cancelled(token: &str, message_id: &str) -> Push {
    let data = BTreeMap::from([("messageId".to_owned(), message_id.to_owned())]);
    Push { data, ..push(token, DeviceEventName::MessageCancelled) }
}

fn queue() -> Queue {
    Queue::new(PushRules::new(DEBOUNCE_MS))
}

/// Sends everything that is due and gives it this outcome at once.
fn send(queue: &mut Queue, outcome: PushOutcome, now_ms: UnixMillis) -> Vec<Push> {
    let begun = queue.begin(now_ms);
    for (key, _) in &begun {
        queue.finished(key, outcome, now_ms);
    }
    begun.into_iter().map(|(_, push)| push).collect()
}

/// Applies the changes, so that `stored` is what would be found after an eviction.
fn apply(stored: &mut BTreeMap<String, String>, changes: Vec<EntryChange>) {
    for change in changes {
        match change {
            EntryChange::Put { key, value } => {
                stored.insert(key, value);
            }
            EntryChange::Delete { key } => {
                assert!(stored.remove(&key).is_some(), "{key} was not kept");
            }
        }
    }
}

#[test]
fn push_is_sent_at_once_and_an_equal_one_after_the_debounce_interval() {
    let mut queue = queue();
    assert_eq!(queue.offer(enqueued("t"), UnixMillis::EPOCH), OfferOutcome::Accepted);
    assert_eq!(send(&mut queue, PushOutcome::Sent, UnixMillis::EPOCH), [enqueued("t")]);
    for at_ms in [1, 2, 3] {
        assert_eq!(queue.offer(enqueued("t"), time(at_ms)), OfferOutcome::Accepted);
    }
    assert_eq!(queue.next_due_ms(time(3)), Some(time(DEBOUNCE_MS)));
    assert_eq!(send(&mut queue, PushOutcome::Sent, time(DEBOUNCE_MS - 1)), []);
    assert_eq!(send(&mut queue, PushOutcome::Sent, time(DEBOUNCE_MS)), [enqueued("t")]);
    assert_eq!(queue.next_due_ms(time(DEBOUNCE_MS)), None);
}

#[test]
fn push_offered_while_an_equal_one_is_under_way_is_sent_after_the_interval() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    let begun = queue.begin(UnixMillis::EPOCH);
    queue.offer(enqueued("t"), time(10));
    assert_eq!(queue.begin(time(20)), []);
    queue.finished(&begun[0].0, PushOutcome::Sent, time(30));
    assert_eq!(queue.next_due_ms(time(30)), Some(time(30 + DEBOUNCE_MS)));
}

#[test]
fn pushes_with_different_events_data_or_tokens_do_not_wait_for_each_other() {
    let mut queue = queue();
    let all = [
        enqueued("t"),
        push("t", DeviceEventName::WebhooksUpdated),
        cancelled("t", "1"),
        cancelled("t", "2"),
        enqueued("u"),
    ];
    for push in &all {
        queue.offer(push.clone(), UnixMillis::EPOCH);
    }
    assert_eq!(send(&mut queue, PushOutcome::Sent, UnixMillis::EPOCH).len(), all.len());
}

#[test]
fn push_is_tried_three_times_with_growing_delays_and_then_its_token_is_paused() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    queue.offer(enqueued("u"), UnixMillis::EPOCH);
    assert_eq!(send(&mut queue, FAILED, UnixMillis::EPOCH).len(), 2);
    assert_eq!(queue.next_due_ms(UnixMillis::EPOCH), Some(time(DEBOUNCE_MS)));
    let (t, u): (Vec<_>, Vec<_>) =
        queue.begin(time(DEBOUNCE_MS)).into_iter().partition(|(_, push)| *push == enqueued("t"));
    queue.finished(&t[0].0, FAILED, time(DEBOUNCE_MS));
    queue.finished(&u[0].0, PushOutcome::Sent, time(DEBOUNCE_MS));
    let third_ms = 3 * DEBOUNCE_MS;
    assert_eq!(queue.next_due_ms(time(DEBOUNCE_MS)), Some(time(third_ms)));
    queue.offer(cancelled("t", "1"), time(third_ms));
    let begun = queue.begin(time(third_ms));
    let key = &begun.iter().find(|(_, push)| *push == enqueued("t")).unwrap().0;
    queue.finished(key, FAILED, time(third_ms));
    assert_eq!(queue.offer(cancelled("t", "2"), time(third_ms)), OfferOutcome::Paused);
    assert_eq!(queue.offer(enqueued("u"), time(third_ms)), OfferOutcome::Accepted);
    let until_ms = third_ms + QUARTER_MS;
    assert_eq!(queue.offer(enqueued("t"), time(until_ms - 1)), OfferOutcome::Paused);
    assert_eq!(queue.offer(enqueued("t"), time(until_ms)), OfferOutcome::Accepted);
}

#[test]
fn success_resets_the_number_of_tries() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    for round in 0..10 {
        let at_ms = round * 100 * DEBOUNCE_MS;
        queue.offer(enqueued("t"), time(at_ms));
        assert_eq!(send(&mut queue, FAILED, time(at_ms)).len(), 1, "{round}");
        assert_eq!(send(&mut queue, FAILED, time(at_ms + DEBOUNCE_MS)).len(), 1);
        assert_eq!(send(&mut queue, PushOutcome::Sent, time(at_ms + 3 * DEBOUNCE_MS)).len(), 1);
    }
}

#[test]
fn push_offered_during_the_last_try_gets_three_tries_of_its_own() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    send(&mut queue, FAILED, UnixMillis::EPOCH);
    send(&mut queue, FAILED, time(DEBOUNCE_MS));
    let begun = queue.begin(time(3 * DEBOUNCE_MS));
    queue.offer(enqueued("t"), time(3 * DEBOUNCE_MS));
    queue.finished(&begun[0].0, PushOutcome::Sent, time(3 * DEBOUNCE_MS));
    for at in [4, 5] {
        assert_eq!(send(&mut queue, FAILED, time(at * DEBOUNCE_MS)).len(), 1, "{at}");
    }
    assert_eq!(queue.next_due_ms(time(5 * DEBOUNCE_MS)), Some(time(7 * DEBOUNCE_MS)));
}

#[test]
fn pushes_whose_joined_data_is_equal_are_different() {
    let mut queue = queue();
    let other = |data: &[(&str, &str)]| {
        let data = data.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Push { data: data.collect(), ..enqueued("t") }
    };
    for data in [&[("a", "b"), ("c", "d")][..], &[("a", "b:c:d")], &[("a:b", "c:d")]] {
        queue.offer(other(data), UnixMillis::EPOCH);
    }
    assert_eq!(queue.begin(UnixMillis::EPOCH).len(), 3);
}

#[test]
fn refused_token_is_paused_at_once_and_loses_its_waiting_pushes() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    send(&mut queue, PushOutcome::Sent, UnixMillis::EPOCH);
    queue.offer(enqueued("t"), time(1));
    queue.offer(cancelled("t", "1"), time(1));
    assert_eq!(send(&mut queue, PushOutcome::Refused, time(1)), [cancelled("t", "1")]);
    assert_eq!(queue.offer(enqueued("t"), time(2)), OfferOutcome::Paused);
    assert_eq!(queue.next_due_ms(time(2)), None);
}

#[test]
fn retry_after_delays_the_next_try() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    send(&mut queue, PushOutcome::Failed { retry_after_ms: Some(60_000) }, UnixMillis::EPOCH);
    assert_eq!(queue.next_due_ms(UnixMillis::EPOCH), Some(time(60_000)));
}

#[test]
fn throttling_does_not_pause_a_token_but_no_push_waits_over_a_quarter_hour() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    let throttled = PushOutcome::Throttled { retry_after_ms: Some(60_000) };
    for minute in 0..15 {
        assert_eq!(send(&mut queue, throttled, time(minute * 60_000)).len(), 1, "{minute}");
    }
    assert_eq!(send(&mut queue, throttled, time(QUARTER_MS)), []);
    assert_eq!(queue.next_due_ms(time(QUARTER_MS)), None);
    assert_eq!(queue.offer(enqueued("t"), time(QUARTER_MS)), OfferOutcome::Accepted);
}

#[test]
fn full_queue_accepts_only_pushes_equal_to_waiting_ones() {
    let mut queue = Queue::new(PushRules { max_waiting: 2, ..PushRules::new(DEBOUNCE_MS) });
    let offers = ["t", "u", "v", "t"].map(|token| queue.offer(enqueued(token), UnixMillis::EPOCH));
    assert_eq!(
        offers,
        [
            OfferOutcome::Accepted,
            OfferOutcome::Accepted,
            OfferOutcome::Full,
            OfferOutcome::Accepted
        ]
    );
}

#[test]
fn requests_beyond_the_pace_wait_and_are_then_sent_together() {
    let pace = RequestPace { requests: 2, window_ms: 60_000 };
    let mut queue = Queue::new(PushRules { pace: Some(pace), ..PushRules::new(DEBOUNCE_MS) });
    for (at_ms, token) in [(0, "a"), (1_000, "b"), (2_000, "c"), (3_000, "d")] {
        queue.offer(enqueued(token), time(at_ms));
        let sent = send(&mut queue, PushOutcome::Sent, time(at_ms)).len();
        assert_eq!(sent, usize::from(at_ms < 2_000), "{at_ms}");
    }
    assert_eq!(queue.next_due_ms(time(3_000)), Some(time(60_000)));
    assert_eq!(send(&mut queue, PushOutcome::Sent, time(60_000)), [enqueued("c"), enqueued("d")]);
    queue.offer(enqueued("e"), time(60_500));
    assert_eq!(queue.next_due_ms(time(60_500)), Some(time(61_000)));
}

#[test]
fn batch_is_bounded_and_the_rest_is_due_at_once() {
    let mut queue = Queue::new(PushRules { batch: 3, ..PushRules::new(DEBOUNCE_MS) });
    for token in ["a", "b", "c", "d", "e"] {
        queue.offer(enqueued(token), UnixMillis::EPOCH);
    }
    assert_eq!(queue.begin(UnixMillis::EPOCH).len(), 3);
    assert_eq!(queue.next_due_ms(UnixMillis::EPOCH), Some(UnixMillis::EPOCH));
    assert_eq!(queue.begin(UnixMillis::EPOCH).len(), 2);
}

#[test]
fn push_that_succeeds_at_once_is_never_stored() {
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    let begun = queue.begin(UnixMillis::EPOCH);
    assert_eq!(queue.take_changes(), []);
    queue.finished(&begun[0].0, PushOutcome::Sent, UnixMillis::EPOCH);
    assert_eq!(queue.take_changes(), []);
}

#[test]
fn waiting_pushes_and_paused_tokens_survive_eviction_and_finished_ones_are_not_stored() {
    let mut stored = BTreeMap::new();
    let mut queue = queue();
    queue.offer(enqueued("t"), UnixMillis::EPOCH);
    queue.offer(cancelled("u", "1"), UnixMillis::EPOCH);
    let begun = queue.begin(UnixMillis::EPOCH);
    for (key, push) in &begun {
        let outcome = if push.token.expose() == "u" { PushOutcome::Refused } else { FAILED };
        queue.finished(key, outcome, UnixMillis::EPOCH);
    }
    apply(&mut stored, queue.take_changes());
    assert_eq!(stored.len(), 2);

    let mut queue = Queue::restore(PushRules::new(DEBOUNCE_MS), stored.clone());
    assert_eq!(queue.offer(enqueued("u"), time(1)), OfferOutcome::Paused);
    assert_eq!(queue.next_due_ms(time(1)), Some(time(DEBOUNCE_MS)));
    let begun = queue.begin(time(DEBOUNCE_MS));
    assert_eq!(begun[0].1, enqueued("t"));
    apply(&mut stored, queue.take_changes());
    assert_eq!(stored.len(), 2, "a push is stored until its end is known");
    queue.finished(&begun[0].0, FAILED, time(DEBOUNCE_MS));
    apply(&mut stored, queue.take_changes());

    let mut queue = Queue::restore(PushRules::new(DEBOUNCE_MS), stored.clone());
    assert_eq!(send(&mut queue, PushOutcome::Sent, time(3 * DEBOUNCE_MS)), [enqueued("t")]);
    queue.begin(time(2 * QUARTER_MS));
    apply(&mut stored, queue.take_changes());
    assert_eq!(stored, BTreeMap::new());
}

#[test]
fn unreadable_stored_entry_is_dropped() {
    let mut stored: BTreeMap<String, String> = [("waiting/x", "{"), ("other", "1")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let mut queue = Queue::restore(PushRules::new(DEBOUNCE_MS), stored.clone());
    apply(&mut stored, queue.take_changes());
    assert_eq!((stored.len(), queue.next_due_ms(UnixMillis::EPOCH)), (0, None));
}

#[test]
fn keys_and_rows_of_paused_tokens_do_not_contain_the_token() {
    let mut queue = queue();
    queue.offer(enqueued("secret"), UnixMillis::EPOCH);
    send(&mut queue, PushOutcome::Refused, UnixMillis::EPOCH);
    let shown = format!("{:?}{queue:?}", queue_changes(&mut queue));
    assert!(!shown.contains("secret"), "{shown}");
}

fn queue_changes(queue: &mut Queue) -> Vec<EntryChange> {
    queue.take_changes()
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Offer(u8),
    Send(PushOutcome),
    Evict,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..4).prop_map(Step::Offer),
        4 => prop_oneof![
            Just(PushOutcome::Sent),
            Just(FAILED),
            Just(PushOutcome::Throttled { retry_after_ms: None }),
            Just(PushOutcome::Refused),
        ].prop_map(Step::Send),
        1 => Just(Step::Evict),
    ]
}

proptest! {
    /// In any order of steps, with evictions between any two: equal pushes keep their distance, paused tokens get
    /// no pushes, and every accepted push is sent in the end or its token is paused.
    #[test]
    fn rules_hold_in_any_order(steps in proptest::collection::vec((step(), 0_i64..4_000), 1..120)) {
        let rules = PushRules::new(DEBOUNCE_MS);
        let mut queue = Queue::new(rules);
        let mut stored = BTreeMap::new();
        let mut now_ms = UnixMillis::EPOCH;
        let mut sent_at: BTreeMap<String, UnixMillis> = BTreeMap::new();
        let mut alone_until: BTreeMap<String, UnixMillis> = BTreeMap::new();
        for (step, pause_ms) in steps {
            now_ms += pause_ms;
            match step {
                Step::Offer(token) => {
                    let name = token.to_string();
                    let offer = queue.offer(enqueued(&name), now_ms);
                    let alone = alone_until.get(&name).is_some_and(|until_ms| *until_ms > now_ms);
                    prop_assert_eq!(offer == OfferOutcome::Paused, alone);
                }
                Step::Send(outcome) => {
                    for (key, push) in queue.begin(now_ms) {
                        let name = push.token.expose().to_owned();
                        prop_assert!(alone_until.get(&name).is_none_or(|until_ms| *until_ms <= now_ms));
                        if let Some(at_ms) = sent_at.get(&name) {
                            prop_assert!(now_ms.since(*at_ms) >= DEBOUNCE_MS);
                        }
                        queue.finished(&key, outcome, now_ms);
                        match outcome {
                            PushOutcome::Sent => { sent_at.insert(name, now_ms); }
                            PushOutcome::Refused => { alone_until.insert(name, now_ms + QUARTER_MS); }
                            // The third failure pauses the token; later offers show it.
                            _ if queue.offer(push.clone(), now_ms) == OfferOutcome::Paused => {
                                alone_until.insert(name, now_ms + QUARTER_MS);
                            }
                            _ => {}
                        }
                    }
                }
                Step::Evict => {
                    queue = Queue::restore(rules, stored.clone());
                    // The times of recent pushes are lost on eviction.
                    sent_at.clear();
                }
            }
            apply(&mut stored, queue.take_changes());
            let waiting = stored.keys().filter(|key| key.starts_with(WAITING)).count();
            prop_assert_eq!(waiting > 0, queue.next_due_ms(now_ms).is_some());
        }
        for _ in 0..4 {
            now_ms += QUARTER_MS / 4;
            send(&mut queue, PushOutcome::Sent, now_ms);
        }
        now_ms += QUARTER_MS;
        queue.begin(now_ms);
        apply(&mut stored, queue.take_changes());
        prop_assert_eq!(stored, BTreeMap::new());
    }
}

#[test]
fn queue_bounds_its_bytes_and_frees_them() {
    let mut queue = Queue::new(PushRules { max_bytes: 100, ..PushRules::new(DEBOUNCE_MS) });
    let long = |name: &str| enqueued(&format!("{name}{}", "x".repeat(39)));
    assert_eq!(queue.offer(long("a"), UnixMillis::EPOCH), OfferOutcome::Accepted);
    assert_eq!(queue.offer(long("b"), UnixMillis::EPOCH), OfferOutcome::Accepted);
    assert_eq!(queue.offer(long("c"), UnixMillis::EPOCH), OfferOutcome::Full);
    assert_eq!(
        queue.offer(long("a"), UnixMillis::EPOCH),
        OfferOutcome::Accepted,
        "an equal push takes no room"
    );
    let mut stored = BTreeMap::new();
    apply(&mut stored, queue.take_changes());
    let rules = PushRules { max_bytes: 100, ..PushRules::new(DEBOUNCE_MS) };
    let mut restored = Queue::restore(rules, stored);
    assert_eq!(
        restored.offer(long("c"), UnixMillis::EPOCH),
        OfferOutcome::Full,
        "what was kept takes room as well"
    );
    send(&mut restored, PushOutcome::Refused, UnixMillis::EPOCH);
    assert_eq!(restored.offer(long("c"), UnixMillis::EPOCH), OfferOutcome::Accepted);
}

#[test]
fn number_of_paused_tokens_is_bounded() {
    let mut queue = Queue::new(PushRules { max_paused: 2, ..PushRules::new(DEBOUNCE_MS) });
    for token in ["a", "b", "c"] {
        assert_eq!(queue.offer(enqueued(token), UnixMillis::EPOCH), OfferOutcome::Accepted);
    }
    send(&mut queue, PushOutcome::Refused, UnixMillis::EPOCH);
    let offers = ["a", "b", "c"].map(|token| queue.offer(enqueued(token), time(1)));
    assert_eq!(offers.iter().filter(|offer| **offer == OfferOutcome::Paused).count(), 2);
    assert_eq!(offers.iter().filter(|offer| **offer == OfferOutcome::Accepted).count(), 1);
}

fn phone(unreached: bool) -> PushedPhone {
    PushedPhone {
        account_id: "account".to_owned(),
        gateway_id: GatewayId::from_text("gateway"),
        unreached,
    }
}

/// Sends everything that is due with this outcome, and returns the notices.
fn notices(queue: &mut Queue, outcome: PushOutcome, now_ms: UnixMillis) -> Vec<PushReachability> {
    send(queue, outcome, now_ms);
    queue.take_notices().into_iter().map(|notice| notice.reachability).collect()
}

#[test]
fn used_up_tries_give_the_phone_a_notice_although_the_queue_is_evicted_between_any_two() {
    let mut stored = BTreeMap::new();
    let mut queue = queue();
    queue.offer_for(Some(&phone(false)), enqueued("t"), UnixMillis::EPOCH);
    for (at_ms, expected) in
        [(0, None), (DEBOUNCE_MS, None), (3 * DEBOUNCE_MS, Some(PushReachability::Failing))]
    {
        let begun = queue.begin(time(at_ms));
        queue.finished(&begun[0].0, FAILED, time(at_ms));
        let expected =
            expected.map(|reachability| ReachabilityNotice { phone: phone(false), reachability });
        assert_eq!(queue.take_notices(), Vec::from_iter(expected), "{at_ms}");
        apply(&mut stored, queue.take_changes());
        queue = Queue::restore(PushRules::new(DEBOUNCE_MS), stored.clone());
    }
}

#[test]
fn refused_token_and_failing_service_give_different_notices() {
    for (outcome, expected) in [
        (PushOutcome::Refused, PushReachability::TokenRefused),
        (PushOutcome::Failed { retry_after_ms: None }, PushReachability::Failing),
    ] {
        let mut queue = Queue::new(PushRules { tries: 1, ..PushRules::new(DEBOUNCE_MS) });
        queue.offer_for(Some(&phone(false)), enqueued("t"), UnixMillis::EPOCH);
        queue.offer(enqueued("of another server"), UnixMillis::EPOCH);
        assert_eq!(notices(&mut queue, outcome, UnixMillis::EPOCH), [expected]);
    }
}

#[test]
fn push_throttled_in_every_try_gives_one_notice_and_its_token_is_not_paused() {
    let throttled = PushOutcome::Throttled { retry_after_ms: Some(30_000) };
    let mut stored = BTreeMap::new();
    let mut queue = queue();
    queue.offer_for(Some(&phone(false)), enqueued("t"), UnixMillis::EPOCH);
    for attempt in 0..6 {
        let expected: &[PushReachability] =
            if attempt == 2 { &[PushReachability::Failing] } else { &[] };
        assert_eq!(notices(&mut queue, throttled, time(attempt * 30_000)), expected, "{attempt}");
        apply(&mut stored, queue.take_changes());
        queue = Queue::restore(PushRules::new(DEBOUNCE_MS), stored.clone());
    }
    assert_eq!(notices(&mut queue, PushOutcome::Sent, time(180_000)), [PushReachability::Restored]);
    queue.offer_for(Some(&phone(false)), enqueued("t"), time(300_000));
    assert_eq!(notices(&mut queue, PushOutcome::Sent, time(300_000)), []);
}

#[test]
fn sent_push_gives_a_notice_only_to_a_phone_that_counts_as_unreached() {
    let mut queue = queue();
    for (at_ms, unreached, expected) in
        [(0, false, &[][..]), (20_000, true, &[PushReachability::Restored][..])]
    {
        queue.offer_for(Some(&phone(unreached)), enqueued("t"), time(at_ms));
        assert_eq!(notices(&mut queue, PushOutcome::Sent, time(at_ms)), expected);
    }
    // The equal push that waits was offered by a caller that does not know of it.
    queue.offer_for(Some(&phone(false)), cancelled("t", "1"), time(40_000));
    queue.offer_for(Some(&phone(true)), cancelled("t", "1"), time(40_001));
    assert_eq!(notices(&mut queue, PushOutcome::Sent, time(40_002)), [PushReachability::Restored]);
}

fn named(gateway_id: &str) -> PushedPhone {
    PushedPhone { gateway_id: GatewayId::from_text(gateway_id), ..phone(false) }
}

/// Takes the notices as pairs of gateway and tidings.
fn told(queue: &mut Queue) -> Vec<(String, PushReachability)> {
    let notices = queue.take_notices().into_iter();
    notices.map(|it| (it.phone.gateway_id.as_str().to_owned(), it.reachability)).collect()
}

fn expected(
    gateway_ids: &[&str],
    reachability: PushReachability,
) -> Vec<(String, PushReachability)> {
    gateway_ids.iter().map(|id| ((*id).to_owned(), reachability)).collect()
}

#[test]
fn push_for_a_paused_token_gives_its_phone_a_notice_unless_the_account_knows() {
    for (outcome, reachability) in [
        (PushOutcome::Refused, PushReachability::TokenRefused),
        (FAILED, PushReachability::Failing),
    ] {
        let rules = PushRules { tries: 1, ..PushRules::new(DEBOUNCE_MS) };
        let (mut stored, mut queue) = (BTreeMap::new(), Queue::new(rules));
        queue.offer_for(Some(&named("a")), enqueued("t"), UnixMillis::EPOCH);
        send(&mut queue, outcome, UnixMillis::EPOCH);
        assert_eq!(told(&mut queue), expected(&["a"], reachability));
        apply(&mut stored, queue.take_changes());
        let mut queue = Queue::restore(rules, stored);
        let unreached = PushedPhone { unreached: true, ..named("a") };
        assert_eq!(queue.offer_for(Some(&unreached), enqueued("t"), time(1)), OfferOutcome::Paused);
        assert!(!queue.has_notices());
        assert_eq!(
            queue.offer_for(Some(&named("b")), enqueued("t"), time(1)),
            OfferOutcome::Paused
        );
        assert!(queue.has_notices());
        assert_eq!(told(&mut queue), expected(&["b"], reachability));
    }
}

#[test]
fn every_phone_of_a_token_is_told_although_the_queue_is_evicted() {
    for outcome in [PushOutcome::Refused, FAILED] {
        let (mut stored, mut queue) = (BTreeMap::new(), queue());
        queue.offer_for(Some(&named("c")), enqueued("t"), UnixMillis::EPOCH);
        queue.offer_for(Some(&named("d")), enqueued("t"), UnixMillis::EPOCH);
        queue.offer_for(Some(&named("e")), cancelled("t", "1"), UnixMillis::EPOCH);
        for at_ms in [0, DEBOUNCE_MS] {
            send(&mut queue, FAILED, time(at_ms));
            apply(&mut stored, queue.take_changes());
            queue = Queue::restore(PushRules::new(DEBOUNCE_MS), stored.clone());
        }
        let begun = queue.begin(time(3 * DEBOUNCE_MS));
        queue.offer_for(Some(&named("f")), enqueued("t"), time(3 * DEBOUNCE_MS));
        queue.finished(&begun[0].0, outcome, time(3 * DEBOUNCE_MS));
        let reachability = if outcome == FAILED {
            PushReachability::Failing
        } else {
            PushReachability::TokenRefused
        };
        assert_eq!(told(&mut queue), expected(&["c", "d", "e", "f"], reachability));
    }
}

#[test]
fn stored_push_under_way_keeps_its_row_when_another_phone_offers_it() {
    let (mut stored, mut queue) = (BTreeMap::new(), queue());
    queue.offer_for(Some(&named("a")), enqueued("t"), UnixMillis::EPOCH);
    send(&mut queue, FAILED, UnixMillis::EPOCH);
    apply(&mut stored, queue.take_changes());
    assert_eq!(queue.begin(time(DEBOUNCE_MS)).len(), 1);
    queue.offer_for(Some(&named("b")), enqueued("t"), time(DEBOUNCE_MS));
    assert_eq!(queue.take_changes(), []);
    assert!(queue.next_due_ms(time(DEBOUNCE_MS)).is_some());
    // The instance ends before the outcome is known.
    let mut next = Queue::restore(PushRules::new(DEBOUNCE_MS), stored);
    assert_eq!(next.begin(time(DEBOUNCE_MS)).len(), 1);
}

#[test]
fn accounts_of_many_phones_are_told_in_several_rounds() {
    let mut queue = queue();
    for number in 0..250 {
        queue.offer_for(
            Some(&named(&number.to_string())),
            enqueued(&format!("t{number}")),
            UnixMillis::EPOCH,
        );
    }
    assert_eq!(queue.begin(time(QUARTER_MS)), []);
    let mut rounds = Vec::new();
    while queue.has_notices() {
        rounds.push(queue.take_notices().len());
        assert_eq!(
            queue.next_due_ms(time(QUARTER_MS)),
            queue.has_notices().then_some(time(QUARTER_MS))
        );
    }
    assert_eq!(rounds, [100, 100, 50]);
}

#[test]
fn every_phone_of_a_throttled_push_is_told_of_it_and_of_its_end() {
    let mut queue = Queue::new(PushRules { tries: 1, ..PushRules::new(DEBOUNCE_MS) });
    for name in ["c", "d", "c"] {
        queue.offer_for(Some(&named(name)), enqueued("t"), UnixMillis::EPOCH);
    }
    send(&mut queue, PushOutcome::Throttled { retry_after_ms: None }, UnixMillis::EPOCH);
    assert_eq!(told(&mut queue), expected(&["c", "d"], PushReachability::Failing));
    send(&mut queue, PushOutcome::Sent, time(DEBOUNCE_MS));
    assert_eq!(told(&mut queue), expected(&["c", "d"], PushReachability::Restored));
}

#[test]
fn push_without_room_and_push_that_waited_too_long_give_notices() {
    let pace = RequestPace { requests: 1, window_ms: 60_000 };
    let rules = PushRules { max_waiting: 2, pace: Some(pace), ..PushRules::new(DEBOUNCE_MS) };
    let mut queue = Queue::new(rules);
    queue.offer_for(Some(&named("a")), enqueued("t"), UnixMillis::EPOCH);
    assert_eq!(send(&mut queue, PushOutcome::Sent, UnixMillis::EPOCH).len(), 1);
    queue.offer_for(Some(&named("b")), enqueued("u"), time(1));
    assert_eq!(queue.offer_for(Some(&named("c")), enqueued("v"), time(1)), OfferOutcome::Full);
    assert_eq!(told(&mut queue), expected(&["c"], PushReachability::Failing));
    assert_eq!(queue.begin(time(1 + QUARTER_MS)), []);
    assert_eq!(told(&mut queue), expected(&["b"], PushReachability::Failing));
}

#[test]
fn phones_of_one_push_are_bounded_and_take_room() {
    let mut queue = queue();
    for number in 0..MAX_PHONES + 2 {
        queue.offer_for(Some(&named(&format!("{number:02}"))), enqueued("t"), UnixMillis::EPOCH);
    }
    send(&mut queue, PushOutcome::Refused, UnixMillis::EPOCH);
    let told = told(&mut queue);
    assert_eq!((told.len(), told[0].0.as_str(), queue.bytes), (MAX_PHONES, "02", 0));
}

#[test]
fn forgotten_account_leaves_neither_pushes_nor_notices_and_other_accounts_keep_theirs() {
    let mut queue = queue();
    let other = PushedPhone { account_id: "other".to_owned(), ..phone(false) };
    queue.offer_for(Some(&phone(false)), enqueued("mine"), time(0));
    queue.offer_for(Some(&phone(false)), enqueued("shared"), time(0));
    queue.offer_for(Some(&other), enqueued("shared"), time(0));
    queue.offer(enqueued("stranger"), time(0));
    let mut stored = BTreeMap::new();
    apply(&mut stored, queue.take_changes());
    assert_eq!(stored.len(), 3);
    queue.forget_account(&phone(false).account_id);
    apply(&mut stored, queue.take_changes());
    assert_eq!(stored.len(), 2);
    let names_it = |value: &String| value.contains(r#""account_id":"account""#);
    assert!(!stored.values().any(names_it), "{stored:?}");
    let mut sent = send(&mut queue, PushOutcome::Refused, time(1));
    sent.sort_by(|one, next| one.token.expose().cmp(next.token.expose()));
    let tokens: Vec<&str> = sent.iter().map(|push| push.token.expose()).collect();
    assert_eq!(tokens, ["shared", "stranger"]);
    let notified: Vec<String> =
        queue.take_notices().into_iter().map(|notice| notice.phone.account_id).collect();
    assert_eq!(notified, ["other"]);
    assert_eq!(queue.bytes, 0);
}

#[test]
fn account_is_forgotten_while_its_push_is_under_way_and_before_its_notice_is_taken() {
    let mut queue = queue();
    queue.offer_for(Some(&phone(false)), enqueued("t"), time(0));
    let begun = queue.begin(time(0));
    queue.forget_account(&phone(false).account_id);
    queue.finished(&begun[0].0, PushOutcome::Refused, time(1));
    assert_eq!(queue.take_notices(), []);
    queue.offer_for(Some(&phone(false)), enqueued("u"), time(2));
    send(&mut queue, PushOutcome::Refused, time(2));
    assert!(queue.has_notices());
    queue.forget_account(&phone(false).account_id);
    assert!(!queue.has_notices());
    assert_eq!(queue.take_notices(), []);
}
