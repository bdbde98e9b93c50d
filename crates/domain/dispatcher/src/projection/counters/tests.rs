//! Midnight, UTC: counters are not reset; the next day has counters of its own.

use dispatcher_records::Projection;
use ids::GatewayId;
use messaging::ReportStatus;
use object_commands::dispatcher::{Masking, Receive, ReceivedAt};
use object_sql::native::MemorySql;
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use crate::testing::{DAY_MS, Object, START_MS};

/// Value of a counter in D1 after these batches.
fn counter(batches: &[Projection], metric: &str, day: i64) -> i64 {
    let mut all = batches.iter().flat_map(|batch| &batch.counters);
    all.rfind(|it| it.metric == metric && it.day == day).map_or(0, |it| it.value)
}

#[test]
fn states_reached_after_midnight_count_for_the_new_day_only() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let today = START_MS.day();
    let midnight_ms = UnixMillis::new((today + 1) * DAY_MS);
    object.online("a", midnight_ms - 10);
    let [early, late] = [0, 1].map(|at| object.accept(midnight_ms - 9 + at));
    object.core.pump(midnight_ms - 7).unwrap();
    object.report("a", &early, ReportStatus::Sent, midnight_ms - 1);
    let mut batches = object.project(midnight_ms - 1);
    assert_eq!(counter(&batches, "sent", today), 1);
    // An eviction over midnight changes nothing.
    object.evict();
    object.report("a", &late, ReportStatus::Sent, midnight_ms);
    object.report("a", &early, ReportStatus::Delivered, midnight_ms + 1);
    batches.extend(object.project(midnight_ms + 1));
    let [old, new, all] = [today, today + 1, -1]
        .map(|day| ["accepted", "sent", "delivered"].map(|metric| counter(&batches, metric, day)));
    assert_eq!([old, new, all], [[2, 1, 0], [0, 1, 1], [2, 2, 1]]);
}

#[test]
fn inbound_sms_counts_for_the_day_of_its_receipt_rather_than_of_its_report() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let today = START_MS.day();
    let midnight_ms = UnixMillis::new((today + 1) * DAY_MS);
    for received_at_ms in [midnight_ms - 1, midnight_ms] {
        let receive = Receive {
            at: ReceivedAt::Gateway { gateway_id: GatewayId::from_text("a") },
            sender: Address::lenient("+12025550123", Region::parse("US").unwrap()),
            body: MessageText::new("hi"),
            reported_at_ms: Some(received_at_ms),
            reference: None,
            masking: Masking::IfMasked,
        };
        object.core.receive(receive, midnight_ms + 1).unwrap();
    }
    let batches = object.project(midnight_ms + 2);
    let received = [today, today + 1, -1].map(|day| counter(&batches, "received", day));
    assert_eq!(received, [1, 1, 2]);
}

#[test]
fn statistics_count_inbound_sms_by_the_day_of_their_report_whatever_the_phones_clock_says() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let today = START_MS.day();
    let last_year_ms = START_MS - 365 * DAY_MS;
    for at in 0..20 {
        let receive = Receive {
            at: ReceivedAt::Gateway { gateway_id: GatewayId::from_text("a") },
            sender: Address::lenient("+12025550123", Region::parse("US").unwrap()),
            body: MessageText::new("hi"),
            reported_at_ms: Some(if at < 15 { last_year_ms + at } else { START_MS - at }),
            reference: None,
            masking: Masking::IfMasked,
        };
        object.core.receive(receive, START_MS).unwrap();
    }
    let mut batches = object.project(START_MS + 1);
    let counted = |batches: &[Projection], day| {
        ["received", "received_elsewhen"].map(|metric| counter(batches, metric, day))
    };
    assert_eq!(counted(&batches, today - 365), [15, -15]);
    assert_eq!(counted(&batches, today), [5, 15]);
    assert_eq!(counted(&batches, -1), [20, 0]);
    // A new instance continues from the counters of the last one.
    object.evict();
    let receive = Receive {
        at: ReceivedAt::Gateway { gateway_id: GatewayId::from_text("a") },
        sender: Address::lenient("+12025550123", Region::parse("US").unwrap()),
        body: MessageText::new("one more"),
        reported_at_ms: Some(last_year_ms),
        reference: None,
        masking: Masking::IfMasked,
    };
    object.core.receive(receive, START_MS + 2).unwrap();
    batches.extend(object.project(START_MS + 3));
    assert_eq!(counted(&batches, today), [5, 16]);
}
