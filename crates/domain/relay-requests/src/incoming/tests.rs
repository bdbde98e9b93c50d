use proptest::prelude::*;

use super::*;

const JSON_TYPE: Option<&str> = Some("application/json");

fn parse(body: &str) -> Result<IncomingSms, IncomingError> {
    IncomingSms::parse("gateway-client", JSON_TYPE, body.as_bytes())
}

fn sms(sender: &str, text: &str) -> IncomingSms {
    IncomingSms {
        sender: SenderText::new(sender),
        text: MessageText::new(text),
        received_at_ms: None,
        sent_at_ms: None,
        tag: None,
    }
}

#[test]
fn modem_json_is_read() {
    let body = r#"{"text": "AAAA\nBBBB\n", "MSISDN": "+237123456789"}"#;
    assert_eq!(parse(body), Ok(sms("+237123456789", "AAAA\nBBBB\n")));
    // A line end inside the text may also be raw.
    assert_eq!(parse(&body.replace("\\n", "\n")), Ok(sms("+237123456789", "AAAA\nBBBB\n")));
}

#[test]
fn deku_json_is_read() {
    let body = r#"{
        "id": 12, "message_id": "1700000000000", "thread_id": "3", "date": "1633024800000",
        "date_sent": "1633024799000", "type": 1, "num_segments": 0, "subscription_id": 1, "status": -1,
        "error_code": 0, "isRead": false, "isIs_encrypted": false, "isIs_key": false, "isIs_image": false,
        "formatted_date": null, "address": "+237123456789", "text": "AAAA", "data": null, "tag": "home"
    }"#;
    let expected = IncomingSms {
        received_at_ms: Some(UnixMillis::new(1_633_024_800_000)),
        sent_at_ms: Some(UnixMillis::new(1_633_024_799_000)),
        tag: Some("home".to_owned()),
        ..sms("+237123456789", "AAAA")
    };
    assert_eq!(parse(body), Ok(expected));
}

