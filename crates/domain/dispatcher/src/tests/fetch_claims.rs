//! Gateways that fetch their messages (polling).

use messaging::{
    Content, DataContent, GatewayHealth, Options, Protocol, RecipientState, ReportStatus,
    message::TimelineEvent,
};
use object_commands::{
    dispatcher::{
        Cancelled, Fetch, Fetched, FetchedMessage, MessageReport, MessageReports, Presence,
        PresenceSign, QueueLimits, QueueReason, RecipientReport, Submit, Submitted,
    },
    gateway_connection::DeviceEvent,
};
use object_sql::native::MemorySql;
use telephony::{Address, Region};

use super::{Object, START_MS, accepted, failed, plain, with_options};

mod original;

const MINUTE_MS: i64 = 60_000;
const NEW_APP: Protocol = Protocol::Poll { keeps_schedules: true, multimedia: true };
const OLD_APP: Protocol = Protocol::Poll { keeps_schedules: false, multimedia: false };

impl Object<'_> {
    pub(super) fn phone(&mut self, id: &str, protocol: Protocol, push_token: Option<&str>) {
        self.phone_seen(id, protocol, push_token, 0);
    }

    /// Registers a phone that D1 knows to have been seen at that time.
    fn phone_seen(&mut self, id: &str, protocol: Protocol, token: Option<&str>, seen_at_ms: i64) {
        let settings = dispatcher_records::GatewaySettings {
            id: id.to_owned(),
            device_id: id.to_owned(),
            priority: 1,
            active: true,
            protocol,
            push_token: token.map(str::to_owned),
            usage: messaging::RouteUse::Usual,
            number: None,
            is_masking: false,
            seen_at_ms,
        };
        self.core.gateway_changed(id, Some(&settings), START_MS).unwrap();
    }

    /// Registers a phone with an open event stream.
    fn streaming(&mut self, id: &str, now_ms: i64) {
        self.phone(id, NEW_APP, None);
        self.sign(id, PresenceSign::Connected, now_ms);
    }

    fn fetch(&mut self, id: &str, now_ms: i64) -> Vec<FetchedMessage> {
        let fetch = Fetch { gateway_id: id.to_owned(), latest_first: false };
        self.core.fetch(&fetch, now_ms).unwrap().0.messages
    }

    fn say(&mut self, gateway_id: &str, id: &str, says: &[(&str, ReportStatus)], now_ms: i64) {
        let recipients = says.iter().map(|(address, status)| RecipientReport {
            address: Address::Literal((*address).to_owned()),
            status: status.clone(),
        });
        let report = MessageReport {
            message_id: id.to_owned(),
            recipients: recipients.collect(),
            reached: Vec::new(),
        };
        let gateway_id = gateway_id.to_owned();
        let reports = MessageReports { gateway_id, messages: vec![report] };
        self.core.report_messages(&reports, now_ms).unwrap();
    }

    /// Returns the gateways that were notified. All notices count as delivered.
    fn told(&mut self, now_ms: i64) -> Vec<String> {
        self.core.pump(now_ms).unwrap();
        self.core.take_notices().into_iter().map(|notice| notice.gateway_id).collect()
    }
}

fn to_two() -> Submit {
    let mut submit = plain();
    let region = Region::parse("US").unwrap();
    submit.draft.recipients.push(Address::lenient("+12025550124", region));
    submit
}

const ONE: &str = "+12025550123";
const TWO: &str = "+12025550124";

