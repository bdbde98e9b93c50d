//! Rows of every kind that D1 refuses are found and set aside, and all others reach it.

use std::collections::{BTreeMap, BTreeSet};

use dispatcher_records::Projection;
use object_commands::dispatcher::{PresenceSign, ReceiveOutcome};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{MINUTE_MS, Object, START_MS, inbound};

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
            let outcome =
                object.core.record_projection_failed(&batch, true, now_ms + 1_000).unwrap();
            set_aside.extend(outcome);
        } else {
            object.core.record_projected(&batch, now_ms).unwrap();
            projected.extend(batch.messages.into_iter().map(|row| row.id));
        }
    }
    assert_eq!((projected, set_aside), (vec![good], vec![bad]));
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
        assert_eq!(object.core.record_projection_failed(&batch, false, now_ms).unwrap(), None);
    }
    assert_eq!(object.project(now_ms).len(), 1);
}

/// A database that refuses some rows, with the Durable Object's way of projecting to it.
#[derive(Default)]
struct RefusingDatabase {
    messages: BTreeSet<String>,
    inbound: BTreeSet<String>,
    gateways: BTreeSet<String>,
    counters: BTreeMap<(String, i64, String), i64>,
    set_aside: Vec<String>,
    max_rows: Option<usize>,
}

impl RefusingDatabase {
    /// Projects for an hour, one attempt a minute.
    fn project(
        &mut self,
        object: &mut Object<'_>,
        refuses: impl Fn(&Projection) -> bool,
        from_ms: UnixMillis,
    ) {
        let mut now_ms = from_ms;
        for _ in 0..60 {
            now_ms += MINUTE_MS;
            while let Some(batch) = object.core.projection(now_ms, self.max_rows).unwrap() {
                if refuses(&batch) {
                    self.max_rows = Some((batch.rows() / 2).max(1));
                    let failed = object.core.record_projection_failed(&batch, true, now_ms + 1_000);
                    self.set_aside.extend(failed.unwrap());
                    break;
                }
                self.max_rows = self.max_rows.map(|most| most * 2).filter(|most| *most < 64);
                self.take(&batch);
                object.core.record_projected(&batch, now_ms).unwrap();
            }
        }
    }

    fn take(&mut self, batch: &Projection) {
        self.messages.extend(batch.messages.iter().map(|row| row.id.clone()));
        self.inbound.extend(batch.inbound.iter().map(|row| row.id.clone()));
        self.gateways.extend(batch.gateways.iter().map(|row| row.id.as_str().to_owned()));
        for row in &batch.counters {
            self.counters
                .insert((row.metric.to_owned(), row.day, row.gateway_id.clone()), row.value);
        }
    }

    fn total(&self, metric: &str) -> i64 {
        let of = self.counters.iter().filter(|((name, day, _), _)| name == metric && *day == -1);
        of.map(|(_, value)| value).sum()
    }
}

fn receive(object: &mut Object<'_>, text: &str) -> String {
    let receive = inbound(text, Some(START_MS));
    match object.core.receive(receive, START_MS).unwrap().0 {
        ReceiveOutcome::Stored { message_id, .. } => message_id,
        other @ ReceiveOutcome::GatewayInactive => panic!("not stored: {other:?}"),
    }
}

#[test]
fn inbound_message_that_d1_refuses_is_set_aside_and_stays_so_after_an_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let bad = receive(&mut object, "bad");
    let good: BTreeSet<String> =
        (0..20).map(|at| receive(&mut object, &format!("good {at}"))).collect();
    let sent = object.accept(START_MS);
    let refuses = |batch: &Projection| batch.inbound.iter().any(|row| row.body.as_str() == "bad");
    let mut d1 = RefusingDatabase::default();
    d1.project(&mut object, refuses, START_MS);
    assert_eq!((&d1.set_aside, &d1.inbound), (&vec![bad], &good));
    assert!(d1.messages.contains(&sent) && d1.gateways.contains("a"));
    assert_eq!(d1.total("received"), 20);
    object.evict();
    let later = receive(&mut object, "later");
    d1.project(&mut object, refuses, START_MS + 200 * MINUTE_MS);
    assert!(d1.inbound.contains(&later));
    assert_eq!((d1.set_aside.len(), d1.total("received")), (1, 21));
}

#[test]
fn gateway_that_d1_refuses_is_set_aside_until_its_presence_changes() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for id in ["a", "b", "c"] {
        object.online(id, START_MS);
    }
    let received = receive(&mut object, "hi");
    let refuses = |batch: &Projection| batch.gateways.iter().any(|row| row.id.as_str() == "b");
    let mut d1 = RefusingDatabase::default();
    d1.project(&mut object, refuses, START_MS);
    assert_eq!(d1.set_aside, ["gateway b"]);
    assert_eq!(d1.gateways, ["a", "c"].map(str::to_owned).into());
    assert!(d1.inbound.contains(&received));
    object.sign("b", PresenceSign::Disconnected, START_MS + 200 * MINUTE_MS);
    d1.project(&mut object, |_| false, START_MS + 200 * MINUTE_MS);
    assert!(d1.gateways.contains("b"));
}

#[test]
fn counter_that_d1_refuses_holds_back_no_message_and_no_other_counter() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let mut ids: BTreeSet<String> = (0..5).map(|at| object.accept(START_MS + at)).collect();
    let received = receive(&mut object, "hi");
    let is_bad = |row: &dispatcher_records::CounterRow| row.metric == "received" && row.day == -1;
    let refuses = |batch: &Projection| batch.counters.iter().any(is_bad);
    let mut d1 = RefusingDatabase::default();
    d1.project(&mut object, refuses, START_MS);
    assert_eq!((&d1.messages, d1.inbound.contains(&received)), (&ids, true));
    assert_eq!(d1.set_aside, ["counter received of day -1"]);
    let accepted = d1.total("accepted");
    assert_eq!((accepted, d1.total("received")), (5, 0));
    ids.insert(object.accept(START_MS + 9));
    receive(&mut object, "ho");
    d1.project(&mut object, refuses, START_MS + 200 * MINUTE_MS);
    assert_eq!((&d1.messages, d1.set_aside.len()), (&ids, 1));
    // A new instance retries the counter, with the right value.
    object.evict();
    receive(&mut object, "hu");
    d1.project(&mut object, |_| false, START_MS + 400 * MINUTE_MS);
    assert_eq!((d1.total("accepted"), d1.total("received")), (6, 3));
}
