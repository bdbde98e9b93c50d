//! Promises of the core, one claim a test.

use messaging::{Options, Policy, ReportEffect, ReportStatus};
use object_commands::{
    dispatcher::{
        Idempotency, Masking, PresenceSign, Receive, Received, ReceivedAt, Submit, Submitted,
    },
    gateway_connection::Delivered,
};
use object_sql::native::MemorySql;
use telephony::{Address, MessageText, Region};

use super::{Object, START_MS, accepted, failed, plain, with_options};
use crate::{Dispatch, Vault};

const MINUTE_MS: i64 = 60_000;

#[test]
fn message_goes_to_the_connected_gateway_and_leaves_the_object_once_settled() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    let deliveries = object.core.pump(START_MS).unwrap();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(
        (deliveries[0].gateway_id.as_str(), deliveries[0].frames[0].wire_id.as_str()),
        ("a", id.as_str())
    );
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 2);
    let batches = object.project(START_MS + 3);
    assert_eq!(batches[0].messages[0].state, "delivered");
    assert_eq!(object.state(&id), None);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}

#[test]
fn waiting_messages_are_flushed_by_priority_and_then_in_order() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let early = object.accept(START_MS);
    let late = object.accept(START_MS + 1);
    let urgent = Options { priority: 5, ..Options::default() };
    let urgent = accepted(object.submit(with_options(urgent), START_MS + 2)).message_id;
    assert!(object.core.pump(START_MS + 3).unwrap().is_empty());
    object.evict();
    object.sign("a", PresenceSign::Connected, START_MS + 4);
    let deliveries = object.core.pump(START_MS + 4).unwrap();
    let order: Vec<&str> = deliveries[0].frames.iter().map(|sms| sms.wire_id.as_str()).collect();
    assert_eq!(order, [urgent, early, late]);
}

#[test]
fn waiting_messages_keep_their_order_over_several_rounds_and_newcomers() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let mut expected: Vec<String> = (0..450).map(|at| object.accept(START_MS + at)).collect();
    while !object.core.pump(START_MS + 500).unwrap().is_empty() {}
    object.sign("a", PresenceSign::Connected, START_MS + 500);
    expected.push(object.accept(START_MS + 501));
    let mut order = Vec::new();
    loop {
        let deliveries = object.core.pump(START_MS + 502).unwrap();
        if deliveries.is_empty() {
            break;
        }
        order.extend(deliveries.into_iter().flat_map(|it| it.frames).map(|sms| sms.wire_id));
    }
    assert_eq!(order, expected);
}

#[test]
fn gateway_without_a_socket_loses_the_message_to_another() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.online("b", START_MS);
    object.gateway("a", 5);
    let id = object.accept(START_MS);
    let delivery = object.core.pump(START_MS).unwrap().remove(0);
    assert_eq!(delivery.gateway_id, "a");
    object.core.delivered(&delivery, Delivered::NoSocket, START_MS).unwrap();
    let deliveries = object.core.pump(START_MS).unwrap();
    assert_eq!(deliveries[0].gateway_id, "b");
    assert_eq!(object.report("a", &id, ReportStatus::Sent, START_MS), ReportEffect::Unknown);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
}

#[test]
fn partly_delivered_batch_releases_only_the_frames_not_handed_over() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let ids: Vec<String> = (0..3).map(|at| object.accept(START_MS + at)).collect();
    let delivery = object.core.pump(START_MS + 3).unwrap().remove(0);
    object.core.delivered(&delivery, Delivered::HandedOver { frames: 1 }, START_MS + 4).unwrap();
    let states: Vec<_> = ids.iter().map(|id| object.state(id).unwrap()).collect();
    assert_eq!(states, ["dispatched", "accepted", "accepted"]);
}

#[test]
fn eviction_after_acceptance_loses_no_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.accept(START_MS);
    object.evict();
    object.core.attend(START_MS + 1).unwrap();
    assert_eq!(object.core.pump(START_MS + 1).unwrap().len(), 1);
}

