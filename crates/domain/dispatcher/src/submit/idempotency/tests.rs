//! Repeated idempotency keys.

use object_commands::dispatcher::{Idempotency, Submit, SubmitOutcome};
use object_sql::native::MemorySql;

use crate::testing::{MINUTE_MS, Object, START_MS, accepted, plain};

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
        SubmitOutcome::Accepted { receipt: first.clone(), replayed: true, hand_over: None }
    );
    assert_eq!(object.submit(keyed("k", "other"), START_MS), SubmitOutcome::KeyReused);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 1);
    let later = accepted(object.submit(keyed("k", "other"), START_MS + 24 * 60 * MINUTE_MS));
    assert_ne!(later.message_id, first.message_id);
}
