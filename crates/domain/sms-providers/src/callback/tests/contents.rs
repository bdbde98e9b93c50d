//! Contents of inbound messages: the same rules for every provider.

use serde_json::{Value, json};

use super::{URL, inbound};
use crate::{
    ProviderKind::{self, Bandwidth, Flowroute, MessageBird, Plivo, Sinch, Telnyx, Twilio, Vonage},
    testing::{Given, form},
};

/// Form callback with these fields beside the sender, the recipient and the id.
fn in_form(kind: ProviderKind, more: &[(&str, &str)]) -> Given {
    let names = match kind {
        Twilio => ["From", "To", "MessageSid"],
        Plivo => ["From", "To", "MessageUUID"],
        Vonage => ["msisdn", "to", "messageId"],
        _ => ["originator", "recipient", "id"],
    };
    let fields: Vec<_> = names.into_iter().zip(["1", "2", "i"]).collect();
    Given::post(URL, form(&[&fields[..], more].concat()))
}

/// JSON callback of that provider, with these members of the message beside its sender, its recipient and its id.
fn in_json(kind: ProviderKind, more: &Value) -> Given {
    let with = |mut message: Value| {
        for (name, value) in more.as_object().unwrap() {
            message[name] = value.clone();
        }
        message
    };
    let body = match kind {
        Flowroute => json!({ "data": { "type": "message", "id": "i",
            "attributes": { "from": "1", "to": "2" } }, "included": more["included"] }),
        Telnyx => json!({ "data": { "event_type": "message.received", "payload": with(json!({
            "id": "i", "from": { "phone_number": "1" }, "to": [{ "phone_number": "2" }] })) } }),
        Vonage => with(json!({ "message_uuid": "i", "from": "1", "to": "2" })),
        Bandwidth => json!([{ "type": "message-received", "to": "2",
            "message": with(json!({ "id": "i", "from": "1" })) }]),
        Sinch => with(json!({ "type": "mo_media", "id": "i", "from": "1", "to": "2" })),
        _ => with(json!({ "id": "i", "originator": "1", "recipient": "2" })),
    };
    Given::post(URL, body.to_string())
}

#[test]
fn blank_text_does_not_hide_the_text_under_another_name() {
    for (kind, fields) in [
        (Plivo, &[("Text", ""), ("Body", "x")][..]),
        (Plivo, &[("Body", " "), ("Text", "x")]),
        (MessageBird, &[("payload", ""), ("body", "x")]),
        (MessageBird, &[("payload", " "), ("body", ""), ("message", "x")]),
        (Vonage, &[("text", ""), ("data", "x")]),
        (Vonage, &[("messageId", ""), ("message-id", "i"), ("text", "x")]),
        (Twilio, &[("MessageStatus", ""), ("SmsStatus", "received"), ("Body", "x")]),
    ] {
        assert_eq!(inbound(kind, &in_form(kind, fields)).text, "x", "{kind:?} {fields:?}");
    }
    for (kind, members) in [
        (MessageBird, json!({ "payload": "", "message": "x" })),
        (Vonage, json!({ "text": "", "message": { "content": { "text": "x" } } })),
        (Vonage, json!({ "channel": "", "status": "", "text": "x" })),
        (Vonage, json!({ "msisdn": "", "text": "x" })),
        (Sinch, json!({ "body": { "message": "x" } })),
    ] {
        assert_eq!(inbound(kind, &in_json(kind, &members)).text, "x", "{kind:?} {members}");
    }
    let included = json!([{ "attributes": { "url": "" }, "links": { "self": "x" } }]);
    let given = in_json(Flowroute, &json!({ "included": included }));
    assert_eq!(inbound(Flowroute, &given).text, "x");
}

#[test]
fn report_with_blank_contents_is_still_a_report() {
    let text = [("payload", ""), ("body", ""), ("message", "")];
    let fields = [&text[..], &[("id", "i"), ("status", "delivered")]].concat();
    let delivered = ("i".to_owned(), crate::ReportedStatus::Delivered);
    assert_eq!(Given::post(URL, form(&fields)).report(crate::of(MessageBird)), delivered);
    let given = in_form(Plivo, &[("Text", ""), ("Media1", ""), ("Status", "delivered")]);
    assert_eq!(given.report(crate::of(Plivo)), delivered);
}
