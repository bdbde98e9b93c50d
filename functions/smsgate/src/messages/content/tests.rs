use super::*;

fn read(json: Value, encrypted: bool) -> ApiResult<Content> {
    serde_json::from_value::<ContentInput>(json).unwrap().into_content(encrypted)
}

fn round_trip(json: &Value) -> Value {
    shown(&read(json.clone(), false).unwrap())
}

#[test]
fn every_kind_of_content_is_shown_as_it_was_given() {
    for json in [
        json!({ "textMessage": { "text": "hi" } }),
        json!({ "dataMessage": { "data": "SGVsbG8=", "port": 53_739 } }),
        json!({ "mmsMessage": { "subject": "s", "text": "t", "attachments": [
            { "contentType": "image/png", "name": "a.png", "data": "AAAA" } ] } }),
        json!({ "mmsMessage": { "attachments": [{ "contentType": "image/png", "data": "AAAA" }] } }),
    ] {
        assert_eq!(round_trip(&json), json);
    }
    assert_eq!(
        round_trip(&json!({ "message": "old" })),
        json!({ "textMessage": { "text": "old" } })
    );
}

#[test]
fn one_thing_is_sent_and_it_is_well_formed() {
    for json in [
        json!({}),
        json!({ "textMessage": null }),
        json!({ "message": "" }),
        json!({ "message": "a", "textMessage": { "text": "b" } }),
        json!({ "textMessage": { "text": "b" }, "mmsMessage": { "text": "c" } }),
    ] {
        assert_eq!(read(json.clone(), false), Err(ApiError::not_one_content()), "{json}");
    }
    for json in [
        json!({ "textMessage": { "text": "" } }),
        json!({ "textMessage": { "text": "x".repeat(65_536) } }),
        json!({ "dataMessage": { "data": "SGVsbG8=", "port": 0 } }),
        json!({ "dataMessage": { "data": "AAA", "port": 1 } }),
        json!({ "dataMessage": { "data": "not base64!", "port": 1 } }),
        json!({ "mmsMessage": {} }),
        json!({ "mmsMessage": { "text": "" } }),
        json!({ "mmsMessage": { "attachments": [{ "contentType": "", "data": "AAAA" }] } }),
        json!({ "mmsMessage": { "attachments": [{ "contentType": "a/b", "data": "!" }] } }),
        json!({ "mmsMessage": { "text": "x".repeat(MAX_MULTIMEDIA_BYTES) } }),
    ] {
        assert!(read(json.clone(), false).is_err(), "{json:.60}");
    }
}

#[test]
fn ciphertext_is_not_taken_for_base64() {
    let json = json!({ "dataMessage": { "data": "$aes-256-cbc/pbkdf2-sha1$i=1$a$b", "port": 1 } });
    assert_eq!(round_trip_encrypted(&json), json);
}

fn round_trip_encrypted(json: &Value) -> Value {
    shown(&read(json.clone(), true).unwrap())
}

/// Returns the members that are set.
fn shown(content: &Content) -> Value {
    let ContentOut { data_message, hashed_message, mms_message, text_message } =
        ContentOut::of(content);
    let mut members = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        members.extend(value.map(|value| (name.to_owned(), value)));
    };
    put("dataMessage", data_message.map(|it| json!(it)));
    put("hashedMessage", hashed_message.map(|it| json!(it)));
    put("mmsMessage", mms_message.map(|it| json!(it)));
    put("textMessage", text_message.map(|it| json!(it)));
    Value::Object(members)
}

#[test]
fn an_empty_message_beside_another_content_counts_as_absent() {
    for other in [
        json!({ "textMessage": { "text": "hi" } }),
        json!({ "dataMessage": { "data": "SGVsbG8=", "port": 1 } }),
        json!({ "mmsMessage": { "text": "hi" } }),
    ] {
        let mut both = other.clone();
        both["message"] = json!("");
        assert_eq!(round_trip(&both), other);
    }
}

#[test]
fn attachments_are_base64_with_padding_or_without_and_in_lines_or_not() {
    let of = |data: &str| json!({ "mmsMessage": { "attachments": [{ "contentType": "a/b", "data": data }] } });
    for data in ["AAAA", "AA==", "AA", "AA AA\r\nAAAA\n"] {
        assert_eq!(round_trip(&of(data)), of(data));
    }
    for data in ["", " ", "A", "****", "AA=A"] {
        assert!(read(of(data), false).is_err(), "{data:?}");
    }
}

#[test]
fn an_empty_content_beside_another_one_counts_as_absent() {
    let contents = [
        json!({ "textMessage": { "text": "hi" } }),
        json!({ "dataMessage": { "data": "SGVsbG8=", "port": 1 } }),
        json!({ "mmsMessage": { "text": "hi" } }),
    ];
    let empty = [
        json!({ "textMessage": { "text": "" } }),
        json!({ "textMessage": {} }),
        json!({ "dataMessage": { "data": "", "port": 0 } }),
        json!({ "dataMessage": {} }),
        json!({ "mmsMessage": {} }),
        json!({ "mmsMessage": { "subject": "", "text": "", "attachments": [] } }),
    ];
    let beside = |one: &Value, other: &Value| {
        let mut both = one.clone();
        both.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        both
    };
    let has_same_member = |one: &Value, other: &Value| {
        one.as_object().unwrap().keys().eq(other.as_object().unwrap().keys())
    };
    for empty in &empty {
        for content in contents.iter().filter(|it| !has_same_member(it, empty)) {
            assert_eq!(round_trip(&beside(empty, content)), *content, "{empty}");
        }
        let old = beside(empty, &json!({ "message": "hi" }));
        assert_eq!(round_trip(&old), json!({ "textMessage": { "text": "hi" } }));
        // Alone, it is refused for what it lacks.
        let alone = read(empty.clone(), false).unwrap_err();
        assert_ne!(alone, ApiError::not_one_content(), "{empty}");
    }
    let two = beside(&empty[0], &empty[2]);
    assert_eq!(read(two, false), Err(ApiError::not_one_content()));
    // A member that is set makes the content count.
    for other in [
        json!({ "dataMessage": { "data": "", "port": 1 } }),
        json!({ "dataMessage": { "data": "SGVsbG8=", "port": 0 } }),
        json!({ "mmsMessage": { "subject": "s" } }),
    ] {
        let both = beside(&other, &contents[0]);
        assert_eq!(read(both, false), Err(ApiError::not_one_content()), "{other}");
    }
}
