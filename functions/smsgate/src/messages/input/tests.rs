use ids::GatewayId;
use serde_json::{Value, json};

use super::*;

const NOW_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

fn draft_with(json: Value, change: impl Fn(&mut SubmitOptions)) -> ApiResult<Draft> {
    let mut around = SubmitOptions {
        now_ms: NOW_MS,
        default_region: Region::parse("RU").unwrap(),
        verbatim: false,
        active_within_hours: None,
    };
    change(&mut around);
    let wanted = serde_json::from_value::<MessageIn>(json).unwrap().into_parsed(around)?;
    wanted.refusal.map_or(Ok(wanted.draft), Err)
}

fn draft(json: Value) -> ApiResult<Draft> {
    draft_with(json, |_| {})
}

#[expect(clippy::needless_pass_by_value, reason = "every call makes the value anew")]
fn message(members: Value) -> Value {
    let mut json = json!({ "textMessage": { "text": "hi" }, "phoneNumbers": ["+79990001234"] });
    let more = members.as_object().unwrap().clone();
    json.as_object_mut().unwrap().extend(more);
    json
}

#[test]
fn what_is_left_out_has_the_contracts_defaults() {
    let draft = draft(message(json!({ "id": "", "deviceId": null, "unknown": 1 }))).unwrap();
    let expected = Options { delivery_report: true, hash_when_done: true, ..Options::default() };
    assert_eq!((draft.options, draft.client_id), (expected, None));
    assert_eq!(draft.recipients[0].as_str(), "+79990001234");
}

#[test]
fn every_option_arrives() {
    let draft = draft_with(
        message(json!({
            "id": "mine", "deviceId": "d".repeat(21), "simNumber": 3, "withDeliveryReport": false,
            "priority": -128, "ttl": 60, "scheduleAt": "2025-10-19T10:30:59.999999999Z",
        })),
        |around| around.active_within_hours = Some(2),
    )
    .unwrap();
    let expected = Options {
        gateway_id: Some(GatewayId::from_text("d".repeat(21))),
        sim_slot: Some(3),
        priority: -128,
        expires_at_ms: Some(NOW_MS + 60_000),
        scheduled_at_ms: Some(NOW_MS + 59_999),
        hash_when_done: true,
        seen_since_ms: Some(NOW_MS - 7_200_000),
        ..Options::default()
    };
    assert_eq!((draft.options, draft.client_id.as_deref()), (expected, Some("mine")));
}

#[test]
fn numbers_are_normalised_once_and_taken_as_they_are_where_that_is_asked_for() {
    let twice = message(json!({ "phoneNumbers": ["+79990001234", "8 999 000 12 34"] }));
    assert_eq!(draft(twice), Err(ApiError::phone_numbers_not_unique()));
    let verbatim = message(json!({ "phoneNumbers": ["*123#", "12345", "+79990001234"] }));
    let draft_of = draft_with(verbatim, |around| around.verbatim = true).unwrap();
    assert!(draft_of.recipients.iter().all(|it| matches!(it, Address::Literal(_))));
    let number = "$rsa-oaep-aes-256-gcm$".repeat(20);
    let encrypted = message(json!({ "phoneNumbers": [number], "isEncrypted": true }));
    let draft_of = draft(encrypted).unwrap();
    assert_eq!(draft_of.recipients[0].as_str(), number);
    assert!(draft_of.options.encrypted && !draft_of.options.hash_when_done);
    let same = message(json!({ "phoneNumbers": ["a", "a"], "isEncrypted": true }));
    assert_eq!(draft(same), Err(ApiError::phone_numbers_not_unique()));
}

#[test]
fn unassigned_and_fixed_line_numbers_are_refused_with_different_errors() {
    let refused = |number: &str| draft(message(json!({ "phoneNumbers": [number] }))).unwrap_err();
    assert_eq!(refused("+70000000000"), ApiError::invalid_phone_number());
    assert_eq!(refused("+74951234567"), ApiError::not_mobile_phone_number());
    assert_eq!(refused("hello").status(), http::StatusCode::BAD_REQUEST);
}

