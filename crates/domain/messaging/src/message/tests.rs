//! The rules of architecture section 3 as claims, then random histories.

use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use super::{RecipientState as S, TimelineEvent as E, *};

const START_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);
const MINUTE_MS: i64 = 60_000;

fn policy() -> DispatchPolicy {
    DispatchPolicy::default()
}

fn message_to(recipients: usize, options: Options) -> Message {
    let region = Region::parse("US").unwrap();
    let address = |at| Address::lenient(&format!("+1202555{at:04}"), region);
    let draft = Draft {
        recipients: (0..recipients).map(address).collect(),
        content: Content::Text(MessageText::new("hi")),
        options: Options { delivery_report: true, ..options },
        client_id: None,
    };
    Message::accept(draft, START_MS, &policy(), &mut ChaCha8Rng::seed_from_u64(1))
}

fn id(text: &str) -> GatewayId {
    GatewayId::from_text(text)
}

fn message() -> Message {
    message_to(1, Options::default())
}

fn report(
    message: &mut Message,
    gateway_id: &str,
    status: ReportStatus,
    at_ms: UnixMillis,
) -> ReportEffect {
    message.report(&Report { gateway_id: &id(gateway_id), ordinal: 0, status }, at_ms, &policy())
}

fn failed() -> ReportStatus {
    ReportStatus::Failed { reason: "no service".to_owned() }
}

fn state(message: &Message) -> S {
    message.recipients[0].state
}

fn has(message: &Message, event: E) -> bool {
    message.timeline.iter().any(|entry| entry.event == event)
}

#[test]
fn sent_then_delivered_settles_with_both_times() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", ReportStatus::Sent, START_MS + 1_000);
    assert!(!message.is_settled(START_MS + 1_000, &policy()));
    report(&mut message, "a", ReportStatus::Delivered, START_MS + 2_000);
    assert_eq!(message.state(), S::Delivered);
    assert_eq!(message.sent_at_ms(), Some(START_MS + 1_000));
    assert_eq!(message.delivered_at_ms(), Some(START_MS + 2_000));
    assert!(message.is_settled(START_MS + 2_000, &policy()));
}

#[test]
fn report_of_a_gateway_without_a_lease_is_unknown() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    let before = message.clone();
    assert_eq!(report(&mut message, "b", ReportStatus::Sent, START_MS), ReportEffect::Unknown);
    assert_eq!(message, before);
}

#[test]
fn delivered_absorbs_everything() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", ReportStatus::Delivered, START_MS);
    for status in [ReportStatus::Sent, failed(), ReportStatus::Acknowledged] {
        report(&mut message, "a", status, START_MS + 1);
        assert_eq!(state(&message), S::Delivered);
    }
}

#[test]
fn failed_attempts_are_retried_with_doubling_delays_and_finally_fail_with_the_reason() {
    let mut message = message();
    let mut now_ms = START_MS;
    for delay_minutes in [1, 2, 4] {
        message.lease(&id("a"), vec![0], 0, now_ms);
        report(&mut message, "a", failed(), now_ms);
        assert_eq!(state(&message), S::Accepted);
        assert!(message.leasable(now_ms + delay_minutes * MINUTE_MS - 1).is_empty());
        now_ms += delay_minutes * MINUTE_MS;
        assert_eq!(message.leasable(now_ms), vec![0]);
    }
    message.lease(&id("a"), vec![0], 0, now_ms);
    report(&mut message, "a", failed(), now_ms);
    assert_eq!((message.state(), message.error()), (S::Failed, Some("no service")));
    assert_eq!(message.retry_count(), 3);
}

#[test]
fn duplicate_failure_report_counts_once() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", failed(), START_MS);
    report(&mut message, "a", failed(), START_MS + 1);
    assert_eq!(message.recipients[0].failures, 1);
}

#[test]
fn transmitted_message_is_never_retried() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", ReportStatus::Sent, START_MS);
    report(&mut message, "a", failed(), START_MS + 1);
    assert_eq!(state(&message), S::Failed);
    assert!(message.leasable(START_MS + MINUTE_MS).is_empty());
    assert_eq!(report(&mut message, "a", ReportStatus::Sent, START_MS + 2), ReportEffect::Repeated);
    assert_eq!(state(&message), S::Failed);
}