#[test]
fn message_is_assigned_notified_fetched_and_reported_by_address() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let receipt = accepted(object.submit(to_two(), START_MS));
    assert_eq!(receipt.gateway_id.as_deref(), Some("p"));
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
fn phone_that_misses_its_fetch_deadline_or_its_notice_loses_the_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let id = object.accept(START_MS);
    assert_eq!(object.told(START_MS), ["a"]);
    object.streaming("b", START_MS + 1);
    object.core.attend(START_MS + MINUTE_MS - 1).unwrap();
    assert_eq!(object.told(START_MS + MINUTE_MS - 1), Vec::<String>::new());
    object.core.attend(START_MS + MINUTE_MS).unwrap();
    assert_eq!(object.told(START_MS + MINUTE_MS), ["b"]);
    assert_eq!(object.fetch("a", START_MS + MINUTE_MS + 1).len(), 0);
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!(message.assigned_to(), Some("b"));
    let events: Vec<_> = message.timeline.iter().map(|entry| entry.event).collect();
    let [accepted, assigned, lost] =
        [TimelineEvent::Accepted, TimelineEvent::Assigned, TimelineEvent::NotHandedOver];
    assert_eq!(events, [accepted, assigned, lost, assigned]);

    // The notice reaches no phone: the message is assigned to the other one without another minute's wait.
    object.sign("a", PresenceSign::Connected, START_MS + MINUTE_MS + 2);
    let second = object.accept(START_MS + MINUTE_MS + 3);
    object.core.pump(START_MS + MINUTE_MS + 3).unwrap();
    let notices = object.core.take_notices();
    assert_eq!((notices.len(), notices[0].event == DeviceEvent::MessageEnqueued), (1, true));
    let first = notices[0].gateway_id.clone();
    object.core.notified(&notices[0], false, START_MS + MINUTE_MS + 4).unwrap();
    let others = object.told(START_MS + MINUTE_MS + 4);
    assert_eq!((others.len(), others[0] != first), (1, true));
    assert_ne!(object.core.status(&second).unwrap().unwrap().assigned_to(), Some(first.as_str()));
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
fn messages_assigned_to_a_deleted_phone_wait_for_another() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let id = object.accept(START_MS);
    object.told(START_MS);
    object.core.gateway_changed("a", None, START_MS + 1).unwrap();
    let later_ms = START_MS + MINUTE_MS;
    object.core.attend(later_ms).unwrap();
    object.core.pump(later_ms).unwrap();
    object.project(later_ms);
    let next_ms = object.core.next_attention_ms(later_ms, later_ms, later_ms).unwrap();
    assert!(next_ms.is_some_and(|at_ms| at_ms >= later_ms + MINUTE_MS), "no alarm without a cause");
    object.streaming("b", later_ms + 1);
    assert_eq!(object.told(later_ms + 1), ["b"]);
    assert_eq!(object.core.status(&id).unwrap().unwrap().assigned_to(), Some("b"));
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
        let fetch = Fetch { gateway_id: "p".to_owned(), latest_first };
        let fetched: Fetched = object.core.fetch(&fetch, START_MS + 300).unwrap().0;
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
fn messages_queued_for_a_busy_phone_stay_assigned_to_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let ids: Vec<String> = (0..103).map(|at| object.accept(START_MS + at)).collect();
    assert_eq!(object.fetch("p", START_MS + 1_000).len(), 100);
    let after_ms = START_MS + 2 * MINUTE_MS;
    object.core.attend(after_ms).unwrap();
    assert_eq!(object.core.status(&ids[102]).unwrap().unwrap().assigned_to(), Some("p"));
    for id in &ids[..100] {
        object.say("p", id, &[(ONE, ReportStatus::Sent)], after_ms);
    }
    assert_eq!(object.fetch("p", after_ms + 1).len(), 3);
}

#[test]
fn only_failed_recipients_go_to_another_phone_and_the_message_stays_one() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    object.streaming("b", START_MS);
    let id = accepted(object.submit(to_two(), START_MS)).message_id;
    let first = object.told(START_MS)[0].clone();
    let other = if first == "a" { "b" } else { "a" };
    object.fetch(&first, START_MS + 1);
    object.say(&first, &id, &[(ONE, ReportStatus::Sent), (TWO, failed())], START_MS + 2);
    let later_ms = START_MS + 2 * MINUTE_MS;
    object.core.attend(later_ms).unwrap();
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
    let options = Options { gateway_id: Some("a".to_owned()), ..Options::default() };
    let pinned = accepted(object.submit(with_options(options), START_MS + 4)).message_id;
    object.fetch("a", START_MS + 5);
    object.say("a", &pinned, &[(ONE, failed())], START_MS + 6);
    assert_eq!(object.state(&pinned), Some("failed"));
}