#[test]
fn what_is_out_of_bounds_is_refused() {
    let many: Vec<String> = (0..101).map(|at| format!("+7999000{at:04}")).collect();
    for members in [
        json!({ "id": "x".repeat(37) }),
        json!({ "deviceId": "x".repeat(22) }),
        json!({ "phoneNumbers": [] }),
        json!({ "phoneNumbers": many }),
        json!({ "phoneNumbers": [""] }),
        json!({ "phoneNumbers": ["x".repeat(513)], "isEncrypted": true }),
        json!({ "simNumber": 0 }),
        json!({ "simNumber": 4 }),
        json!({ "ttl": 4 }),
        json!({ "ttl": 60, "validUntil": "2026-01-01T00:00:00Z" }),
        json!({ "validUntil": "soon" }),
        json!({ "scheduleAt": "2025-10-19T10:30:00Z" }),
    ] {
        assert!(draft(message(members.clone())).is_err(), "{members:.60}");
    }
    let late = message(json!({ "ttl": 5, "scheduleAt": "2025-10-19T10:30:06Z" }));
    assert_eq!(draft(late), Err(ApiError::schedule_after_expiry()));
    let in_time = message(json!({ "ttl": 5, "scheduleAt": "2025-10-19T10:30:05Z" }));
    assert!(draft(in_time).is_ok());
}

#[test]
fn what_is_wrong_with_numbers_and_times_is_refused_after_the_device_and_all_else_before_it() {
    let around = SubmitOptions {
        now_ms: NOW_MS,
        default_region: Region::parse("RU").unwrap(),
        verbatim: false,
        active_within_hours: None,
    };
    let wanted = |members: Value| {
        let input: MessageIn = serde_json::from_value(message(members)).unwrap();
        input.into_parsed(around)
    };
    for members in [
        json!({ "phoneNumbers": ["hello"] }),
        json!({ "phoneNumbers": ["+70000000000"] }),
        json!({ "phoneNumbers": ["+79990001234", "+79990001234"] }),
        json!({ "ttl": 5, "scheduleAt": "2025-10-19T10:30:06Z" }),
    ] {
        assert!(wanted(members.clone()).unwrap().refusal.is_some(), "{members}");
    }
    for members in [
        json!({ "phoneNumbers": [] }),
        json!({ "phoneNumbers": ["hello"], "ttl": 4 }),
        json!({ "phoneNumbers": ["hello"], "message": "again" }),
        json!({ "phoneNumbers": ["hello"], "scheduleAt": "2025-10-19T10:29:59Z" }),
    ] {
        assert!(wanted(members.clone()).is_err(), "{members}");
    }
}

#[test]
fn only_ciphertext_is_longer_than_what_is_dialled() {
    for (number, fits) in [
        ("1".repeat(128), true),
        ("1".repeat(129), false),
        (format!("${}", "x".repeat(511)), true),
        (format!("${}", "x".repeat(512)), false),
        (String::new(), false),
    ] {
        assert_eq!(is_of_length(&number), fits, "{number:.4} {}", number.len());
        let encrypted = message(json!({ "phoneNumbers": [number], "isEncrypted": true }));
        assert_eq!(draft(encrypted).is_ok(), fits);
    }
}

#[test]
fn a_lifetime_may_be_any_number_of_seconds() {
    let expiry = |ttl: u64| draft(message(json!({ "ttl": ttl }))).unwrap().options.expires_at_ms;
    assert_eq!(expiry(5_000_000_000), Some(NOW_MS + 5_000_000_000_000));
    for ttl in [u64::MAX, u64::MAX / 1_000, 1 << 62] {
        let at_ms = expiry(ttl).unwrap();
        assert_eq!(timestamp::format_ms(at_ms), "9999-12-31T23:59:59.000Z");
    }
    let hours =
        draft_with(message(json!({})), |around| around.active_within_hours = Some(i64::MAX));
    assert_eq!(hours.unwrap().options.seen_since_ms, Some(UnixMillis::EPOCH));
}