#[test]
fn evidence_of_transmission_corrects_a_failure() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    message.tick(START_MS + 25 * 60 * MINUTE_MS, &policy());
    assert_eq!(message.error(), Some("outcome_unknown"));
    report(&mut message, "a", ReportStatus::Sent, START_MS + 26 * 60 * MINUTE_MS);
    assert_eq!((message.state(), message.error()), (S::Sent, None));
}

#[test]
fn former_holder_settles_the_message_and_a_double_send_is_recorded() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", failed(), START_MS);
    message.lease(&id("b"), vec![0], 0, START_MS + MINUTE_MS);
    assert_eq!(report(&mut message, "a", failed(), START_MS + MINUTE_MS), ReportEffect::Noted);
    assert_eq!(state(&message), S::Dispatched);
    report(&mut message, "a", ReportStatus::Sent, START_MS + MINUTE_MS + 1);
    assert_eq!(state(&message), S::Sent);
    assert!(has(&message, E::DuplicateSent));
}

#[test]
fn sent_report_of_a_former_holder_stops_a_pending_retry() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", failed(), START_MS);
    report(&mut message, "a", ReportStatus::Sent, START_MS + 1);
    assert_eq!(state(&message), S::Sent);
    assert!(message.leasable(START_MS + MINUTE_MS).is_empty());
    assert!(!has(&message, E::DuplicateSent));
}

#[test]
fn gateway_of_a_released_lease_cannot_report() {
    let mut message = message();
    let epoch = message.lease(&id("a"), vec![0], 0, START_MS)[0].epoch;
    assert_eq!(message.release(epoch, START_MS), 1);
    assert_eq!(message.leasable(START_MS), vec![0]);
    assert_eq!(report(&mut message, "a", ReportStatus::Sent, START_MS), ReportEffect::Unknown);
}

#[test]
fn unknown_outcome_is_offered_again_only_to_the_same_gateway_after_it_reconnects() {
    let mut message = message();
    let ack_ms = policy().ack_timeout_ms;
    let epoch = message.lease(&id("a"), vec![0], 0, START_MS)[0].epoch;
    message.tick(START_MS + ack_ms, &policy());
    assert!(message.leasable(START_MS + ack_ms).is_empty());
    let unreported = |message: &Message, gateway, connected_ms, now_ms| {
        message.unreported_leases(&id(gateway), connected_ms, now_ms, ack_ms).len()
    };
    assert_eq!(unreported(&message, "a", START_MS - 1, START_MS + ack_ms), 0);
    assert_eq!(unreported(&message, "a", START_MS + 5, START_MS + ack_ms - 1), 0);
    assert_eq!(unreported(&message, "b", START_MS + 5, START_MS + ack_ms), 0);
    assert_eq!(unreported(&message, "a", START_MS + 5, START_MS + ack_ms), 1);
    assert_eq!(message.reoffer(epoch, START_MS + ack_ms).len(), 1);
    assert_eq!(unreported(&message, "a", START_MS + 5, START_MS + ack_ms), 0);
    assert_eq!(message.leases.len(), 1);
}

#[test]
fn resend_message_goes_to_another_gateway_when_its_outcome_is_unknown() {
    let options = Options { unknown_outcome: UnknownOutcome::Resend, ..Options::default() };
    let mut message = message_to(1, options);
    message.lease(&id("a"), vec![0], 0, START_MS);
    message.tick(START_MS + policy().ack_timeout_ms, &policy());
    assert_eq!(message.leasable(START_MS + policy().ack_timeout_ms), vec![0]);
    assert_eq!(message.gateways_to_avoid(), vec![&id("a")]);
}

