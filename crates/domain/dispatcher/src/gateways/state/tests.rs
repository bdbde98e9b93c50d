use ids::GatewayId;
use messaging::{GatewayKind, PacingRule, SendWindow, routing::Obstacle};
use object_commands::dispatcher::{GatewayState, PresenceSign};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{
    MINUTE_MS, Object, START_MS,
    paced::{RULE, connected, paced, pinned},
    phones::NEW_APP,
};

fn state(object: &Object<'_>, id: &str, now_ms: UnixMillis) -> GatewayState {
    object.core.gateway_state(&GatewayId::from_text(id), now_ms).unwrap().unwrap()
}

#[test]
fn state_shows_room_load_and_what_waits() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    object.send_plain(4, START_MS);
    object.send(10, pinned("a"), START_MS);
    object.pump_frames(START_MS);
    let now = state(&object, "a", START_MS);
    assert!(now.online && now.reachable);
    assert_eq!((now.in_flight, now.given_today), (1, 1));
    assert_eq!(now.waiting.pinned, 1);
    let [sim] = now.sims.as_slice() else { panic!("{:?}", now.sims) };
    assert_eq!((sim.sim_slot, sim.rule, sim.segments_left), (None, RULE, 6));
    assert_eq!(sim.next_at_ms, START_MS);
    assert_eq!((now.assessment.score, now.assessment.load), (99, 1));
}

#[test]
fn gateway_that_is_not_known_has_no_state() {
    let sql = MemorySql::open().unwrap();
    let object = Object::open(&sql);
    assert_eq!(object.core.gateway_state(&GatewayId::from_text("a"), START_MS), Ok(None));
}

#[test]
fn state_names_the_obstacles_of_a_gateway_and_its_opening() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    // `START_MS` is 08:53:20 in UTC.
    object.limit("a", |settings| {
        settings.kind = GatewayKind::Test;
        settings.send_window = Some(SendWindow::parse("09:00", "21:00", "UTC").unwrap());
    });
    let now = state(&object, "a", START_MS);
    let window = Obstacle::SendWindow { until_ms: START_MS + 400_000 };
    assert_eq!(now.assessment.obstacles, [Obstacle::TestOnly, window]);
    assert_eq!(now.opens_at_ms, START_MS + 400_000);
}

fn window(object: &mut Object<'_>, id: &str) {
    let window = SendWindow::parse("09:00", "21:00", "UTC").unwrap();
    object.limit(id, |settings| settings.send_window = Some(window));
}

const OPENS_MS: UnixMillis = UnixMillis::new(START_MS.as_i64() + 400_000);

#[test]
fn messages_wait_for_the_window_of_their_gateway_and_urgent_ones_do_not() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    window(&mut object, "a");
    let id = object.send_plain(1, START_MS);
    let behind = object.send_plain(1, START_MS + 1);
    assert!(object.pump_frames(START_MS + 1).is_empty());
    assert_eq!(object.core.next_turn_ms(), Some(OPENS_MS));
    let code = object.send(1, crate::testing::paced::priority(100), START_MS + 2);
    assert_eq!(object.wire_ids(START_MS + 2), [code]);
    object.evict();
    object.pump_frames(START_MS + 3);
    assert_eq!(object.core.next_turn_ms(), Some(OPENS_MS));
    let (at_ms, frames) = object.next_turn(&["a"]);
    assert_eq!(at_ms, OPENS_MS);
    let sent: Vec<String> = frames.into_iter().map(|(_, wire_id)| wire_id).collect();
    assert_eq!(sent, [id, behind]);
}

#[test]
fn messages_go_through_a_gateway_whose_window_is_open() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    window(&mut object, "a");
    let id = object.send_plain(1, START_MS);
    assert!(object.pump_frames(START_MS).is_empty());
    object.online("b", START_MS + 1);
    assert_eq!(object.pump_frames(START_MS + 1), [("b".to_owned(), id)]);
}

#[test]
fn window_that_is_removed_lets_waiting_messages_go() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    window(&mut object, "a");
    let id = object.send_plain(1, START_MS);
    assert!(object.pump_frames(START_MS).is_empty());
    object.limit("a", |settings| settings.send_window = None);
    assert_eq!(object.wire_ids(START_MS + 1), [id]);
}

#[test]
fn phone_that_fetches_gets_ordinary_messages_in_its_window_only() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    window(&mut object, "a");
    let id = object.send_plain(1, START_MS);
    assert!(object.told(START_MS).is_empty());
    assert!(object.fetch("a", START_MS + 1).is_empty());
    object.sign("a", PresenceSign::Connected, OPENS_MS);
    object.core.process_due(OPENS_MS).unwrap();
    assert_eq!(object.told(OPENS_MS), ["a"]);
    let fetched = object.fetch("a", OPENS_MS + 1);
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0].message.id.as_str(), id);
}

#[test]
fn message_assigned_before_the_window_closed_is_not_fetched_after() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    object.send_plain(1, START_MS);
    assert_eq!(object.told(START_MS), ["a"]);
    window(&mut object, "a");
    assert!(object.fetch("a", START_MS + 1).is_empty());
    object.streaming("b", START_MS + 2);
    assert_eq!(object.told(START_MS + 2), ["b"]);
}

