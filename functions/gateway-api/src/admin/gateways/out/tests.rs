//! Texts of the answers, whose members stand in alphabetical order.

use unix_time::UnixMillis;

use super::*;

const AT: UnixMillis = UnixMillis::from_secs(1_760_869_800);

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

fn listed(reached_by: Option<&'static str>) -> String {
    let gateway = GatewayOut {
        active: true,
        approved: true,
        created_at: TimeSecs(AT),
        device_id: "pixel-1".to_owned(),
        id: 7,
        kind: None,
        last_heartbeat_at: None,
        messages_received_today: 1,
        messages_sent_today: 2,
        metadata: object(r#"{"model":"P","battery_level":80}"#),
        name: "Desk".to_owned(),
        pacing: None,
        priority: 1,
        reached_by,
        send_window: None,
        status: "online",
        total_messages_received: 3,
        total_messages_sent: 4,
    };
    text(&GatewaysOut { gateways: vec![gateway] })
}

#[test]
fn list_shows_a_gateways_members_in_alphabetical_order() {
    let expected = concat!(
        r#"{"gateways":[{"active":true,"approved":true,"created_at":"2025-10-19T10:30:00Z","device_id":"pixel-1","#,
        r#""id":7,"last_heartbeat_at":null,"messages_received_today":1,"messages_sent_today":2,"#,
        r#""metadata":{"battery_level":80,"model":"P"},"name":"Desk","priority":1,"reached_by":"poll","#,
        r#""status":"online","total_messages_received":3,"total_messages_sent":4}]}"#,
    );
    assert_eq!(listed(Some("poll")), expected);
    assert_eq!(listed(None), expected.replace(r#""reached_by":"poll","#, ""));
}

#[test]
fn change_shows_the_gateways_settings() {
    let switches: GatewaySwitches = serde_json::from_value(serde_json::json!({
        "number": 7, "id": "g", "device_id": "pixel-1", "name": "Desk", "active": 0, "approved": 1, "priority": 3,
        "kind": "ordinary", "pacing": null, "send_window": null,
    }))
    .unwrap();
    let expected = concat!(
        r#"{"gateway":{"active":false,"approved":true,"device_id":"pixel-1","id":7,"name":"Desk","priority":3},"#,
        r#""success":true}"#,
    );
    assert_eq!(text(&GatewayChangedOut::of(switches)), expected);
}

#[test]
fn list_shows_a_pending_gateways_members_in_alphabetical_order() {
    let pending = PendingGateway {
        number: 1_000_000_000,
        device_id: "pixel-2".to_owned(),
        name: "Hall".to_owned(),
        metadata: r#"{"model":"P"}"#.to_owned(),
        created_at_ms: AT,
        expires_at_ms: AT.saturating_add(1_000),
    };
    let expected = concat!(
        r#"{"gateways":[{"created_at":"2025-10-19T10:30:00Z","device_id":"pixel-2","#,
        r#""expires_at":"2025-10-19T10:30:01Z","id":1000000000,"metadata":{"model":"P"},"name":"Hall"}]}"#,
    );
    let answer = PendingGatewaysOut { gateways: vec![PendingGatewayOut::of(pending)] };
    assert_eq!(text(&answer), expected);
}

#[test]
fn change_shows_the_limits_that_a_gateway_has() {
    let switches: GatewaySwitches = serde_json::from_value(serde_json::json!({
        "number": 7, "id": "g", "device_id": "pixel-1", "name": "Desk", "active": 0, "approved": 1, "priority": 3,
        "kind": "test", "pacing": r#"{"segments":5,"window_ms":60000}"#,
        "send_window": r#"{"from":480,"until":1260,"time_zone":"Europe/Berlin"}"#,
    }))
    .unwrap();
    let expected = concat!(
        r#"{"gateway":{"active":false,"approved":true,"device_id":"pixel-1","id":7,"kind":"test","name":"Desk","#,
        r#""pacing":{"segments":5,"window_secs":60},"priority":3,"#,
        r#""send_window":{"from":"08:00","time_zone":"Europe/Berlin","until":"21:00"}},"success":true}"#,
    );
    assert_eq!(text(&GatewayChangedOut::of(switches)), expected);
}
