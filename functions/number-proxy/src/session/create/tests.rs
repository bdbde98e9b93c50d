//! Parsing of requests to open a session.

use super::*;
use crate::{input::FromBody, json_object::JsonObject};

const NOW_MS: UnixMillis = UnixMillis::new(1_463_695_798_000);
const PAIR: &str = r#""participant_a":"12065550101","participant_b":12065550102"#;

fn read(members: &str) -> ProxyResult<SessionRequest> {
    let text =
        if members.is_empty() { format!("{{{PAIR}}}") } else { format!("{{{PAIR},{members}}}") };
    read_body(&text)
}

fn read_body(text: &str) -> ProxyResult<SessionRequest> {
    let body = JsonObject::read(text.as_bytes().to_vec());
    wanted(CreateSessionIn::read(&body)?, NOW_MS, Region::parse("US").unwrap())
}

#[test]
fn json_numbers_are_accepted_and_echoed_as_texts() {
    let wanted = read("").unwrap();
    assert_eq!((wanted.a.as_str(), wanted.b.as_str()), ("12065550101", "12065550102"));
    assert_eq!((wanted.expires_at_ms, wanted.ttl_ms, wanted.number), (None, None, None));
}

#[test]
fn expiry_window_is_in_minutes_and_none_means_no_expiry() {
    let expiry = |window: &str| {
        let wanted = read(&format!(r#""expiry_window":{window}"#)).map_err(|_| ())?;
        Ok(wanted.expires_at_ms.map(|at_ms| at_ms - NOW_MS))
    };
    for (window, expected) in [
        ("10", Ok(Some(600_000))),
        ("0.5", Ok(Some(30_000))),
        ("\"10\"", Ok(Some(600_000))),
        ("0", Ok(None)),
        ("null", Ok(None)),
        ("-1", Ok(Some(-60_000))),
        ("\"soon\"", Err(())),
        ("1e300", Err(())),
        ("[]", Err(())),
    ] {
        assert_eq!(expiry(window), expected, "{window}");
    }
}

#[test]
fn participants_must_differ_in_any_spelling() {
    let read = |text: &str| read_body(text).is_ok();
    assert!(!read(r#"{"participant_a":"12065550101","participant_b":"+12065550101"}"#));
    assert!(!read(r#"{"participant_a":"12065550101"}"#));
    assert!(!read(r#"{"participant_a":"1234567890123456789","participant_b":"2"}"#));
    assert!(read(r#"{"participant_a":"12065550101","participant_b":"12065550102"}"#));
}

#[test]
fn participants_are_phone_numbers_in_any_spelling() {
    let keys = |a: &str| {
        let text = format!(r#"{{"participant_a":"{a}","participant_b":"13105550100"}}"#);
        read_body(&text).ok().map(|wanted| wanted.keys.0.as_str().to_owned())
    };
    for (number, key) in [
        ("12065550101", "12065550101"),
        ("+1 206 555 0101", "12065550101"),
        ("2065550101", "12065550101"),
        ("447400123456", "447400123456"),
        ("+44(0)7400 123456", "447400123456"),
    ] {
        assert_eq!(keys(number).as_deref(), Some(key), "{number}");
    }
    for number in ["1", "5550101", "262966", "MyBank", "120655501", "99912065550101"] {
        assert_eq!(keys(number), None, "{number}");
    }
}

#[test]
fn area_code_is_three_digits_or_begins_with_the_country_code() {
    let area = |members: &str| read(members).map(|wanted| wanted.area).map_err(|_| ());
    for (members, expected) in [
        ("", Ok("")),
        (r#""area_code":"206""#, Ok("1206")),
        (r#""area_code":206"#, Ok("1206")),
        (r#""area_code":"+44161""#, Ok("44161")),
        (r#""geo_match":"area-code""#, Ok("1206")),
        (r#""geo_match":"planet""#, Err(())),
        (r#""area_code":"20%""#, Err(())),
        (r#""area_code":"""#, Err(())),
    ] {
        assert_eq!(area(members), expected.map(str::to_owned), "{members}");
    }
}

#[test]
fn options_are_read_and_unknown_values_refused() {
    let wanted = read(r#""selection":"avoid-sticky","ttl_secs":90,"number":12065550001"#).unwrap();
    assert_eq!((wanted.stickiness, wanted.ttl_ms), (Stickiness::Avoid, Some(90_000)));
    assert_eq!(wanted.number.as_deref(), Some("12065550001"));
    for members in [r#""selection":"sticky""#, r#""ttl_secs":-1"#, r#""number":{}"#] {
        assert!(read(members).is_err(), "{members}");
    }
}

#[test]
fn members_of_the_answer_are_in_alphabetical_order() {
    let answer = CreateSessionOut {
        expiry_date: Some(DateOut(NOW_MS)),
        message: "Created new session",
        participant_a: "1".to_owned(),
        participant_b: "2".to_owned(),
        session_id: ProxySessionId::from_text("s"),
        status: "succeeded",
        virtual_tn: "3".to_owned(),
    };
    let expected = r#"{"expiry_date":"2016-05-19 22:09:58","message":"Created new session","participant_a":"1","participant_b":"2","session_id":"s","status":"succeeded","virtual_tn":"3"}"#;
    assert_eq!(serde_json::to_string(&answer).unwrap(), expected);
}