#[test]
fn message_that_no_gateway_took_expires_with_a_reason() {
    let expires_at_ms = Some(START_MS + 1_000);
    let mut message = message_to(1, Options { expires_at_ms, ..Options::default() });
    message.tick(START_MS + 999, &policy());
    assert_eq!(state(&message), S::Accepted);
    assert!(message.leasable(START_MS + 1_000).is_empty());
    message.tick(START_MS + 1_000, &policy());
    assert_eq!((message.state(), message.error()), (S::Failed, Some("TTL expired")));
}

#[test]
fn message_that_expires_after_a_hand_over_fails_as_unknown_rather_than_expired() {
    let expires_at_ms = Some(START_MS + 10 * MINUTE_MS);
    let unknown_outcome = UnknownOutcome::Resend;
    let mut message =
        message_to(1, Options { expires_at_ms, unknown_outcome, ..Options::default() });
    message.lease(&id("a"), vec![0], 0, START_MS);
    message.tick(START_MS + policy().ack_timeout_ms, &policy());
    assert_eq!(state(&message), S::Accepted);
    message.tick(START_MS + 10 * MINUTE_MS, &policy());
    assert_eq!((message.state(), message.error()), (S::Failed, Some("outcome_unknown")));
}

#[test]
fn scheduled_message_waits_for_its_time() {
    let scheduled_at_ms = Some(START_MS + 1_000);
    let message = message_to(1, Options { scheduled_at_ms, ..Options::default() });
    assert!(message.leasable(START_MS + 999).is_empty());
    assert_eq!(message.due_at_ms(START_MS, &policy()), scheduled_at_ms);
    assert_eq!(message.leasable(START_MS + 1_000), vec![0]);
}

#[test]
fn cancellation_ends_at_once_without_a_hand_over_and_else_needs_the_phones_report() {
    let mut waiting = message();
    assert!(waiting.cancel(START_MS, |_| false));
    assert_eq!(state(&waiting), S::Cancelling);
    assert!(waiting.due_at_ms(START_MS, &policy()).is_some_and(|due_ms| due_ms <= START_MS));
    waiting.tick(START_MS, &policy());
    assert_eq!(state(&waiting), S::Cancelled);
    let mut handed_over = message();
    handed_over.lease(&id("a"), vec![0], 0, START_MS);
    assert!(!handed_over.cancel(START_MS, |_| false), "a socket cannot be asked back");
    assert!(handed_over.cancel(START_MS, |it| *it == id("a")));
    handed_over.tick(START_MS, &policy());
    assert_eq!(state(&handed_over), S::Cancelling);
    report(&mut handed_over, "a", ReportStatus::Sent, START_MS);
    assert_eq!(state(&handed_over), S::Sent);
    assert!(!handed_over.cancel(START_MS, |_| true));
}

#[test]
fn assigned_message_is_cancelled_by_report_or_at_the_fetch_deadline() {
    let cancelled = |end: &dyn Fn(&mut Message)| {
        let mut message = message();
        message.assign(&id("a"), START_MS);
        assert_eq!(message.assigned_to(), Some(&id("a")));
        assert!(message.cancel(START_MS, |_| true));
        message.tick(START_MS, &policy());
        assert_eq!((state(&message), message.fetchable(&id("a"))), (S::Cancelling, vec![0]));
        assert_eq!(
            report(&mut message, "b", ReportStatus::Cancelled, START_MS),
            ReportEffect::Unknown
        );
        end(&mut message);
        state(&message)
    };
    let by_report = cancelled(&|message| {
        report(message, "a", ReportStatus::Cancelled, START_MS);
    });
    let by_time = cancelled(&|message| {
        let deadline_ms = message.fetch_deadline_ms(&policy()).unwrap();
        message.tick(deadline_ms - 1, &policy());
        assert_eq!(state(message), S::Cancelling);
        message.tick(deadline_ms, &policy());
    });
    assert_eq!((by_report, by_time), (S::Cancelled, S::Cancelled));
}

