//! Spellings of queues, which deployed objects hold.

use ids::GatewayId;
use messaging::routing::Traffic;
use object_sql::Value;

use super::Queue;

const ID: &str = "V1StGXR8_Z5jdHi6B-myT";

fn id() -> GatewayId {
    GatewayId::from_text(ID)
}

#[test]
fn every_queue_is_stored_under_its_spelling_and_read_back() {
    for (queue, spelling) in [
        (Queue::AnyGateway, String::new()),
        (Queue::TestNumbers, "#".to_owned()),
        (Queue::PinnedTo(id()), ID.to_owned()),
        (Queue::ToFetch(id()), format!("@{ID}")),
        (Queue::ToFetchAhead(id()), format!("~{ID}")),
        (Queue::UnknownOutcome(id()), format!("!{ID}")),
    ] {
        assert_eq!(Value::from(&queue), Value::Text(spelling.clone()));
        assert_eq!(Queue::parse(&spelling), queue);
    }
}

#[test]
fn every_text_is_a_queue_and_keeps_its_spelling() {
    for spelling in ["", "@", "~", "!", "#a", "$", "_a", "-a", "a@b", "@@a", "!~a"] {
        let queue = Queue::parse(spelling);
        assert_eq!(Value::from(&queue), Value::Text(spelling.to_owned()));
    }
    assert_eq!(Queue::parse("#a"), Queue::PinnedTo(GatewayId::from_text("#a")));
}

#[test]
fn message_that_is_still_to_be_routed_waits_for_its_pinned_gateway_or_for_any() {
    assert_eq!(Queue::to_route(None, Traffic::Ordinary), Queue::AnyGateway);
    assert_eq!(Queue::to_route(None, Traffic::Test), Queue::TestNumbers);
    assert_eq!(Queue::to_route(Some(&id()), Traffic::Test), Queue::PinnedTo(id()));
}

#[test]
fn routing_takes_no_messages_from_queues_that_are_fetched() {
    let queues = ["", ID, "another", "@", "~", "!"].map(|mark| match mark {
        "@" | "~" | "!" => Queue::parse(&format!("{mark}{ID}")),
        other => Queue::parse(other),
    });
    let routed = queues.map(|queue| queue.may_be_routed_to(&id()));
    assert_eq!(routed, [true, true, false, false, false, true]);
}