#[test]
fn scheduled_message_is_fetched_ahead_only_by_apps_that_keep_schedules() {
    let scheduled_at_ms = START_MS + 60 * MINUTE_MS;
    let options = Options {
        scheduled_at_ms: Some(scheduled_at_ms),
        gateway_id: Some("p".to_owned()),
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
        object.core.attend(scheduled_at_ms).unwrap();
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
    object.core.attend(scheduled_at_ms).unwrap();
    let deliveries = object.core.pump(scheduled_at_ms).unwrap();
    assert_eq!(deliveries.iter().map(|it| it.gateway_id.as_str()).collect::<Vec<_>>(), ["cable"]);
    assert_eq!(object.fetch("p", scheduled_at_ms).len(), 0);
}

#[test]
fn message_expires_even_if_its_phone_never_fetches() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let options = Options { expires_at_ms: Some(START_MS + 5_000), ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    object.core.attend(START_MS + 5_000).unwrap();
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!(message.error(), Some("TTL expired"));
    assert_eq!(object.fetch("p", START_MS + 5_001).len(), 0);
}

#[test]
fn cancellation_asks_the_phone_that_fetched_the_message_and_otherwise_ends_by_itself() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let nobody = object.accept(START_MS);
    assert!(matches!(object.core.cancel(&nobody, START_MS).unwrap(), Cancelled::Cancelling { .. }));
    assert_eq!(object.core.cancel(&nobody, START_MS + 1).unwrap(), Cancelled::NotPending);
    object.core.attend(START_MS + 1).unwrap();
    assert_eq!(object.state(&nobody), Some("cancelling"), "its phone may still confirm it");
    assert_eq!(object.told(START_MS + 1), ["p"]);
    let waited = object.core.status(&nobody).unwrap().unwrap().fetch_deadline_ms(&object.policy);
    object.core.attend(waited.unwrap()).unwrap();
    assert_eq!(object.state(&nobody), Some("cancelled"));

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
    assert_eq!(object.core.cancel("msg_nothing", START_MS).unwrap(), Cancelled::Unknown);

    object.online("cable", START_MS + 12);
    let options = Options { gateway_id: Some("cable".to_owned()), ..Options::default() };
    let on_a_socket = accepted(object.submit(with_options(options), START_MS + 12)).message_id;
    object.core.pump(START_MS + 12).unwrap();
    assert_eq!(object.core.cancel(&on_a_socket, START_MS + 13).unwrap(), Cancelled::NotPending);
}

#[test]
fn messages_go_only_to_gateways_that_support_their_content_and_sim() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("cable", START_MS);
    let mut data = plain();
    data.draft.content = Content::Data(DataContent { data: "AAAA".to_owned(), port: 1 });
    data.requires_gateway = true;
    assert_eq!(object.submit(data, START_MS), Submitted::NoGateway);
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
fn message_that_requires_a_recently_seen_phone_is_refused_without_one() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    object.sign("p", PresenceSign::Alive, START_MS);
    let submit = |since_ms| Submit {
        requires_gateway: true,
        ..with_options(Options { seen_since_ms: Some(since_ms), ..Options::default() })
    };
    assert_eq!(object.submit(submit(START_MS + 1), START_MS + 2), Submitted::NoGateway);
    accepted(object.submit(submit(START_MS), START_MS + 2));
}

#[test]
fn report_leases_the_message_to_its_provisional_phone_and_not_to_one_that_lost_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let id = accepted(object.submit(to_two(), START_MS)).message_id;
    object.say("p", &id, &[(ONE, ReportStatus::Sent)], START_MS + 1);
    let message = object.core.status(&id).unwrap().unwrap();
    let states: Vec<_> = message.recipients.iter().map(|it| it.state).collect();
    assert_eq!(states, [RecipientState::Sent, RecipientState::Dispatched]);
    assert_eq!(object.fetch("p", START_MS + 2)[0].ordinals, [1]);
    object.streaming("a", START_MS + 3);
    let other = object.accept(START_MS + 4);
    object.streaming("b", START_MS + 5);
    object.core.attend(START_MS + 2 * MINUTE_MS).unwrap();
    object.core.pump(START_MS + 2 * MINUTE_MS).unwrap();
    let now = object.core.status(&other).unwrap().unwrap();
    assert_eq!(now.assigned_to(), Some("b"));
    object.say("a", &other, &[(ONE, ReportStatus::Delivered)], START_MS + 2 * MINUTE_MS + 1);
    assert_eq!(object.state(&other), Some("accepted"));
}