#[test]
fn outcome_deadline_of_a_message_fetched_ahead_begins_at_its_schedule() {
    let day_ms = 24 * 3_600_000;
    let scheduled_at_ms = START_MS + 3 * day_ms;
    let options = Options {
        scheduled_at_ms: Some(scheduled_at_ms),
        expires_at_ms: Some(START_MS + 30 * day_ms),
        ..Options::default()
    };
    let mut message = message_to(1, options);
    assert_eq!(message.leasable_ahead(START_MS), vec![0]);
    message.lease(&id("a"), vec![0], 0, START_MS);
    message.tick(scheduled_at_ms + day_ms - 1, &policy());
    assert_eq!(state(&message), S::Dispatched);
    message.tick(scheduled_at_ms + day_ms, &policy());
    assert_eq!(message.error(), Some("outcome_unknown"));
}

#[test]
fn finished_hash_when_done_message_keeps_only_hashes() {
    let mut message = message_to(2, Options { hash_when_done: true, ..Options::default() });
    let addresses: Vec<String> =
        message.recipients.iter().map(|it| it.address.as_str().to_owned()).collect();
    message.lease(&id("a"), vec![0, 1], 0, START_MS);
    report(&mut message, "a", ReportStatus::Sent, START_MS);
    let unfinished_ms = START_MS + 10 * policy().hashing_delay_ms;
    message.tick(unfinished_ms - 1, &policy());
    assert!(!message.content.is_hashed(), "one recipient is not finished");
    let report = Report { gateway_id: &id("a"), ordinal: 1, status: ReportStatus::Sent };
    message.report(&report, unfinished_ms, &policy());
    let due_ms = unfinished_ms + policy().hashing_delay_ms;
    assert_eq!(message.due_at_ms(unfinished_ms, &policy()), Some(due_ms));
    assert!(!message.is_settled(unfinished_ms, &policy()));
    message.tick(due_ms, &policy());
    // SHA-256 of "hi".
    let hash = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4";
    assert_eq!(message.content, Content::Hashed(hash.to_owned()));
    for (at, address) in addresses.iter().enumerate() {
        let shown = message.recipients[at].address.as_str();
        assert_eq!((shown.len(), shown == address), (16, false));
        assert_eq!(message.recipient_of(address).map(usize::from), Some(at));
    }
    assert!(message.is_settled(due_ms + policy().delivery_report_wait_ms, &policy()));
    let version = message.version;
    message.tick(due_ms + 1, &policy());
    assert_eq!(message.version, version, "hashed once");
}

#[test]
fn states_keep_the_first_time_at_which_they_were_reached() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", ReportStatus::Acknowledged, START_MS + 5);
    message.correct_reached(
        &[(S::Acknowledged, START_MS + 3), (S::Sent, UnixMillis::EPOCH)],
        START_MS + 5,
    );
    report(&mut message, "a", ReportStatus::Sent, START_MS + 9);
    message
        .correct_reached(&[(S::Acknowledged, START_MS + 8), (S::Sent, START_MS + 7)], START_MS + 9);
    assert_eq!(message.reached, vec![(S::Acknowledged, START_MS + 3), (S::Sent, START_MS + 7)]);
}

#[test]
fn message_state_is_derived_from_its_recipients() {
    let mut message = message_to(3, Options::default());
    message.lease(&id("a"), vec![0, 1], 0, START_MS);
    assert_eq!(message.state(), S::Accepted);
    message.lease(&id("b"), vec![2], 0, START_MS);
    assert_eq!(message.state(), S::Dispatched);
    for (gateway_id, ordinal, status) in
        [("a", 0, ReportStatus::Delivered), ("a", 1, ReportStatus::Sent), ("b", 2, failed())]
    {
        let no_retries = DispatchPolicy { max_retries: 0, ..policy() };
        message.report(
            &Report { gateway_id: &id(gateway_id), ordinal, status },
            START_MS,
            &no_retries,
        );
    }
    assert_eq!(message.state(), S::Sent);
    assert_eq!(message.delivered_at_ms(), None);
}