#[test]
fn committed_lease_counts_as_handed_over_after_an_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.online("b", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.evict();
    for at_ms in [1, MINUTE_MS, 6 * MINUTE_MS] {
        object.core.attend(START_MS + at_ms).unwrap();
        assert!(object.core.pump(START_MS + at_ms).unwrap().is_empty());
        object.project(START_MS + at_ms);
    }
    assert_eq!(object.state(&id), Some("dispatched"));
}

#[test]
fn message_of_unknown_outcome_is_offered_again_when_its_gateway_reconnects() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.project(START_MS + 1);
    object.sign("a", PresenceSign::Disconnected, START_MS + 2);
    let unknown_ms = START_MS + 5 * MINUTE_MS;
    object.core.attend(unknown_ms).unwrap();
    assert!(object.core.pump(unknown_ms).unwrap().is_empty());
    object.project(unknown_ms + 1);
    object.evict();
    object.sign("a", PresenceSign::Connected, unknown_ms + 2);
    let deliveries = object.core.pump(unknown_ms + 2).unwrap();
    assert_eq!(deliveries[0].frames[0].wire_id, id);
    assert!(object.core.pump(unknown_ms + 3).unwrap().is_empty());
}

#[test]
fn gateway_that_reconnected_early_is_offered_the_message_once_its_outcome_is_unknown() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.project(START_MS + 1);
    object.sign("a", PresenceSign::Connected, START_MS + 2);
    assert!(object.core.pump(START_MS + 2).unwrap().is_empty());
    let next_ms = object.core.next_attention_ms(START_MS + 2, 0, 0).unwrap().unwrap();
    assert!(next_ms <= START_MS + 5 * MINUTE_MS);
    object.sign("a", PresenceSign::Alive, START_MS + 5 * MINUTE_MS);
    object.core.attend(START_MS + 5 * MINUTE_MS).unwrap();
    assert_eq!(object.core.pump(START_MS + 5 * MINUTE_MS).unwrap().len(), 1);
}

#[test]
fn retry_prefers_another_gateway() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.gateway("a", 5);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.online("b", START_MS);
    object.report("a", &id, failed(), START_MS);
    object.project(START_MS + 1);
    object.sign("a", PresenceSign::Alive, START_MS + MINUTE_MS);
    object.sign("b", PresenceSign::Alive, START_MS + MINUTE_MS);
    object.core.attend(START_MS + MINUTE_MS).unwrap();
    let deliveries = object.core.pump(START_MS + MINUTE_MS).unwrap();
    assert_eq!(deliveries[0].gateway_id, "b");
}

#[test]
fn silent_gateway_goes_offline_and_d1_learns_of_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.project(START_MS);
    let offline_ms = object.core.next_attention_ms(START_MS, 0, 0).unwrap().unwrap();
    assert_eq!(offline_ms, START_MS + 2 * MINUTE_MS);
    object.core.attend(offline_ms).unwrap();
    let batches = object.project(offline_ms);
    assert_eq!((batches[0].gateways[0].id.as_str(), batches[0].gateways[0].online), ("a", 0));
    object.accept(offline_ms);
    assert!(object.core.pump(offline_ms).unwrap().is_empty());
}

#[test]
fn heartbeats_reach_d1_at_most_every_five_minutes() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.project(START_MS);
    let mut projected = 0;
    for minute in 1..=30 {
        let now_ms = START_MS + minute * MINUTE_MS;
        object.sign("a", PresenceSign::Alive, now_ms);
        projected += object.project(now_ms).len();
    }
    assert_eq!(projected, 6);
}

#[test]
fn inactive_gateway_is_sent_no_messages_and_its_inbound_sms_are_refused() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let settings = dispatcher_records::GatewaySettings {
        id: "a".to_owned(),
        device_id: "device a".to_owned(),
        priority: 1,
        active: false,
        protocol: messaging::Protocol::Cable,
        push_token: None,
        usage: messaging::RouteUse::Usual,
        number: None,
        is_masking: false,
        seen_at_ms: 0,
    };
    object.core.gateway_changed("a", Some(&settings), START_MS).unwrap();
    object.sign("a", PresenceSign::Connected, START_MS);
    object.accept(START_MS);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
    let outcome = object.core.receive(inbound("hi", Some(START_MS)), START_MS).unwrap().0;
    assert_eq!(outcome, Received::GatewayInactive);
}