#[test]
fn queue_limits_refuse_messages_for_a_phone_that_does_not_keep_up() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let submit = |limits| Submit { queue_limits: Some(limits), ..plain() };
    let refusal = |outcome| match outcome {
        Submitted::OverQueueLimit { reason } => Some(reason),
        _ => None,
    };
    let pending = QueueLimits { max_pending: Some(2), ..QueueLimits::default() };
    let first = accepted(object.submit(submit(pending), START_MS)).message_id;
    accepted(object.submit(submit(pending), START_MS + 1));
    let refused = refusal(object.submit(submit(pending), START_MS + 2));
    assert_eq!(refused, Some(QueueReason::TooManyPending { pending: 2, most: 2 }));

    let age = QueueLimits { max_pending_age_ms: Some(1_000), ..QueueLimits::default() };
    let urgent = with_options(Options { priority: 9, ..Options::default() });
    accepted(object.submit(urgent, START_MS + 500));
    accepted(object.submit(submit(age), START_MS + 999));
    let refused = refusal(object.submit(submit(age), START_MS + 1_000));
    assert_eq!(refused, Some(QueueReason::TooOldPending { accepted_at_ms: START_MS }));

    let failures = QueueLimits {
        max_failed: Some(2),
        max_failed_age_ms: Some(5_000),
        ..QueueLimits::default()
    };
    let fetched = object.fetch("p", START_MS + 2_000);
    assert_eq!(fetched.len(), 4);
    object.say("p", &first, &[(ONE, ReportStatus::Sent)], START_MS + 2_000);
    for message in fetched.iter().filter(|it| it.message.id.as_str() != first).take(2) {
        object.say("p", message.message.id.as_str(), &[(ONE, failed())], START_MS + 2_001);
    }
    let refused = refusal(object.submit(submit(failures), START_MS + 7_000));
    assert_eq!(refused, Some(QueueReason::TooManyFailed { failed: 2, most: 2 }));
    accepted(object.submit(submit(failures), START_MS + 7_001));
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
fn client_ids_can_be_reused_after_the_message_retention() {
    let sql = MemorySql::open().unwrap();
    let policy =
        messaging::Policy { message_retention_ms: Some(1_000), ..messaging::Policy::default() };
    let mut object = Object::with_policy(&sql, policy);
    let named = |name: &str| {
        let mut submit = plain();
        submit.draft.client_id = Some(name.to_owned());
        submit
    };
    accepted(object.submit(named("mine"), START_MS));
    assert_eq!(object.submit(named("mine"), START_MS), Submitted::DuplicateClientId);
    object.core.attend(START_MS + 900).unwrap();
    assert_eq!(object.submit(named("mine"), START_MS + 900), Submitted::DuplicateClientId);
    object.core.attend(START_MS + 20 * MINUTE_MS).unwrap();
    accepted(object.submit(named("mine"), START_MS + 20 * MINUTE_MS));
}

#[test]
fn waiting_count_matches_the_queued_rows_after_fetch_report_and_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let id = object.accept(START_MS);
    object.accept(START_MS + 1);
    assert_eq!(object.core.waiting, 2);
    object.fetch("p", START_MS + 2);
    object.say("p", &id, &[(ONE, ReportStatus::Sent)], START_MS + 3);
    assert_eq!(object.core.waiting, 1);
    let waiting = object.core.waiting;
    object.evict();
    assert_eq!(object.core.waiting, waiting);
    object.core.attend(START_MS + 100 * 3_600_000).unwrap();
    object.core.pump(START_MS + 100 * 3_600_000).unwrap();
    assert_eq!(
        i64::from(object.core.waiting),
        object.count("SELECT COUNT(*) FROM message WHERE queue IS NOT NULL")
    );
}