#[test]
fn times_are_numbers_or_numeric_strings_and_may_be_absent() {
    for (date, read) in [
        ("1633024800000", Some(1_633_024_800_000)),
        ("\"5\"", Some(5)),
        ("null", None),
        ("\"\"", None),
        ("{}", None),
    ] {
        let body =
            format!(r#"{{"text": "AAAA", "MSISDN": "+1", "date": {date}, "date_sent": {date}}}"#);
        let sms = parse(&body).unwrap();
        let read = read.map(UnixMillis::new);
        assert_eq!((sms.received_at_ms, sms.sent_at_ms), (read, read), "{date}");
    }
    assert_eq!(sms("+1", "AAAA").with_times(), Err(IncomingError::MissingDate));
    let received = IncomingSms { received_at_ms: Some(UnixMillis::new(1)), ..sms("+1", "AAAA") };
    assert_eq!(received.clone().with_times(), Err(IncomingError::MissingDateSent));
    let both = IncomingSms { sent_at_ms: Some(UnixMillis::new(1)), ..received };
    assert_eq!(both.clone().with_times(), Ok(both));
}

#[test]
fn lost_plus_signs_of_base64_in_a_form_are_restored() {
    let form = |body: &str| {
        let kind = Some("application/x-www-form-urlencoded");
        IncomingSms::parse("deku", kind, body.as_bytes()).unwrap().text
    };
    for (sent, text) in [
        // `+` unescaped, escaped, and in a text wrapped as on Android.
        ("AB+D/F+=", "AB+D/F+="),
        ("AB%2BD%2FF%2B%3D", "AB+D/F+="),
        ("+AAA%0A++BB%0A", "+AAA\n++BB\n"),
        ("+AAAABB%2B%3D+", "AAAABB+="),
        ("AAAA%0D%0ABB+=", "AAAA\r\nBB+="),
        // Spaces at the end are dropped if the text is complete without them.
        ("AAA+BBB++", "AAA BBB  "),
        // A text that is not base64 even with plus signs stays unchanged.
        ("hello+there%21", "hello there!"),
        ("a+b", "a b"),
        ("AAAA%0ABBBB%0A", "AAAA\nBBBB\n"),
    ] {
        let body = format!("text={sent}&MSISDN=%2B237123456789");
        assert_eq!(form(&body), MessageText::new(text), "{sent}");
    }
    let twilio = IncomingSms::parse("twilio", None, b"From=%2B1&Body=AB+D/F+=").unwrap();
    assert_eq!(twilio.text, MessageText::new("AB+D/F+="));
}

#[test]
fn sender_is_read_under_either_name() {
    assert_eq!(parse(r#"{"text": "A", "address": "+2", "MSISDN": "+1"}"#), Ok(sms("+1", "A")));
    assert_eq!(parse(r#"{"text": "A", "address": " +2 ", "MSISDN": ""}"#), Ok(sms("+2", "A")));
}

#[test]
fn sender_may_be_a_number_and_garbage_beside_the_text_does_not_lose_it() {
    for body in [
        r#"{"text": "AAAA", "MSISDN": 237123456789}"#,
        r#"{"text": "AAAA", "MSISDN": null, "address": 237123456789}"#,
    ] {
        assert_eq!(parse(body), Ok(sms("+237123456789", "AAAA")), "{body}");
    }
    for body in [r#"{"text": "A", "MSISDN": -1}"#, r#"{"text": "A", "MSISDN": 1.5}"#] {
        assert_eq!(parse(body), Err(IncomingError::MissingSender), "{body}");
    }
    let body = b"{\"text\": \"AAAA\", \"MSISDN\": \"+237123456789\", \"tag\": \"caf\xe9\"}";
    let expected =
        IncomingSms { tag: Some("caf\u{fffd}".to_owned()), ..sms("+237123456789", "AAAA") };
    assert_eq!(IncomingSms::parse("any", JSON_TYPE, body), Ok(expected));
    let garbage = IncomingSms::parse("any", JSON_TYPE, b"\xff\xfe");
    assert_eq!(garbage, Err(IncomingError::NotJson));
}

#[test]
fn missing_fields_are_reported_in_order() {
    for (body, error) in [
        ("", IncomingError::NotJson),
        ("text=A&MSISDN=%2B1", IncomingError::NotJson),
        ("{\"text\":", IncomingError::NotJson),
        ("[]", IncomingError::NotJson),
        ("\"text\"", IncomingError::NotJson),
        ("{}", IncomingError::MissingText),
        (r#"{"MSISDN": "+1"}"#, IncomingError::MissingText),
        (r#"{"MSISDN": "+1", "text": ""}"#, IncomingError::MissingText),
        (r#"{"MSISDN": "+1", "text": null}"#, IncomingError::MissingText),
        (r#"{"MSISDN": "+1", "text": 12}"#, IncomingError::MissingText),
        (r#"{"text": "A"}"#, IncomingError::MissingSender),
        (r#"{"text": "A", "MSISDN": null, "address": " "}"#, IncomingError::MissingSender),
    ] {
        assert_eq!(parse(body), Err(error), "{body}");
    }
}

#[test]
fn twilio_form_is_read_whatever_its_content_type() {
    let body = b"ToCountry=CM&From=%2B237123456789&Body=AA%2BA&NumSegments=1&To=%2B1";
    for content_type in [None, JSON_TYPE, Some(FORM_TYPE)] {
        let read = IncomingSms::parse("twilio", content_type, body);
        assert_eq!(read, Ok(sms("+237123456789", "AA+A")));
    }
    let read = |body: &str| IncomingSms::parse("twilio", None, body.as_bytes());
    assert_eq!(read("From=%2B1"), Err(IncomingError::MissingText));
    assert_eq!(read("Body=A&Body=B"), Err(IncomingError::MissingSender));
    assert_eq!(read("Body=A&Body=B&From=1"), Ok(sms("1", "A")));
}

#[test]
fn other_clients_may_send_a_form_with_its_content_type() {
    let read = |content_type: &str, body: &str| {
        IncomingSms::parse("deku", Some(content_type), body.as_bytes())
    };
    let form_type = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let with_date = IncomingSms { received_at_ms: Some(UnixMillis::new(5)), ..sms("+1", "A") };
    assert_eq!(read(form_type, "text=A&address=%2B1&date=5"), Ok(with_date));
    assert_eq!(read(form_type, "text=A"), Err(IncomingError::MissingSender));
    assert_eq!(read(form_type, "garbage"), Err(IncomingError::NotJson));
    // JSON with the content type that curl claims for any data.
    assert_eq!(read(form_type, r#" {"text": "A", "MSISDN": "+1"}"#), Ok(sms("+1", "A")));
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let parts = format!("{}{}--b--", part("text", "A+/="), part("address", "+1"));
    let parts_type = "multipart/form-data; boundary=b";
    assert_eq!(read(parts_type, &parts), Ok(sms("+1", "A+/=")));
    assert_eq!(read(parts_type, "--c--"), Err(IncomingError::NotJson));
    assert_eq!(read(parts_type, r#"{"text": "A", "MSISDN": "+1"}"#), Ok(sms("+1", "A")));
}

#[test]
fn form_is_read_up_to_its_hundredth_field() {
    let body = format!("{}text=A&MSISDN=1", "x=1&".repeat(MAX_FORM_FIELDS - 1));
    let read = IncomingSms::parse("deku", Some(FORM_TYPE), body.as_bytes());
    assert_eq!(read, Err(IncomingError::MissingSender));
}

#[test]
fn debug_output_hides_number_and_text() {
    let shown = format!("{:?}", sms("+237123456789", "AAAA"));
    assert!(!shown.contains("237") && !shown.contains("AAAA"), "{shown}");
}

proptest! {
    #[test]
    fn any_body_is_parsed_or_refused(
        body in prop::collection::vec(any::<u8>(), 0..80),
        platform in "twilio|deku",
        content_type in prop::option::of(".{0,20}|application/x-www-form-urlencoded"),
    ) {
        let _ = IncomingSms::parse(&platform, content_type.as_deref(), &body);
    }

    #[test]
    fn any_object_is_parsed_or_refused(
        names in prop::collection::vec("text|MSISDN|address|date|date_sent|tag|.{0,3}", 0..6),
        values in prop::collection::vec("\"\\PC{0,9}\"|-?[0-9]{1,30}(\\.[0-9]{1,9})?|null|\\[\\]|1e999", 6),
    ) {
        let members: Vec<_> = names.iter().zip(values).map(|(name, value)| format!("{name:?}:{value}")).collect();
        let _ = parse(&format!("{{{}}}", members.join(",")));
    }
}