fn keyed(key: &str, fingerprint: &str) -> Submit {
    let idempotency = Idempotency { key: key.to_owned(), fingerprint: fingerprint.to_owned() };
    Submit { idempotency: Some(idempotency), ..plain() }
}

#[test]
fn idempotency_key_replays_the_first_answer_for_a_day_even_after_an_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let first = accepted(object.submit(keyed("k", "f"), START_MS));
    object.evict();
    let again = object.submit(keyed("k", "f"), START_MS + MINUTE_MS);
    assert_eq!(
        again,
        Submitted::Accepted { receipt: first.clone(), replayed: true, hand_over: None }
    );
    assert_eq!(object.submit(keyed("k", "other"), START_MS), Submitted::KeyReused);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 1);
    let later = accepted(object.submit(keyed("k", "other"), START_MS + 24 * 60 * MINUTE_MS));
    assert_ne!(later.message_id, first.message_id);
}

#[test]
fn client_message_id_can_be_used_once() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let named = || {
        let mut submit = plain();
        submit.draft.client_id = Some("mine".to_owned());
        submit
    };
    accepted(object.submit(named(), START_MS));
    assert_eq!(object.submit(named(), START_MS), Submitted::DuplicateClientId);
}

#[test]
fn message_for_an_unknown_gateway_is_refused() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let options = Options { gateway_id: Some("nobody".to_owned()), ..Options::default() };
    assert_eq!(object.submit(with_options(options), START_MS), Submitted::UnknownGateway);
}

pub(super) fn inbound(text: &str, reported_at_ms: Option<i64>) -> Receive {
    let region = Region::parse("US").unwrap();
    Receive {
        at: ReceivedAt::Gateway { gateway_id: "a".to_owned() },
        sender: Address::lenient("+12025550199", region),
        body: MessageText::new(text),
        reported_at_ms,
        reference: None,
        masking: Masking::IfMasked,
    }
}

#[test]
fn inbound_message_reported_again_is_deduplicated_even_after_its_projection() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let first = object.core.receive(inbound("hi", Some(START_MS)), START_MS).unwrap().0;
    object.project(START_MS);
    let again = object.core.receive(inbound("hi", Some(START_MS)), START_MS + MINUTE_MS).unwrap().0;
    let (
        Received::Stored { message_id: first, .. },
        Received::Stored { message_id: again, duplicate, .. },
    ) = (first, again)
    else {
        panic!("not stored")
    };
    assert_eq!((first, true), (again, duplicate));
    for other in [inbound("ho", Some(START_MS)), inbound("hi", Some(START_MS + 1_000))] {
        let Received::Stored { duplicate, .. } = object.core.receive(other, START_MS).unwrap().0
        else {
            panic!("not stored")
        };
        assert!(!duplicate);
    }
}

#[test]
fn repeated_projection_counts_nothing_twice_since_counters_are_absolute() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.project(START_MS);
    object.core.receive(inbound("one", Some(START_MS)), START_MS).unwrap();
    let lost = object.core.projection(START_MS, None).unwrap().unwrap();
    object.evict();
    object.core.receive(inbound("two", Some(START_MS)), START_MS).unwrap();
    let batches = object.project(START_MS);
    let total = |counters: &[dispatcher_records::CounterRow]| {
        counters.iter().find(|it| it.metric == "received" && it.day == -1).map(|it| it.value)
    };
    assert_eq!((total(&lost.counters), total(&batches[0].counters)), (Some(1), Some(2)));
}

#[test]
fn change_during_a_d1_write_is_projected_by_the_next_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    let batch = object.core.projection(START_MS, None).unwrap().unwrap();
    object.report("a", &id, ReportStatus::Delivered, START_MS + 1);
    object.core.projected(&batch, START_MS + 2).unwrap();
    let batches = object.project(START_MS + 3);
    assert_eq!(batches[0].messages[0].state, "delivered");
    assert_eq!(object.state(&id), None);
}