#[test]
fn unfetched_messages_move_to_another_phone_as_soon_as_theirs_is_deleted() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let id = object.accept(START_MS);
    let had = object.accept(START_MS);
    assert_eq!(object.told(START_MS), ["a"]);
    object.streaming("b", START_MS + 1);
    // Both messages were fetched, so they are not withdrawn.
    let fetched = object.fetch("a", START_MS + 1);
    assert_eq!(fetched.len(), 2);
    let late = object.accept(START_MS + 2);
    object.told(START_MS + 2);
    let message = object.core.status(&late).unwrap().unwrap();
    let holder = message.assigned_to().unwrap().to_owned();
    let other = if holder == "a" { "b" } else { "a" };
    object.core.gateway_changed(&holder, None, START_MS + 3).unwrap();
    assert_eq!(object.core.take_withdrawn(10), std::slice::from_ref(&holder));
    assert!(!object.core.has_withdrawn());
    object.core.attend(START_MS + 3).unwrap();
    assert_eq!(object.told(START_MS + 3), [other]);
    let message = object.core.status(&late).unwrap().unwrap();
    assert_eq!(message.assigned_to(), Some(other));
    for id in [&id, &had] {
        assert_eq!(object.state(id), Some("dispatched"), "a phone may have sent it");
    }
}

#[test]
fn sockets_of_unknown_and_active_gateways_are_not_closed() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.core.gateway_changed("never known", None, START_MS).unwrap();
    assert!(!object.core.has_withdrawn());
    object.streaming("a", START_MS);
    object.streaming("a", START_MS + 1);
    assert!(!object.core.has_withdrawn(), "it is in use");
}

fn multimedia(bytes: usize) -> Submit {
    let mut submit = plain();
    let text = telephony::MessageText::new("a".repeat(bytes));
    submit.draft.content = Content::Multimedia(text);
    submit
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
    let long = accepted(object.submit(multimedia(Fetched::MAX_CONTENT_BYTES + 1), START_MS));
    object.accept(START_MS + 1);
    let fetched = object.fetch("p", START_MS + 2);
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0].message.id.as_str(), long.message_id);
}

/// Last projected streams and refused push token of the phone.
fn projected_reach(object: &mut Object<'_>, now_ms: i64) -> Option<(u8, u8)> {
    let rows = object.project(now_ms).into_iter().flat_map(|batch| batch.gateways);
    rows.last().map(|row| (row.streams, row.push_refused))
}

#[test]
fn only_opened_and_closed_streams_are_projected_between_heartbeats() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::Alive, START_MS);
    assert_eq!(projected_reach(&mut object, START_MS), Some((0, 0)));
    object.sign("p", PresenceSign::Connected, START_MS + 1);
    assert_eq!(projected_reach(&mut object, START_MS + 1), Some((1, 0)));
    object.sign("p", PresenceSign::Connected, START_MS + 2);
    object.sign("p", PresenceSign::Alive, START_MS + 3);
    assert_eq!(projected_reach(&mut object, START_MS + 3), None);
    object.evict();
    object.sign("p", PresenceSign::Disconnected, START_MS + 4);
    assert_eq!(projected_reach(&mut object, START_MS + 4), Some((0, 0)));
}

#[test]
fn push_token_stays_refused_until_a_push_is_sent_or_the_token_changes() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::Alive, START_MS);
    object.project(START_MS);
    for at_ms in [START_MS + 10, START_MS + 11] {
        object.sign("p", PresenceSign::PushRefused, at_ms);
    }
    assert_eq!(projected_reach(&mut object, START_MS + 12), Some((0, 1)));
    object.evict();
    object.sign("p", PresenceSign::PushSent, START_MS + 13);
    assert_eq!(projected_reach(&mut object, START_MS + 13), Some((0, 0)));
    object.sign("p", PresenceSign::PushSent, START_MS + 15);
    assert_eq!(projected_reach(&mut object, START_MS + 15), None);
    object.sign("p", PresenceSign::PushRefused, START_MS + 16);
    object.project(START_MS + 16);
    object.phone("p", NEW_APP, Some("another"));
    assert_eq!(projected_reach(&mut object, START_MS + 17), Some((0, 0)));
}