#[test]
fn corrected_failure_is_uncounted() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    message.tick(START_MS + 25 * 60 * MINUTE_MS, &policy());
    assert!(message.facts().keys().any(|(metric, ..)| *metric == Metric::Failed));
    report(&mut message, "a", ReportStatus::Delivered, START_MS + 26 * 60 * MINUTE_MS);
    let facts = message.facts();
    assert!(!facts.keys().any(|(metric, ..)| *metric == Metric::Failed));
    assert!(facts.iter().any(|((metric, _, gateway), n)| {
        *metric == Metric::Delivered && gateway == "a" && *n == 1
    }));
}

#[test]
fn long_text_counts_its_further_segments_once_it_is_transmitted_also_when_it_is_unreadable() {
    let segments = |message: &Message| {
        let facts = message.facts();
        let of_segments =
            facts.into_iter().filter(|((metric, ..), _)| *metric == Metric::ExtraSegments);
        of_segments.map(|(_, number)| number).sum::<i64>()
    };
    let region = Region::parse("US").unwrap();
    let accepted = |text: &str, encrypted| {
        let draft = Draft {
            recipients: vec![Address::lenient("+12025550123", region)],
            content: Content::Text(MessageText::new(text)),
            options: Options { encrypted, ..Options::default() },
            client_id: None,
        };
        Message::accept(draft, START_MS, &policy(), &mut ChaCha8Rng::seed_from_u64(1))
    };
    for (text, encrypted, expected) in
        [("hi", false, 0), (&"x".repeat(400), false, 2), (&"x".repeat(400), true, 0)]
    {
        let mut message = accepted(text, encrypted);
        assert_eq!(segments(&message), 0);
        message.lease(&id("a"), vec![0], 0, START_MS);
        report(&mut message, "a", ReportStatus::Sent, START_MS);
        message.content = Content::Redacted;
        assert_eq!(segments(&message), expected);
    }
}

#[test]
fn repeated_reports_do_not_make_the_timeline_grow() {
    let mut message = message();
    message.lease(&id("a"), vec![0], 0, START_MS);
    report(&mut message, "a", failed(), START_MS);
    message.lease(&id("b"), vec![0], 0, START_MS + MINUTE_MS);
    for at_ms in 0..1_000 {
        report(&mut message, "a", failed(), START_MS + MINUTE_MS + at_ms);
    }
    assert!(message.timeline.len() < 10);
}

/// One event in a message's history.
#[derive(Clone, Debug)]
enum Step {
    Lease(u8),
    NoSocket,
    Report(u8, ReportStatus),
    Reconnect(u8),
    Cancel,
    Wait(i64),
}

const GATEWAYS: [&str; 3] = ["a", "b", "c"];

fn step() -> impl Strategy<Value = Step> {
    let status = prop_oneof![
        3 => Just(ReportStatus::Sent),
        3 => Just(ReportStatus::Delivered),
        3 => Just(failed()),
        1 => Just(ReportStatus::Acknowledged),
        1 => Just(ReportStatus::Cancelled),
    ];
    prop_oneof![
        4 => (0_u8..3).prop_map(Step::Lease),
        1 => Just(Step::NoSocket),
        6 => ((0_u8..3), status).prop_map(|(gateway, status)| Step::Report(gateway, status)),
        1 => (0_u8..3).prop_map(Step::Reconnect),
        1 => Just(Step::Cancel),
        3 => prop_oneof![Just(1_i64), Just(MINUTE_MS), Just(6 * MINUTE_MS), Just(300 * MINUTE_MS)]
            .prop_map(Step::Wait),
    ]
}

/// Facts about the recipient that the test tracks itself.
#[derive(Default)]
struct Knowledge {
    delivered: bool,
    /// Handed over and neither failed nor withdrawn: a phone may be transmitting it.
    may_be_transmitting: bool,
    transmission_reported: bool,
}