#[test]
fn late_report_on_a_message_that_left_the_object_is_applied_to_its_row_from_d1() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.report("a", &id, ReportStatus::Sent, START_MS);
    object.report("a", &id, failed(), START_MS + 1);
    let kept = object.project(START_MS + 2).pop().unwrap().messages.remove(0).record;
    assert_eq!(object.state(&id), None);
    object.core.adopt(&kept, START_MS + 3).unwrap();
    object.report("a", &id, ReportStatus::Delivered, START_MS + 3);
    let batches = object.project(START_MS + 4);
    assert_eq!(batches[0].messages[0].state, "delivered");
    let failures = batches[0].counters.iter().filter(|it| it.metric == "failed");
    assert_eq!(failures.map(|it| it.value).collect::<Vec<_>>(), [0, 0]);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}

#[test]
fn row_that_d1_refuses_is_set_aside_and_the_others_are_projected() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let bad = object.accept(START_MS);
    let good = object.accept(START_MS + 1);
    let mut now_ms = START_MS + 10;
    let (mut projected, mut set_aside, mut limit) = (Vec::new(), Vec::new(), None);
    for _ in 0..40 {
        now_ms += MINUTE_MS;
        let Some(batch) = object.core.projection(now_ms, limit).unwrap() else { break };
        if batch.messages.iter().any(|row| row.id == bad) {
            limit = Some((batch.messages.len() / 2).max(1));
            let outcome = object.core.projection_failed(&batch, true, now_ms + 1_000).unwrap();
            set_aside.extend(outcome);
        } else {
            object.core.projected(&batch, now_ms).unwrap();
            projected.extend(batch.messages.into_iter().map(|row| row.id));
        }
    }
    assert_eq!((projected, set_aside), (vec![good], vec![bad]));
}

#[test]
fn id_whose_row_is_gone_does_not_keep_the_alarm_going_off() {
    use object_sql::Sql;
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.accept(START_MS);
    sql.exec("DELETE FROM message", vec![]).unwrap();
    assert!(object.project(START_MS).is_empty());
    assert_eq!(object.core.next_attention_ms(START_MS, 0, 0).unwrap(), None);
}

#[test]
fn d1_outage_sets_no_row_aside() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.accept(START_MS);
    let mut now_ms = START_MS;
    for _ in 0..20 {
        let batch = object.core.projection(now_ms, Some(1)).unwrap().unwrap();
        now_ms += MINUTE_MS;
        assert_eq!(object.core.projection_failed(&batch, false, now_ms).unwrap(), None);
    }
    assert_eq!(object.project(now_ms).len(), 1);
}

#[test]
fn failed_repeated_offer_leaves_the_message_with_the_phone_that_may_have_sent_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    let unknown_ms = START_MS + 5 * MINUTE_MS;
    object.sign("a", PresenceSign::Connected, unknown_ms);
    object.core.attend(unknown_ms).unwrap();
    let again = object.core.pump(unknown_ms).unwrap().remove(0);
    object.core.delivered(&again, Delivered::NoSocket, unknown_ms).unwrap();
    object.online("b", unknown_ms);
    assert!(object.core.pump(unknown_ms + 1).unwrap().is_empty());
    assert_eq!(object.state(&id), Some("dispatched"));
    object.sign("a", PresenceSign::Connected, unknown_ms + 2);
    assert_eq!(object.core.pump(unknown_ms + 2).unwrap().len(), 1);
}

#[test]
fn repeated_report_of_a_phone_with_a_wrong_clock_is_deduplicated() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    for reported_at_ms in [START_MS * 4, -1] {
        let receive = |now_ms| inbound("hi", Some(reported_at_ms)).received_by(&sql, now_ms);
        let (first, again) = (receive(START_MS), receive(START_MS + MINUTE_MS));
        assert_eq!((first.0, true), (again.0, again.1));
    }
}

/// Receives through a new object, as after an eviction.
trait ReceivedBy {
    fn received_by(self, sql: &MemorySql, now_ms: i64) -> (String, bool);
}