#[test]
fn own_pacing_limits_a_phone_that_fetches() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    object.phone("a", NEW_APP, None);
    object.sign("a", PresenceSign::Connected, START_MS);
    let rule = PacingRule { segments: 2, window_ms: MINUTE_MS };
    object.limit("a", |settings| settings.pacing = Some(rule));
    for _ in 0..3 {
        object.send_plain(1, START_MS);
    }
    object.told(START_MS);
    assert_eq!(object.fetch("a", START_MS + 1).len(), 2);
    object.evict();
    object.told(START_MS + 2);
    assert_eq!(object.fetch("a", START_MS + 3).len(), 2);
    let later_ms = START_MS + 2 * MINUTE_MS;
    object.sign("a", PresenceSign::Connected, later_ms);
    object.core.process_due(later_ms).unwrap();
    object.told(later_ms);
    assert_eq!(object.fetch("a", later_ms).len(), 3);
}

#[test]
fn own_pacing_replaces_the_deployments_at_a_socket() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let rule = PacingRule { segments: 1, window_ms: MINUTE_MS };
    object.limit("a", |settings| settings.pacing = Some(rule));
    object.send_plain(1, START_MS);
    let second = object.send_plain(1, START_MS);
    assert_eq!(object.pump_frames(START_MS).len(), 1);
    let (at_ms, frames) = object.next_turn(&["a"]);
    assert!(at_ms >= START_MS + MINUTE_MS && at_ms < START_MS + 2 * MINUTE_MS, "{at_ms}");
    assert_eq!(frames, [("a".to_owned(), second)]);
}

mod test_gateways {
    use messaging::{Content, Draft, Options};
    use object_commands::dispatcher::Submit;
    use telephony::{Address, MessageText, Region};

    use super::*;
    use crate::testing::accepted;

    /// A number that people have.
    const REAL: &str = "+14155552671";

    fn test_phone(object: &mut Object<'_>, id: &str) {
        object.online(id, START_MS);
        object.limit(id, |settings| settings.kind = GatewayKind::Test);
    }

    fn send_to(object: &mut Object<'_>, number: &str, options: Options) -> String {
        let draft = Draft {
            recipients: vec![Address::lenient(number, Region::parse("US").unwrap())],
            content: Content::Text(MessageText::new("hi")),
            options,
            client_id: None,
        };
        accepted(object.submit(Submit::of(draft), START_MS)).message_id
    }

    #[test]
    fn messages_to_test_numbers_and_others_do_not_wait_behind_each_other() {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        test_phone(&mut object, "t");
        object.sign("t", PresenceSign::Disconnected, START_MS);
        object.gateway("a", 1);
        let test = send_to(&mut object, "+12025550100", Options::default());
        let real = send_to(&mut object, REAL, Options::default());
        object.evict();
        object.sign("a", PresenceSign::Connected, START_MS + 1);
        assert_eq!(object.pump_frames(START_MS + 1), [("a".to_owned(), real)]);
        object.sign("t", PresenceSign::Connected, START_MS + 2);
        assert_eq!(object.pump_frames(START_MS + 2), [("t".to_owned(), test)]);
    }

    #[test]
    fn ordinary_message_waits_although_a_test_gateway_is_connected() {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        test_phone(&mut object, "t");
        let real = send_to(&mut object, REAL, Options::default());
        assert!(object.pump_frames(START_MS).is_empty());
        let named = send_to(&mut object, REAL, pinned("t"));
        assert_eq!(object.pump_frames(START_MS), [("t".to_owned(), named)]);
        object.online("a", START_MS + 1);
        assert_eq!(object.pump_frames(START_MS + 1), [("a".to_owned(), real)]);
    }

    #[test]
    fn messages_to_test_numbers_are_ordinary_once_the_last_test_gateway_is_gone() {
        for kept in [true, false] {
            let sql = MemorySql::open().unwrap();
            let mut object = Object::open(&sql);
            test_phone(&mut object, "t");
            object.sign("t", PresenceSign::Disconnected, START_MS);
            object.online("a", START_MS);
            let test = send_to(&mut object, "+12025550100", Options::default());
            assert!(object.pump_frames(START_MS).is_empty());
            if kept {
                object.limit("t", |settings| settings.kind = GatewayKind::Ordinary);
            } else {
                let id = GatewayId::from_text("t");
                object.core.apply_gateway_settings(&id, None, START_MS).unwrap();
            }
            object.evict();
            assert_eq!(object.pump_frames(START_MS + 1), [("a".to_owned(), test)]);
        }
    }

    #[test]
    fn sole_test_gateway_takes_everything_in_local_development() {
        let sql = MemorySql::open().unwrap();
        let policy = messaging::DispatchPolicy {
            sole_test_gateway_sends_all: true,
            ..messaging::DispatchPolicy::default()
        };
        let mut object = Object::with_policy(&sql, policy);
        test_phone(&mut object, "t");
        let real = send_to(&mut object, REAL, Options::default());
        assert_eq!(object.pump_frames(START_MS), [("t".to_owned(), real)]);
    }
}
