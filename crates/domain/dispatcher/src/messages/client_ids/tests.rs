//! Integrators' ids of messages.

use object_commands::dispatcher::SubmitOutcome;
use object_sql::native::MemorySql;

use crate::testing::{MINUTE_MS, Object, START_MS, accepted, plain};

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
    assert_eq!(object.submit(named(), START_MS), SubmitOutcome::DuplicateClientId);
}

#[test]
fn client_ids_can_be_reused_after_the_message_retention() {
    let sql = MemorySql::open().unwrap();
    let policy = messaging::DispatchPolicy {
        message_retention_ms: Some(1_000),
        ..messaging::DispatchPolicy::default()
    };
    let mut object = Object::with_policy(&sql, policy);
    let named = |name: &str| {
        let mut submit = plain();
        submit.draft.client_id = Some(name.to_owned());
        submit
    };
    accepted(object.submit(named("mine"), START_MS));
    assert_eq!(object.submit(named("mine"), START_MS), SubmitOutcome::DuplicateClientId);
    object.core.process_due(START_MS + 900).unwrap();
    assert_eq!(object.submit(named("mine"), START_MS + 900), SubmitOutcome::DuplicateClientId);
    object.core.process_due(START_MS + 20 * MINUTE_MS).unwrap();
    accepted(object.submit(named("mine"), START_MS + 20 * MINUTE_MS));
}
