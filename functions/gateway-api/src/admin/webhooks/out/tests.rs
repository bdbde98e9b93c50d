//! Texts of the answers, whose members stand in alphabetical order.

use unix_time::UnixMillis;

use super::*;

const AT: UnixMillis = UnixMillis::from_secs(1_760_869_800);
const KEY_URL: &str = "https://sms.example.com/k";
/// An endpoint as the answers show it.
const SHOWN: &str = concat!(
    r#"{"active":true,"alert_endpoint_id":null,"created_at":"2025-10-19T10:30:00Z","disabled_at":null,"disabled_reason":null,"#,
    r#""events":["sms_received","message.cancelled"],"format":"gateway-api","headers":{"X-Key":"[redacted]"},"id":"we_1","kind":"subscription","name":"N","#,
    r#""previous_secret_until":null,"public_key_url":"https://sms.example.com/k","retry_count":1,"retry_schedule":[0,5],"standard_signature":true,"timeout":15,"#,
    r#""updated_at":"2025-10-19T10:30:00Z","url":"https://example.com/"}"#,
);

fn endpoint() -> EndpointRecord {
    EndpointRecord {
        id: "we_1".to_owned(),
        name: "N".to_owned(),
        url: "https://example.com/".to_owned(),
        format: "gateway-api".to_owned(),
        events: "inbound.received message.cancelled".to_owned(),
        active: 1,
        disabled_reason: None,
        disabled_at_ms: None,
        timeout_secs: 15,
        schedule: "[0,5]".to_owned(),
        header_names: Some(r#"["X-Key"]"#.to_owned()),
        signs_v1: 1,
        previous_secret_until_ms: None,
        created_at_ms: AT,
        updated_at_ms: AT,
        kind: "subscription".to_owned(),
        alert_endpoint_id: None,
    }
}

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

#[test]
fn list_and_change_show_an_endpoint() {
    let listed = WebhooksOut { webhooks: vec![WebhookOut::of(&endpoint(), KEY_URL)] };
    assert_eq!(text(&listed), format!(r#"{{"webhooks":[{SHOWN}]}}"#));
    let changed = UpdateWebhookOut::of(&endpoint(), KEY_URL);
    assert_eq!(text(&changed), format!(r#"{{"success":true,"webhook":{SHOWN}}}"#));
}

#[test]
fn callback_endpoint_shows_the_events_of_messages() {
    let callback = EndpointRecord {
        kind: "callback".to_owned(),
        events: "endpoint.test".to_owned(),
        ..endpoint()
    };
    let shown = text(&WebhookOut::of(&callback, KEY_URL));
    assert!(shown.contains(r#""events":["message.sent","message.delivered","message.failed","message.cancelled","message.held"]"#), "{shown}");
}

#[test]
fn state_of_the_queue_stands_among_the_endpoints_members() {
    let queue = QueueState { queued: 3, in_flight: 2, failed: 1, breaker_open: false };
    let shown = ShowWebhookOut { webhook: WebhookWithQueueOut::of(&endpoint(), KEY_URL, queue) };
    let expected = SHOWN
        .replace(r#""created_at""#, r#""circuit_open":false,"created_at""#)
        .replace(r#""format""#, r#""failed":1,"format""#)
        .replace(r#""kind""#, r#""in_flight":2,"kind""#)
        .replace(r#""retry_count""#, r#""queued":3,"retry_count""#);
    assert_eq!(text(&shown), format!(r#"{{"webhook":{expected}}}"#));
}

#[test]
fn short_secret_is_shown_with_a_warning() {
    let short = SigningSecret::parse("short").unwrap();
    let expected = format!(
        r#"{{"secret_key":"short","success":true,"warning":"{SHORT_SECRET}","webhook":{SHOWN}}}"#
    );
    assert_eq!(text(&WebhookSecretOut::of(&endpoint(), KEY_URL, &short)), expected);
    let long = SigningSecret::parse("123456789012345678901234").unwrap();
    let expected =
        format!(r#"{{"secret_key":"123456789012345678901234","success":true,"webhook":{SHOWN}}}"#);
    assert_eq!(text(&WebhookSecretOut::of(&endpoint(), KEY_URL, &long)), expected);
}

#[test]
fn attempts_show_the_event_in_the_endpoints_format() {
    let attempt = ListedAttempt {
        started_at_ms: AT.saturating_add(7),
        event_id: "evt_1".to_owned(),
        number: 1,
        kind: "message.sent".to_owned(),
        subject: "msg_1".to_owned(),
        duration_ms: 9,
        status: Some(500),
        error: Some("no".to_owned()),
        next_try_at_ms: Some(AT.saturating_add(5_000)),
        exchange: None,
    };
    let attempts = vec![WebhookAttemptOut::of(&attempt, Some(Format::Smsgate))];
    let expected = concat!(
        r#"{"attempts":[{"attempt":1,"delivered":false,"duration_ms":9,"error":"no","event":"sms:sent","#,
        r#""event_id":"evt_1","id":"1760869800007.evt_1.1","message_id":"msg_1","next_attempt_at":"2025-10-19T10:30:05Z","#,
        r#""started_at":"2025-10-19T10:30:00.007Z","status":500}],"next_cursor":null}"#,
    );
    assert_eq!(text(&WebhookAttemptsOut { attempts, next_cursor: None }), expected);
}

#[test]
fn replay_and_test_confirm_what_was_queued() {
    let replayed = ReplayWebhookOut { more: false, replayed: 2, success: true };
    assert_eq!(text(&replayed), r#"{"more":false,"replayed":2,"success":true}"#);
    let tested = TestWebhookOut { event_id: "evt_1".to_owned(), success: true };
    assert_eq!(text(&tested), r#"{"event_id":"evt_1","success":true}"#);
}