fn run(message: &mut Message, steps: &[Step], resend: bool) -> Result<(), TestCaseError> {
    let policy = policy();
    let mut now_ms = START_MS;
    let mut known = Knowledge::default();
    let mut version = message.version;
    for step in steps {
        match step {
            Step::Lease(gateway) => {
                let ordinals = message.leasable(now_ms);
                if !ordinals.is_empty() {
                    prop_assert!(!known.transmission_reported, "leased what was already sent");
                    prop_assert!(resend || !known.may_be_transmitting, "a knowing double send");
                    message.lease(&id(GATEWAYS[usize::from(*gateway)]), ordinals, 0, now_ms);
                    known.may_be_transmitting = true;
                }
            }
            Step::NoSocket => {
                if let Some(epoch) = message.recipients[0].epoch
                    && state(message) == S::Dispatched
                {
                    prop_assert_eq!(message.release(epoch, now_ms), 1);
                    known.may_be_transmitting = false;
                }
            }
            Step::Report(gateway, status) => {
                let gateway_id = GATEWAYS[usize::from(*gateway)];
                let holder = message.holder_of(0) == Some(&id(gateway_id));
                let effect = report(message, gateway_id, status.clone(), now_ms);
                if effect != ReportEffect::Unknown {
                    let transmitted =
                        matches!(status, ReportStatus::Sent | ReportStatus::Delivered);
                    known.transmission_reported |= transmitted;
                    known.delivered |= *status == ReportStatus::Delivered;
                    if holder && matches!(status, ReportStatus::Failed { .. }) {
                        known.may_be_transmitting = false;
                    }
                }
            }
            Step::Reconnect(gateway) => {
                let gateway_id = GATEWAYS[usize::from(*gateway)];
                let holder = message.holder_of(0).cloned();
                let timeout_ms = policy.ack_timeout_ms;
                for lease in message.unreported_leases(&id(gateway_id), now_ms, now_ms, timeout_ms)
                {
                    prop_assert_eq!(message.reoffer(lease.epoch, now_ms).len(), 1);
                    prop_assert_eq!(
                        holder.as_ref(),
                        Some(&id(gateway_id)),
                        "offered to a stranger"
                    );
                }
            }
            Step::Cancel => {
                message.cancel(now_ms, |_| true);
            }
            Step::Wait(wait_ms) => {
                now_ms += *wait_ms;
                message.tick(now_ms, &policy);
                let ticked = message.clone();
                message.tick(now_ms, &policy);
                prop_assert_eq!(&*message, &ticked, "a second tick changed something");
            }
        }
        prop_assert_eq!(state(message) == S::Delivered, known.delivered, "delivered regressed");
        prop_assert!(message.version >= version, "the version went back");
        version = message.version;
        let current = message.recipients[0]
            .epoch
            .map_or(0, |epoch| message.leases.iter().filter(|lease| lease.epoch == epoch).count());
        prop_assert!(current <= 1, "two current leases");
    }
    // Without further events, every message ends with a reason.
    for _ in 0..40 {
        let Some(due_ms) = message.due_at_ms(now_ms, &policy) else { break };
        let cancelling = state(message) == S::Cancelling && message.recipients[0].epoch.is_none();
        let wanting = cancelling || !message.leasable(now_ms).is_empty();
        prop_assert!(due_ms > now_ms || wanting, "due in the past");
        now_ms = due_ms.max(now_ms + 1);
        message.tick(now_ms, &policy);
    }
    prop_assert!(message.is_settled(now_ms, &policy), "never settled: {:?}", message);
    match state(message) {
        S::Failed => prop_assert!(message.error().is_some(), "failed without a reason"),
        S::Delivered | S::Sent | S::Cancelled => {}
        other => prop_assert!(false, "ended as {:?}", other),
    }
    let json = serde_json::to_string(message).unwrap();
    prop_assert_eq!(&serde_json::from_str::<Message>(&json).unwrap(), &*message);
    Ok(())
}

/// 100,000 histories by default; long trials ask for a million by `PROPTEST_CASES`.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(100_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_histories_keep_the_delivery_rules(
        steps in prop::collection::vec(step(), 1..24),
        resend in any::<bool>(),
    ) {
        let unknown_outcome = if resend { UnknownOutcome::Resend } else { UnknownOutcome::Hold };
        let mut message = message_to(1, Options { unknown_outcome, ..Options::default() });
        run(&mut message, &steps, resend)?;
    }
}