impl ReceivedBy for Receive {
    fn received_by(self, sql: &MemorySql, now_ms: i64) -> (String, bool) {
        match Object::open(sql).core.receive(self, now_ms).unwrap().0 {
            Received::Stored { message_id, duplicate, .. } => (message_id, duplicate),
            Received::GatewayInactive => panic!("inactive"),
        }
    }
}

#[test]
fn retry_that_falls_due_while_its_failure_is_projected_still_happens() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.core.attend(START_MS).unwrap();
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.report("a", &id, failed(), START_MS);
    let batch = object.core.projection(START_MS, None).unwrap().unwrap();
    object.sign("a", PresenceSign::Alive, START_MS + MINUTE_MS);
    object.core.projected(&batch, START_MS + MINUTE_MS).unwrap();
    object.core.attend(START_MS + MINUTE_MS).unwrap();
    assert_eq!(object.core.pump(START_MS + MINUTE_MS).unwrap().len(), 1);
}

fn confidential() -> Submit {
    with_options(Options { confidential: true, ..Options::default() })
}

#[test]
fn confidential_text_reaches_the_phone_and_is_in_no_table_and_no_projection() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let mut submit = confidential();
    submit.draft.content = messaging::Content::Text(MessageText::new("code 493817"));
    let id = accepted(object.submit(submit, START_MS)).message_id;
    assert_eq!(object.count("SELECT COUNT(*) FROM message WHERE record LIKE '%493817%'"), 0);
    let batches = object.project(START_MS + 1);
    assert_eq!(batches[0].messages[0].record.content, messaging::Content::Redacted);
    assert_eq!(object.core.status(&id).unwrap().unwrap().content.text(), None);
    object.evict();
    object.online("a", START_MS + 2);
    let delivery = object.core.pump(START_MS + 2).unwrap().remove(0);
    assert_eq!(delivery.frames[0].text.as_str(), "code 493817");
}

#[test]
fn confidential_messages_are_refused_without_a_sealing_key_and_others_accepted() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.core = Dispatch::open(&sql, Policy::default(), Vault::new(None, "account")).unwrap();
    assert_eq!(object.submit(confidential(), START_MS), Submitted::NoSealingKey);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
    object.accept(START_MS);
}

#[test]
fn confidential_text_whose_key_is_gone_fails_with_that_reason() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = accepted(object.submit(confidential(), START_MS)).message_id;
    let vault = Vault::new(Some(super::keyring("b")), "account");
    object.core = Dispatch::open(&sql, Policy::default(), vault).unwrap();
    object.online("a", START_MS);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!((message.state().as_str(), message.error()), ("failed", Some("content_unreadable")));
    object.project(START_MS + 1);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}

#[test]
fn confidential_text_cannot_be_opened_by_another_account() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.submit(confidential(), START_MS);
    let vault = Vault::new(Some(super::keyring("a")), "another account");
    object.core = Dispatch::open(&sql, Policy::default(), vault).unwrap();
    object.online("a", START_MS);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
}

#[test]
fn claims_that_have_to_stay_do_not_keep_later_ones_from_being_pruned() {
    use object_sql::Sql;
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    // More than a batch of expired claims that were set aside or have an unsent event, then some that may go.
    let insert = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
        INSERT INTO inbound (claim, id, record, event, expires_at_ms, rejections)
        SELECT 'claim' || i, 'in' || i,
          CASE WHEN i <= 1200 THEN '{}' END,
          CASE WHEN i > 1200 AND i <= 2400 THEN '{}' END,
          i, 5 FROM n";
    sql.exec(insert, vec![]).unwrap();
    object.core.attend(START_MS).unwrap();
    let rows = |object: &Object<'_>, condition: &str| {
        object.count(&format!("SELECT COUNT(*) FROM inbound WHERE {condition}"))
    };
    assert_eq!(rows(&object, "record IS NULL AND event IS NULL"), 0);
    assert_eq!(rows(&object, "record IS NOT NULL OR event IS NOT NULL"), 2_400);
}
