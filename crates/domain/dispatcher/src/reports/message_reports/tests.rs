//! Reports of phones that fetch.

use ids::GatewayId;
use messaging::{Options, RecipientState as S, RecipientState, ReportStatus};
use object_commands::dispatcher::{MessageReport, MessageReports, RecipientReport};
use object_sql::native::MemorySql;
use telephony::Address;
use unix_time::UnixMillis;

use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted, failed,
    phones::{NEW_APP, ONE, TWO, two_recipients},
    with_options,
};

#[test]
fn only_failed_recipients_go_to_another_phone_and_the_message_stays_one() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    object.streaming("b", START_MS);
    let id = accepted(object.submit(two_recipients(), START_MS)).message_id;
    let first = object.told(START_MS)[0].clone();
    let other = if first == "a" { "b" } else { "a" };
    object.fetch(&first, START_MS + 1);
    object.say(&first, &id, &[(ONE, ReportStatus::Sent), (TWO, failed())], START_MS + 2);
    let later_ms = START_MS + 2 * MINUTE_MS;
    object.core.process_due(later_ms).unwrap();
    assert_eq!(object.told(later_ms), [other]);
    let fetched = object.fetch(other, later_ms + 1);
    assert_eq!(fetched[0].ordinals, [1]);
    object.say(&first, &id, &[(ONE, ReportStatus::Delivered)], later_ms + 2);
    object.say(other, &id, &[(TWO, ReportStatus::Delivered)], later_ms + 3);
    assert_eq!(object.state(&id), Some("delivered"));
}

#[test]
fn failure_is_final_if_no_other_phone_can_send_the_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let alone = object.accept(START_MS);
    object.fetch("a", START_MS + 1);
    object.say("a", &alone, &[(ONE, failed())], START_MS + 2);
    assert_eq!(object.state(&alone), Some("failed"));
    object.streaming("b", START_MS + 3);
    let options = Options { gateway_id: Some(GatewayId::from_text("a")), ..Options::default() };
    let pinned = accepted(object.submit(with_options(options), START_MS + 4)).message_id;
    object.fetch("a", START_MS + 5);
    object.say("a", &pinned, &[(ONE, failed())], START_MS + 6);
    assert_eq!(object.state(&pinned), Some("failed"));
}

#[test]
fn report_leases_the_message_to_its_provisional_phone_and_not_to_one_that_lost_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let id = accepted(object.submit(two_recipients(), START_MS)).message_id;
    object.say("p", &id, &[(ONE, ReportStatus::Sent)], START_MS + 1);
    let message = object.core.status(&id).unwrap().unwrap();
    let states: Vec<_> = message.recipients.iter().map(|it| it.state).collect();
    assert_eq!(states, [RecipientState::Sent, RecipientState::Dispatched]);
    assert_eq!(object.fetch("p", START_MS + 2)[0].ordinals, [1]);
    object.streaming("a", START_MS + 3);
    let other = object.accept(START_MS + 4);
    object.streaming("b", START_MS + 5);
    object.core.process_due(START_MS + 2 * MINUTE_MS).unwrap();
    object.core.pump(START_MS + 2 * MINUTE_MS).unwrap();
    let now = object.core.status(&other).unwrap().unwrap();
    assert_eq!(now.assigned_to(), Some(&GatewayId::from_text("b")));
    object.say("a", &other, &[(ONE, ReportStatus::Delivered)], START_MS + 2 * MINUTE_MS + 1);
    assert_eq!(object.state(&other), Some("accepted"));
}

#[test]
fn reports_by_another_phone_or_about_unknown_recipients_change_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    object.phone("q", NEW_APP, None);
    let id = object.accept(START_MS);
    object.fetch("p", START_MS + 1);
    object.say("q", &id, &[(ONE, ReportStatus::Delivered)], START_MS + 2);
    object.say("p", &id, &[("+19995550000", ReportStatus::Delivered)], START_MS + 3);
    object.say("p", "nobody", &[(ONE, ReportStatus::Delivered)], START_MS + 4);
    assert_eq!(object.state(&id), Some("dispatched"));
}

#[test]
fn late_reported_state_enters_the_history_once_and_only_from_a_phone_that_had_the_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    object.phone("q", NEW_APP, None);
    let id = object.accept(START_MS);
    object.fetch("p", START_MS + 1);
    let mut say =
        |gateway_id: &str, state, status: ReportStatus, at_ms: UnixMillis, now_ms: UnixMillis| {
            let recipients =
                vec![RecipientReport { address: Address::Literal(ONE.to_owned()), status }];
            let report =
                MessageReport { message_id: id.clone(), recipients, reached: vec![(state, at_ms)] };
            let gateway_id = GatewayId::from_text(gateway_id);
            let reports = MessageReports { gateway_id, messages: vec![report] };
            object.core.report_messages(&reports, now_ms).unwrap();
            object.core.status(&id).unwrap().unwrap()
        };
    let delivered = say("p", S::Delivered, ReportStatus::Delivered, START_MS + 5, START_MS + 10);
    assert_eq!(delivered.reached, [(S::Delivered, START_MS + 5)]);
    let foreign = say("q", S::Sent, ReportStatus::Sent, START_MS + 3, START_MS + 11);
    assert_eq!(foreign, delivered);
    let late = say("p", S::Sent, ReportStatus::Sent, START_MS + 4, START_MS + 12);
    assert_eq!(late.reached, [(S::Delivered, START_MS + 5), (S::Sent, START_MS + 4)]);
    assert!(late.version > delivered.version, "it has to be projected");
    assert_eq!(late.state(), S::Delivered);
    let again = say("p", S::Sent, ReportStatus::Sent, START_MS + 9, START_MS + 13);
    assert_eq!(again, late);
    let day_ms = 24 * 3_600_000;
    let absurd =
        say("p", S::Acknowledged, ReportStatus::Acknowledged, START_MS - day_ms, START_MS + 14);
    assert_eq!(absurd, late);
}

#[test]
fn failure_without_a_reason_has_no_error() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let id = object.accept(START_MS);
    object.fetch("p", START_MS + 1);
    let failed = ReportStatus::Failed { reason: String::new() };
    object.say("p", &id, &[(ONE, failed)], START_MS + 2);
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!((message.state(), message.error()), (RecipientState::Failed, None));
    assert!(
        object
            .project(START_MS + 3)
            .iter()
            .flat_map(|it| &it.messages)
            .all(|it| it.error.is_none())
    );
}