#[test]
fn reason_why_pushes_do_not_reach_a_phone_is_projected_and_told_to_the_next_push() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::Alive, START_MS);
    object.project(START_MS);
    let unreached = |object: &mut Object<'_>, at_ms| {
        object.submit(plain(), at_ms);
        object.accept(at_ms);
        object.core.take_notices().last().map(|notice| notice.unreached)
    };
    assert_eq!(unreached(&mut object, START_MS + 1), Some(false));
    for (at_ms, sign, expected) in [
        (START_MS + 10, PresenceSign::PushFailing, Some((0, 2))),
        (START_MS + 11, PresenceSign::PushFailing, None),
        (START_MS + 12, PresenceSign::PushRefused, Some((0, 1))),
        (START_MS + 13, PresenceSign::PushFailing, Some((0, 2))),
    ] {
        object.sign("p", sign, at_ms);
        object.evict();
        assert_eq!(projected_reach(&mut object, at_ms), expected, "{sign:?}");
    }
    assert_eq!(unreached(&mut object, START_MS + 14), Some(true));
    object.sign("p", PresenceSign::PushSent, START_MS + 15);
    assert_eq!(projected_reach(&mut object, START_MS + 15), Some((0, 0)));
    assert_eq!(unreached(&mut object, START_MS + 16), Some(false));
}

#[test]
fn registered_phone_is_online_until_it_has_been_silent_for_too_long() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let offline_at_ms = START_MS + object.core.policy.poll_offline_after_ms;
    object.phone_seen("p", NEW_APP, None, START_MS);
    let online = |object: &Object<'_>| object.core.snapshots().next().unwrap().online;
    assert!(online(&object));
    let rows = |object: &mut Object<'_>, at_ms| -> Vec<_> {
        let batches = object.project(at_ms);
        assert!(batches.iter().all(|batch| !batch.shows_use()), "it only registered");
        let rows = batches.into_iter().flat_map(|batch| batch.gateways);
        rows.map(|row| (row.online, row.last_heartbeat_at_ms)).collect()
    };
    object.core.mark_silent_offline(offline_at_ms).unwrap();
    assert!(!online(&object));
    assert_eq!(rows(&mut object, offline_at_ms), [(0, START_MS)]);
    object.sign("p", PresenceSign::Alive, offline_at_ms + 1);
    assert!(
        object.project(offline_at_ms + 1).iter().any(dispatcher_records::Projection::shows_use)
    );
    object.phone_seen("late", NEW_APP, None, 1);
    assert!(!object.core.gateways["late"].snapshot.online, "it registered long ago");
}

#[test]
fn first_health_is_projected_at_once_and_is_no_sign_of_life() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    object.sign("p", PresenceSign::Alive, START_MS);
    object.project(START_MS);
    for (at_ms, battery_level) in [(START_MS + 1, 85), (START_MS + 2, 84)] {
        let health =
            GatewayHealth { battery_level: Some(battery_level), ..GatewayHealth::default() };
        let (gateway_id, sign) = ("p".to_owned(), PresenceSign::Health);
        let presence = Presence { gateway_id, sign, health: Some(health) };
        object.core.presence(&presence, at_ms).unwrap();
        let projected = object.project(at_ms).into_iter().flat_map(|batch| batch.gateways).last();
        let shown = projected.map(|row| (row.last_heartbeat_at_ms, row.health.battery_level));
        let expected = (battery_level == 85).then_some((START_MS, Some(85)));
        assert_eq!(shown, expected);
    }
}

#[test]
fn refused_push_token_is_no_sign_of_life() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::PushRefused, START_MS + 10);
    let rows = object.project(START_MS + 10).into_iter().flat_map(|batch| batch.gateways);
    let row = rows.last().unwrap();
    assert_eq!((row.online, row.push_refused), (0, 1));
}
