//! Choice of a gateway.

use messaging::{Content, DataContent, Options, RouteUse};
use object_commands::dispatcher::{PresenceSign, SubmitOutcome};
use object_sql::native::MemorySql;

use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted, failed,
    numbers::ids,
    phones::{NEW_APP, OLD_APP},
    plain, with_options,
};

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
    object.core.process_due(START_MS + MINUTE_MS).unwrap();
    let deliveries = object.core.pump(START_MS + MINUTE_MS).unwrap();
    assert_eq!(deliveries[0].gateway_id.as_str(), "b");
}

#[test]
fn messages_go_only_to_gateways_that_support_their_content_and_sim() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("cable", START_MS);
    let mut data = plain();
    data.draft.content = Content::Data(DataContent { data: "AAAA".to_owned(), port: 1 });
    data.requires_gateway = true;
    assert_eq!(object.submit(data, START_MS), SubmitOutcome::NoGateway);
    let sim = Options { sim_slot: Some(2), ..Options::default() };
    let id = accepted(object.submit(with_options(sim), START_MS)).message_id;
    assert_eq!(object.core.pump(START_MS).unwrap(), []);
    object.phone("old", OLD_APP, None);
    let mut multimedia = plain();
    multimedia.draft.content = Content::Multimedia(telephony::MessageText::new("{}"));
    let mms = accepted(object.submit(multimedia, START_MS)).message_id;
    let fetched = object.fetch("old", START_MS + 1);
    assert_eq!(fetched.iter().map(|it| it.message.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    object.phone("new", NEW_APP, None);
    assert_eq!(object.fetch("new", START_MS + 2)[0].message.id.as_str(), mms);
}

#[test]
fn accounts_policy_decides_between_phones_and_numbers() {
    for (number, expected) in [
        (RouteUse::First, [false, false]),
        (RouteUse::Fallback, [true, false]),
        (RouteUse::Pinned, [true, true]),
    ] {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        object.number("n", number);
        object.online("a", START_MS);
        let by_phone = [true, false].map(|online| {
            if !online {
                object.sign("a", PresenceSign::Disconnected, START_MS + 1);
            }
            accepted(object.submit(with_options(Options::default()), START_MS));
            object.calls(START_MS + 2).is_empty()
        });
        assert_eq!(by_phone, expected, "{number:?}");
    }
    // A phone that failed is followed by the number.
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Fallback);
    object.online("a", START_MS);
    let id = accepted(object.submit(with_options(Options::default()), START_MS)).message_id;
    assert!(object.calls(START_MS).is_empty());
    object.report("a", &id, failed(), START_MS + 1);
    object.core.process_due(START_MS + 60_001).unwrap();
    assert_eq!(ids(&object.calls(START_MS + 60_001)), [id]);
}
