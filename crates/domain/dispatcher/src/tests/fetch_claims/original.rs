//! Claims about the behavior of the original SMSGate server, and about long contents.

use messaging::RecipientState as S;
use object_sql::Sql;
use sha2::{Digest, Sha256};

use super::*;

const LONG: usize = 3 * 1_048_576;

fn numbers(count: i64, statement: &str, object: &Object<'_>) {
    assert_eq!(object.count(statement), count, "{statement}");
}

#[test]
fn submit_checks_gateway_then_queue_limits_then_id_and_check_only_stores_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let limits = QueueLimits { max_pending: Some(1), ..QueueLimits::default() };
    let submit = |gateway: &str, check_only| {
        let mut submit =
            with_options(Options { gateway_id: Some(gateway.to_owned()), ..Options::default() });
        submit.draft.client_id = Some("mine".to_owned());
        Submit { requires_gateway: true, queue_limits: Some(limits), check_only, ..submit }
    };
    assert_eq!(object.submit(submit("p", true), START_MS), Submitted::UnknownGateway);
    object.streaming("p", START_MS);
    assert_eq!(object.submit(submit("p", true), START_MS), Submitted::Admissible);
    numbers(0, "SELECT COUNT(*) FROM message", &object);
    accepted(object.submit(submit("p", false), START_MS));
    let full =
        Submitted::OverQueueLimit { reason: QueueReason::TooManyPending { pending: 1, most: 1 } };
    for check_only in [true, false] {
        assert_eq!(object.submit(submit("p", check_only), START_MS + 1), full);
        let unknown = object.submit(submit("q", check_only), START_MS + 1);
        assert_eq!(unknown, Submitted::UnknownGateway);
    }
    object.fetch("p", START_MS + 2);
    let id = object.core.status("mine").unwrap().unwrap().id.as_str().to_owned();
    object.say("p", &id, &[(ONE, ReportStatus::Delivered)], START_MS + 3);
    assert_eq!(object.submit(submit("p", true), START_MS + 4), Submitted::Admissible);
    assert_eq!(object.submit(submit("p", false), START_MS + 4), Submitted::DuplicateClientId);
}

#[test]
fn registration_counts_as_seen_and_is_not_projected_back_to_d1() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let settings = |seen_at_ms| dispatcher_records::GatewaySettings {
        id: "p".to_owned(),
        device_id: "p".to_owned(),
        priority: 1,
        active: true,
        protocol: NEW_APP,
        push_token: None,
        usage: messaging::RouteUse::Usual,
        number: None,
        is_masking: false,
        seen_at_ms,
    };
    object.core.gateway_changed("p", Some(&settings(START_MS)), START_MS).unwrap();
    let since = |at_ms| Submit {
        requires_gateway: true,
        ..with_options(Options { seen_since_ms: Some(at_ms), ..Options::default() })
    };
    accepted(object.submit(since(START_MS), START_MS + 1));
    assert_eq!(object.submit(since(START_MS + 1), START_MS + 1), Submitted::NoGateway);
    assert_eq!(
        object.core.last_seen().into_iter().collect::<Vec<_>>(),
        [("p".to_owned(), START_MS)]
    );
    assert!(object.project(START_MS + 2).iter().all(|batch| batch.gateways.is_empty()));
    object.sign("p", PresenceSign::Alive, START_MS + 9);
    object.core.gateway_changed("p", Some(&settings(START_MS + 5)), START_MS + 10).unwrap();
    assert_eq!(object.core.last_seen()["p"], START_MS + 9, "what is older changes nothing");
}

#[test]
fn late_reported_state_enters_the_history_once_and_only_from_a_phone_that_had_the_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    object.phone("q", NEW_APP, None);
    let id = object.accept(START_MS);
    object.fetch("p", START_MS + 1);
    let mut say = |gateway_id: &str, state, status: ReportStatus, at_ms: i64, now_ms: i64| {
        let recipients =
            vec![RecipientReport { address: Address::Literal(ONE.to_owned()), status }];
        let report =
            MessageReport { message_id: id.clone(), recipients, reached: vec![(state, at_ms)] };
        let gateway_id = gateway_id.to_owned();
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

#[test]
fn long_content_is_stored_in_pieces_and_returned_whole() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let receipt = accepted(object.submit(multimedia(LONG), START_MS));
    let id = receipt.message_id.as_str();
    numbers(6, "SELECT COUNT(*) FROM piece", &object);
    let widest =
        "SELECT MAX(MAX(LENGTH(text)), (SELECT MAX(LENGTH(record)) FROM message)) FROM piece";
    numbers(512 * 1_024, widest, &object);
    object.evict();
    let whole = |content: &Content| matches!(content, Content::Multimedia(text) if text.as_str().len() == LONG);
    assert!(whole(&object.core.status(id).unwrap().unwrap().content));
    let fetched = object.fetch("p", START_MS + 1);
    assert!(fetched.len() == 1 && whole(&fetched[0].message.content));
    let batches = object.project(START_MS + 2);
    let pieces: Vec<_> = batches.iter().flat_map(|it| &it.pieces).collect();
    assert_eq!(pieces.iter().map(|it| it.number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert!(pieces.iter().all(|it| it.message_id == id));
    assert!(batches.iter().all(|it| it.forgotten.is_empty()));
    object.say("p", id, &[(ONE, ReportStatus::Delivered)], START_MS + 3);
    let again = object.project(START_MS + 4);
    assert!(again.iter().all(|it| it.pieces.is_empty()), "D1 has them");
    numbers(0, "SELECT COUNT(*) FROM piece", &object);
}

#[test]
fn pieces_of_hashed_content_are_deleted_here_and_in_d1() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let mut submit = multimedia(LONG);
    submit.draft.options.hash_when_done = true;
    let id = accepted(object.submit(submit, START_MS)).message_id;
    object.fetch("p", START_MS + 1);
    object.project(START_MS + 2);
    object.say("p", &id, &[(ONE, ReportStatus::Delivered)], START_MS + 3);
    object.project(START_MS + 4);
    numbers(6, "SELECT COUNT(*) FROM piece", &object);
    object.core.attend(START_MS + 2 * MINUTE_MS).unwrap();
    numbers(0, "SELECT COUNT(*) FROM piece", &object);
    let batches = object.project(START_MS + 2 * MINUTE_MS + 1);
    let forgotten: Vec<&String> = batches.iter().flat_map(|it| &it.forgotten).collect();
    assert_eq!(forgotten, [&id]);
    let hash = batches.iter().flat_map(|it| &it.messages).find_map(|it| match &it.record.content {
        Content::Hashed(hash) => Some(hash.clone()),
        _ => None,
    });
    assert_eq!(hash.unwrap(), hex::encode(Sha256::digest("a".repeat(LONG))));
}

#[test]
fn long_contents_of_one_account_are_bounded() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2048)
         INSERT INTO piece (message_id, number, text) SELECT 'another', i, '' FROM n";
    sql.exec(many, vec![]).unwrap();
    assert_eq!(object.submit(multimedia(LONG), START_MS), Submitted::QueueFull);
    accepted(object.submit(multimedia(400_000), START_MS));
    accepted(object.submit(plain(), START_MS));
}
