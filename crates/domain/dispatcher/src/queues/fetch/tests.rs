//! Gateways that fetch their messages (polling).

mod world;

use ids::GatewayId;
use messaging::{Options, RecipientState, ReportStatus};
use object_commands::dispatcher::{FetchMessages, FetchedBatch, PresenceSign};
use object_sql::native::MemorySql;

use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted,
    phones::{NEW_APP, OLD_APP, ONE, TWO, multimedia, two_recipients},
    with_options,
};

#[test]
fn message_is_assigned_notified_fetched_and_reported_by_address() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let receipt = accepted(object.submit(two_recipients(), START_MS));
    assert_eq!(receipt.gateway_id.as_ref().map(GatewayId::as_str), Some("p"));
    assert_eq!(object.told(START_MS), ["p"]);
    assert_eq!(object.state(&receipt.message_id), Some("accepted"), "nothing was handed over");
    let fetched = object.fetch("p", START_MS + 1);
    assert_eq!((fetched.len(), fetched[0].ordinals.as_slice()), (1, [0, 1].as_slice()));
    assert_eq!(object.state(&receipt.message_id), Some("dispatched"));
    let version = object.core.status(&receipt.message_id).unwrap().unwrap().version;
    assert_eq!(object.fetch("p", START_MS + 2).len(), 1, "until it says something of it");
    let again = object.core.status(&receipt.message_id).unwrap().unwrap().version;
    assert_eq!(again, version, "fetching again changes nothing");
    object.evict();
    let said = [(ONE, ReportStatus::Acknowledged), (TWO, ReportStatus::Acknowledged)];
    object.say("p", &receipt.message_id, &said, START_MS + 3);
    assert_eq!(object.state(&receipt.message_id), Some("acknowledged"));
    assert_eq!(object.fetch("p", START_MS + 4).len(), 0);
    // An old app leaves out the plus sign.
    let said = [(ONE, ReportStatus::Sent), ("12025550124", ReportStatus::Delivered)];
    object.say("p", &receipt.message_id, &said, START_MS + 5);
    let message = object.core.status(&receipt.message_id).unwrap().unwrap();
    let states: Vec<_> = message.recipients.iter().map(|it| it.state).collect();
    assert_eq!(states, [RecipientState::Sent, RecipientState::Delivered]);
}

#[test]
fn phone_without_stream_or_push_token_fetches_waiting_messages() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let id = object.accept(START_MS);
    assert_eq!(object.told(START_MS), Vec::<String>::new());
    assert_eq!(object.fetch("p", START_MS + 1).len(), 1);
    assert_eq!(object.state(&id), Some("dispatched"));
    // The phone still cannot be notified of the next message, although it has just fetched.
    object.accept(START_MS + 2);
    assert_eq!(object.told(START_MS + 2), Vec::<String>::new());
    object.phone("p", NEW_APP, Some("token"));
    object.accept(START_MS + 3);
    object.core.pump(START_MS + 3).unwrap();
    let notices = object.core.take_notices();
    assert_eq!(notices[0].push_token.as_deref(), Some("token"));
    assert_eq!(object.fetch("p", START_MS + 4).len(), 3);
}

#[test]
fn fetch_returns_a_hundred_messages_by_priority_and_then_latest_or_oldest_first() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let ids: Vec<String> = (0..103).map(|at| object.accept(START_MS + at)).collect();
    let urgent = with_options(Options { priority: 5, ..Options::default() });
    let urgent = accepted(object.submit(urgent, START_MS + 200)).message_id;
    let page = |object: &mut Object<'_>, latest_first| -> Vec<String> {
        let fetch = FetchMessages { gateway_id: GatewayId::from_text("p"), latest_first };
        let fetched: FetchedBatch = object.core.fetch(&fetch, START_MS + 300).unwrap().0;
        fetched.messages.iter().map(|it| it.message.id.as_str().to_owned()).collect()
    };
    let first = page(&mut object, false);
    assert_eq!((first.len(), &first[0], &first[1], &first[99]), (100, &urgent, &ids[0], &ids[98]));
    let latest = page(&mut object, true);
    assert_eq!(
        (latest.len(), &latest[0], &latest[1], &latest[99]),
        (100, &urgent, &ids[102], &ids[4])
    );
}

#[test]
fn scheduled_message_is_fetched_ahead_only_by_apps_that_keep_schedules() {
    let scheduled_at_ms = START_MS + 60 * MINUTE_MS;
    let options = Options {
        scheduled_at_ms: Some(scheduled_at_ms),
        gateway_id: Some(GatewayId::from_text("p")),
        ..Options::default()
    };
    for (app, ahead) in [(NEW_APP, 1), (OLD_APP, 0)] {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        object.phone("p", app, Some("token"));
        object.sign("p", PresenceSign::Alive, START_MS);
        let id = accepted(object.submit(with_options(options.clone()), START_MS)).message_id;
        assert_eq!(object.told(START_MS).len(), ahead);
        assert_eq!(object.fetch("p", START_MS + 1).len(), ahead);
        object.sign("p", PresenceSign::Alive, scheduled_at_ms - 1);
        object.core.process_due(scheduled_at_ms).unwrap();
        object.core.pump(scheduled_at_ms).unwrap();
        assert_eq!(object.fetch("p", scheduled_at_ms).len(), 1);
        object.say("p", &id, &[(ONE, ReportStatus::Sent)], scheduled_at_ms + 1);
        assert_eq!(object.state(&id), Some("sent"));
    }
    // A phone that has not fetched the message by its scheduled time competes with other gateways for it.
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let options = Options { scheduled_at_ms: Some(scheduled_at_ms), ..Options::default() };
    accepted(object.submit(with_options(options), START_MS));
    object.told(START_MS);
    object.online("cable", scheduled_at_ms - 1);
    object.core.process_due(scheduled_at_ms).unwrap();
    let deliveries = object.core.pump(scheduled_at_ms).unwrap();
    assert_eq!(deliveries.iter().map(|it| it.gateway_id.as_str()).collect::<Vec<_>>(), ["cable"]);
    assert_eq!(object.fetch("p", scheduled_at_ms).len(), 0);
}

#[test]
fn fetch_is_bounded_in_bytes_and_leases_only_returned_messages() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let mut left: std::collections::BTreeSet<String> = (0..23)
        .map(|at| accepted(object.submit(multimedia(400_000), START_MS + at)).message_id)
        .collect();
    for round in 1..=5 {
        let now_ms = START_MS + round * 1_000;
        let fetched = object.fetch("p", now_ms);
        assert_eq!(fetched.len(), if round == 5 { 3 } else { 5 });
        let leased = object.count("SELECT COUNT(*) FROM message WHERE record LIKE '%\"epoch\":1%'");
        assert_eq!(usize::try_from(leased).unwrap(), 23.min(5 * usize::try_from(round).unwrap()));
        for item in fetched {
            let id = item.message.id.as_str().to_owned();
            assert!(left.remove(&id), "fetched twice: {id}");
            let to = item.message.recipients[0].address.as_str().to_owned();
            object.say("p", &id, &[(&to, ReportStatus::Sent)], now_ms);
        }
    }
    assert!(left.is_empty() && object.fetch("p", START_MS + 9_000).is_empty());
}

#[test]
fn message_longer_than_the_byte_limit_is_fetched_alone() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let long = accepted(object.submit(multimedia(FetchedBatch::MAX_CONTENT_BYTES + 1), START_MS));
    object.accept(START_MS + 1);
    let fetched = object.fetch("p", START_MS + 2);
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0].message.id.as_str(), long.message_id);
}
