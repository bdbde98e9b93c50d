//! Cancellations.

use ids::GatewayId;
use messaging::{Options, RecipientState, ReportStatus};
use object_commands::{
    dispatcher::{CancelOutcome, PresenceSign},
    gateway_connection::DeviceEvent,
};
use object_sql::native::MemorySql;

use crate::testing::{
    Object, START_MS, accepted,
    phones::{NEW_APP, ONE},
    plain, with_options,
};

#[test]
fn cancellation_asks_the_phone_that_fetched_the_message_and_otherwise_ends_by_itself() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let waiting = object.accept(START_MS);
    assert!(matches!(
        object.core.cancel(&waiting, START_MS).unwrap(),
        CancelOutcome::Cancelling { .. }
    ));
    let not_pending = |state| CancelOutcome::NotPending { state };
    assert_eq!(
        object.core.cancel(&waiting, START_MS + 1).unwrap(),
        not_pending(RecipientState::Cancelling)
    );
    object.core.process_due(START_MS + 1).unwrap();
    assert_eq!(object.state(&waiting), Some("cancelling"), "its phone may still confirm it");
    assert_eq!(object.told(START_MS + 1), ["p"]);
    let waited = object.core.status(&waiting).unwrap().unwrap().fetch_deadline_ms(&object.policy);
    object.core.process_due(waited.unwrap()).unwrap();
    assert_eq!(object.state(&waiting), Some("cancelled"));

    object.sign("p", PresenceSign::Connected, START_MS + 3);
    let mut named = plain();
    named.draft.client_id = Some("mine".to_owned());
    let told_of = accepted(object.submit(named, START_MS + 3)).message_id;
    object.told(START_MS + 3);
    object.core.cancel("mine", START_MS + 4).unwrap();
    let notices = object.core.take_notices();
    let event = DeviceEvent::MessageCancelled { message_id: "mine".to_owned() };
    assert_eq!(notices.iter().map(|it| &it.event).collect::<Vec<_>>(), [&event]);
    let fetched = object.fetch("p", START_MS + 5);
    assert_eq!((fetched.len(), fetched[0].cancelling), (1, true));
    object.say("p", "mine", &[(ONE, ReportStatus::Cancelled)], START_MS + 6);
    assert_eq!(object.state(&told_of), Some("cancelled"));

    let had = object.accept(START_MS + 7);
    object.fetch("p", START_MS + 8);
    object.core.cancel(&had, START_MS + 9).unwrap();
    assert!(object.fetch("p", START_MS + 10)[0].cancelling);
    object.say("p", &had, &[(ONE, ReportStatus::Sent)], START_MS + 11);
    assert_eq!(object.state(&had), Some("sent"), "it was quicker");
    assert_eq!(object.core.cancel("msg_nothing", START_MS).unwrap(), CancelOutcome::Unknown);

    object.online("cable", START_MS + 12);
    let options = Options { gateway_id: Some(GatewayId::from_text("cable")), ..Options::default() };
    let on_a_socket = accepted(object.submit(with_options(options), START_MS + 12)).message_id;
    object.core.pump(START_MS + 12).unwrap();
    assert_eq!(
        object.core.cancel(&on_a_socket, START_MS + 13).unwrap(),
        not_pending(RecipientState::Dispatched)
    );
}

#[test]
fn cancelling_again_tells_how_far_the_cancellation_has_come() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = object.accept(START_MS);
    assert!(matches!(object.core.cancel(&id, START_MS).unwrap(), CancelOutcome::Cancelling { .. }));
    object.core.process_due(START_MS + 1).unwrap();
    object.evict();
    let again = object.core.cancel(&id, START_MS + 2).unwrap();
    assert_eq!(again, CancelOutcome::NotPending { state: RecipientState::Cancelled });
}
