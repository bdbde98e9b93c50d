//! Messages that are sent again.

use ids::GatewayId;
use messaging::{Message, MessageId, ReportStatus};
use object_sql::native::MemorySql;

use super::*;
use crate::testing::{
    Object, START_MS, accepted, assert_count, failed, phones::two_recipients, plain,
};

fn resend_of(id: &str) -> Resend {
    Resend { message_id: MessageId::parse(id).unwrap(), all: false, idempotency: None }
}

fn resend(object: &mut Object<'_>, resend: Resend, settled: Option<&Message>) -> ResendOutcome {
    object.core.resend(resend, settled, START_MS + 2, &mut object.rng).unwrap()
}

/// Returns the id of the new message, and whether the answer is a repetition.
fn submitted(outcome: ResendOutcome) -> (String, bool) {
    match outcome {
        ResendOutcome::Submitted {
            submitted: SubmitOutcome::Accepted { receipt, replayed, .. },
        } => (receipt.message_id, replayed),
        other => panic!("{other:?}"),
    }
}

/// Returns an object and the id of a cancelled message in it. No gateway is connected.
fn cancelled(sql: &MemorySql) -> (Object<'_>, String) {
    let mut object = Object::open(sql);
    let id = object.accept(START_MS);
    object.core.cancel(&id, START_MS).unwrap();
    object.core.process_due(START_MS + 1).unwrap();
    (object, id)
}

#[test]
fn repeated_resend_is_one_message_until_it_ends_even_after_eviction() {
    let sql = MemorySql::open().unwrap();
    let (mut object, id) = cancelled(&sql);
    let (first, replayed) = submitted(resend(&mut object, resend_of(&id), None));
    assert!(!replayed);
    for _ in 0..64 {
        let again = submitted(resend(&mut object, resend_of(&id), None));
        assert_eq!(again, (first.clone(), true));
        object.evict();
    }
    assert_count(&object, "SELECT COUNT(*) FROM message", 2);
    let original = object.core.status(&id).unwrap().unwrap();
    assert_eq!(original.resent_as, [MessageId::parse(&first).unwrap()]);
    let new = object.core.status(&first).unwrap().unwrap();
    assert_eq!(new.options.resend_of, Some(original.id));

    assert_eq!(resend(&mut object, resend_of(&first), None), ResendOutcome::UnderWay);
    object.core.cancel(&first, START_MS + 3).unwrap();
    object.core.process_due(START_MS + 4).unwrap();
    let (second, replayed) = submitted(resend(&mut object, resend_of(&id), None));
    assert!(second != first && !replayed);
}

#[test]
fn keyed_resend_is_answered_as_before_and_another_request_with_its_key_is_refused() {
    let sql = MemorySql::open().unwrap();
    let (mut object, id) = cancelled(&sql);
    let keyed = |fingerprint: &str| {
        let idempotency = Idempotency { key: "k".to_owned(), fingerprint: fingerprint.to_owned() };
        Resend { idempotency: Some(idempotency), ..resend_of(&id) }
    };
    let (first, _) = submitted(resend(&mut object, keyed("f"), None));
    assert_eq!(submitted(resend(&mut object, keyed("f"), None)), (first.clone(), true));
    let reused = ResendOutcome::Submitted { submitted: SubmitOutcome::KeyReused };
    assert_eq!(resend(&mut object, keyed("g"), None), reused);
    assert_eq!(submitted(resend(&mut object, resend_of(&id), None)), (first, true));
}

#[test]
fn resend_to_other_recipients_than_the_one_under_way_is_refused() {
    let sql = MemorySql::open().unwrap();
    let (mut object, id) = cancelled(&sql);
    let to_all = || Resend { all: true, ..resend_of(&id) };
    let (failed_only, _) = submitted(resend(&mut object, resend_of(&id), None));
    assert_eq!(resend(&mut object, to_all(), None), ResendOutcome::UnderWay);
    object.core.cancel(&failed_only, START_MS + 3).unwrap();
    object.core.process_due(START_MS + 4).unwrap();
    let (everybody, replayed) = submitted(resend(&mut object, to_all(), None));
    assert!(everybody != failed_only && !replayed);
    assert_eq!(submitted(resend(&mut object, to_all(), None)), (everybody, true));
    assert_eq!(resend(&mut object, resend_of(&id), None), ResendOutcome::UnderWay);
}

#[test]
fn settled_message_comes_back_only_to_be_linked() {
    let sql = MemorySql::open().unwrap();
    let (mut object, id) = cancelled(&sql);
    let rows = object.project(START_MS + 1);
    let settled = &rows.iter().flat_map(|batch| &batch.messages).last().unwrap().record;
    assert_count(&object, "SELECT COUNT(*) FROM message", 0);
    let mut delivered = settled.clone();
    delivered.recipients[0].state = messaging::RecipientState::Delivered;
    let refused = resend(&mut object, resend_of(&id), Some(&delivered));
    assert_eq!(refused, ResendOutcome::NothingFailed);
    assert_eq!(resend(&mut object, resend_of(&id), None), ResendOutcome::Unknown);
    assert_count(&object, "SELECT COUNT(*) FROM message", 0);
    let (new, _) = submitted(resend(&mut object, resend_of(&id), Some(settled)));
    let rows = object.project(START_MS + 3);
    let rows: Vec<_> = rows.iter().flat_map(|batch| &batch.messages).collect();
    let original = rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!(original.record.resent_as, [MessageId::parse(&new).unwrap()]);
    assert!(original.version > settled.version);
    assert_eq!(object.project(START_MS + 4), []);
}

#[test]
fn only_failed_recipients_get_the_message_again() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.policy.max_retries = 0;
    object.evict();
    object.online("a", START_MS);
    let id = accepted(object.submit(two_recipients(), START_MS)).message_id;
    object.core.pump(START_MS).unwrap();
    let wire_id = MessageId::parse(&id).unwrap().wire_id(1);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    assert_eq!(resend(&mut object, resend_of(&id), None), ResendOutcome::UnderWay);
    object.report("a", &wire_id, failed(), START_MS + 1);
    let (new, _) = submitted(resend(&mut object, resend_of(&id), None));
    let new = object.core.status(&new).unwrap().unwrap();
    assert_eq!(new.recipients.len(), 1);
    assert_eq!(new.recipients[0].address.as_str(), "+12025550124");
}

#[test]
fn refused_submission_of_a_resend_links_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let mut named = plain();
    named.draft.options.gateway_id = Some(GatewayId::from_text("a"));
    let id = accepted(object.submit(named, START_MS)).message_id;
    object.core.cancel(&id, START_MS).unwrap();
    object.core.process_due(START_MS + 1).unwrap();
    object.core.apply_gateway_settings(&GatewayId::from_text("a"), None, START_MS + 1).unwrap();
    let refused = ResendOutcome::Submitted { submitted: SubmitOutcome::UnknownGateway };
    assert_eq!(resend(&mut object, resend_of(&id), None), refused);
    assert_eq!(object.core.status(&id).unwrap().unwrap().resent_as, []);
}
