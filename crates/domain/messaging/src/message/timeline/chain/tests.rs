use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use super::*;
use crate::{Content, DispatchPolicy, Draft, Options, RecipientState, Report, ReportStatus};

const START_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);

fn chain_of(current: &str, previous: Option<&str>) -> TimelineChain {
    TimelineChain::new(TimelineKeys::new(current, previous).unwrap(), "account")
}

/// Returns a delivered message whose timeline has four entries, chained after each step.
fn delivered(chain: &TimelineChain) -> Message {
    let region = Region::parse("US").unwrap();
    let draft = Draft {
        recipients: vec![Address::lenient("+12025550123", region)],
        content: Content::Text(MessageText::new("hi")),
        options: Options { delivery_report: true, ..Options::default() },
        client_id: None,
    };
    let policy = DispatchPolicy::default();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut message = Message::accept(draft, START_MS, &policy, &mut rng);
    chain.begin(&mut message);
    let gateway_id = ids::GatewayId::from_text("phone");
    message.lease(&gateway_id, vec![0], 1, START_MS);
    chain.extend(&mut message);
    for status in [ReportStatus::Sent, ReportStatus::Delivered] {
        let report = Report { gateway_id: &gateway_id, ordinal: 0, status };
        message.report(&report, START_MS, &policy);
        chain.extend(&mut message);
    }
    message
}

/// Applies a change to a delivered message, and verifies it.
fn verdict_after(change: impl FnOnce(&mut Message)) -> ChainVerdict {
    let chain = chain_of("secret", None);
    let mut message = delivered(&chain);
    change(&mut message);
    chain.verify(&message)
}

#[test]
fn untouched_timeline_is_valid_and_its_head_is_the_last_hmac() {
    let message = delivered(&chain_of("secret", None));
    assert_eq!(verdict_after(|_| ()), ChainVerdict::Valid);
    assert_eq!(message.timeline_head(), message.timeline[3].mac.as_deref());
    assert_eq!(message.timeline_head().map(str::len), Some(32));
}

#[test]
fn change_of_any_field_of_any_entry_fails_at_this_entry() {
    type Change = fn(&mut TimelineEntry);
    let changes: [Change; 7] = [
        |it| it.at_ms = it.at_ms.saturating_add(1),
        |it| it.event = TimelineEvent::Hashed,
        |it| it.ordinal = if it.ordinal.is_some() { None } else { Some(0) },
        |it| it.epoch = if it.epoch.is_some() { None } else { Some(1) },
        |it| it.gateway_id = Some(ids::GatewayId::from_text("other")),
        |it| it.cause = Some("other".to_owned()),
        |it| it.mac = None,
    ];
    for entry in 0..4 {
        for change in changes {
            let verdict = verdict_after(|message| change(&mut message.timeline[entry]));
            assert_eq!(verdict, ChainVerdict::Broken { entry });
        }
    }
}

#[test]
fn removed_inserted_and_swapped_entries_fail_where_the_order_breaks() {
    for at in 0..3 {
        let removed = verdict_after(|message| drop(message.timeline.remove(at)));
        assert_eq!(removed, ChainVerdict::Broken { entry: at });
        let swapped = verdict_after(|message| message.timeline.swap(at, at + 1));
        assert_eq!(swapped, ChainVerdict::Broken { entry: at });
        let repeated = verdict_after(|message| {
            let entry = message.timeline[at].clone();
            message.timeline.insert(at + 1, entry);
        });
        assert_eq!(repeated, ChainVerdict::Broken { entry: at + 1 });
    }
}

#[test]
fn truncated_timeline_fails_at_the_first_missing_entry() {
    for kept in 1..4 {
        let verdict = verdict_after(|message| message.timeline.truncate(kept));
        assert_eq!(verdict, ChainVerdict::Broken { entry: kept });
    }
    let emptied = verdict_after(|message| message.timeline.clear());
    assert_eq!(emptied, ChainVerdict::Broken { entry: 0 });
}

#[test]
fn changed_state_version_and_missing_seal_fail_behind_the_last_entry() {
    let changes: [fn(&mut Message); 3] = [
        |message| message.recipients[0].state = RecipientState::Failed,
        |message| message.version -= 1,
        |message| message.timeline_seal = None,
    ];
    for change in changes {
        assert_eq!(verdict_after(change), ChainVerdict::Broken { entry: 4 });
    }
}

#[test]
fn timeline_of_another_message_or_account_fails_at_its_first_entry() {
    let (chain, broken) = (chain_of("secret", None), ChainVerdict::Broken { entry: 0 });
    let message = delivered(&chain);
    let other = TimelineChain::new(chain.keys.clone(), "other account");
    assert_eq!(other.verify(&message), broken);
    let id = crate::MessageId::generate(START_MS, &mut ChaCha8Rng::seed_from_u64(2));
    assert_eq!(chain.verify(&Message { id, ..message }), broken);
}

#[test]
fn previous_secret_verifies_during_a_rotation_and_an_unknown_one_does_not() {
    let message = delivered(&chain_of("old", None));
    assert_eq!(chain_of("new", Some("old")).verify(&message), ChainVerdict::Valid);
    assert_eq!(chain_of("new", None).verify(&message), ChainVerdict::Broken { entry: 0 });
    // A timeline may begin under one secret and end under the next.
    let (rotated, mut message) = (chain_of("new", Some("old")), message);
    message.hold("pacing", START_MS);
    rotated.extend(&mut message);
    assert_eq!(rotated.verify(&message), ChainVerdict::Valid);
    assert_eq!(chain_of("new", None).verify(&message), ChainVerdict::Broken { entry: 0 });
}

#[test]
fn message_from_before_the_chain_stays_unchained() {
    let chain = chain_of("secret", None);
    let mut message = delivered(&chain);
    message.timeline_seal = None;
    for entry in &mut message.timeline {
        entry.mac = None;
    }
    assert_eq!(chain.verify(&message), ChainVerdict::Unchained);
    message.hold("pacing", START_MS);
    chain.extend(&mut message);
    assert_eq!(chain.verify(&message), ChainVerdict::Unchained);
    assert_eq!(message.timeline_head(), None);
}

#[test]
fn later_entry_does_not_repair_a_truncated_timeline() {
    let chain = chain_of("secret", None);
    let mut message = delivered(&chain);
    message.timeline.truncate(2);
    chain.admit(&mut message);
    message.hold("pacing", START_MS);
    chain.extend(&mut message);
    assert_eq!(chain.verify(&message), ChainVerdict::Broken { entry: 2 });
    let mut whole = delivered(&chain);
    chain.admit(&mut whole);
    assert_eq!(chain.verify(&whole), ChainVerdict::Valid);
}

#[test]
fn stored_names_of_events_are_the_chained_ones() {
    for entry in delivered(&chain_of("secret", None)).timeline {
        let stored = serde_json::to_value(entry.event).unwrap();
        assert_eq!(stored, entry.event.as_str());
    }
}

proptest! {
    #[test]
    fn no_two_lists_of_fields_have_the_same_input(
        one in prop::collection::vec(prop::option::of(prop::collection::vec(any::<u8>(), 0..4)), 0..4),
        other in prop::collection::vec(prop::option::of(prop::collection::vec(any::<u8>(), 0..4)), 0..4),
    ) {
        let joined = |fields: &[Option<Vec<u8>>]| {
            let mut input = Vec::new();
            for field in fields {
                put(&mut input, field.as_deref());
            }
            input
        };
        prop_assert_eq!(one == other, joined(&one) == joined(&other));
    }
}
