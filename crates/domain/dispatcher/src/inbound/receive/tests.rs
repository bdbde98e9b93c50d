//! SMS that are reported again.

use object_commands::dispatcher::{Receive, ReceiveOutcome};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{MINUTE_MS, Object, START_MS, inbound};

/// Receives through a new object, as after an eviction.
trait ReceivedBy {
    fn received_by(self, sql: &MemorySql, now_ms: UnixMillis) -> (String, bool);
}

impl ReceivedBy for Receive {
    fn received_by(self, sql: &MemorySql, now_ms: UnixMillis) -> (String, bool) {
        match Object::open(sql).core.receive(self, now_ms).unwrap().0 {
            ReceiveOutcome::Stored { message_id, duplicate, .. } => (message_id, duplicate),
            ReceiveOutcome::GatewayInactive => panic!("inactive"),
        }
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
        ReceiveOutcome::Stored { message_id: first, .. },
        ReceiveOutcome::Stored { message_id: again, duplicate, .. },
    ) = (first, again)
    else {
        panic!("not stored")
    };
    assert_eq!((first, true), (again, duplicate));
    for other in [inbound("ho", Some(START_MS)), inbound("hi", Some(START_MS + 1_000))] {
        let ReceiveOutcome::Stored { duplicate, .. } =
            object.core.receive(other, START_MS).unwrap().0
        else {
            panic!("not stored")
        };
        assert!(!duplicate);
    }
}

#[test]
fn repeated_report_of_a_phone_with_a_wrong_clock_is_deduplicated() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    for reported_at_ms in [START_MS.as_i64() * 4, -1] {
        let receive =
            |now_ms| inbound("hi", Some(UnixMillis::new(reported_at_ms))).received_by(&sql, now_ms);
        let (first, again) = (receive(START_MS), receive(START_MS + MINUTE_MS));
        assert_eq!((first.0, true), (again.0, again.1));
    }
}
