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

#[test]
fn subject_text_and_attachments_become_lines() {
    let (one, two) = ("https://m/1", "https://m/2");
    let media = json!([{ "url": one, "content_type": "image/png" }, { "url": two }]);
    let image = json!({ "url": one, "caption": "c", "name": "1.jpg" });
    let older = |content: Value| json!({ "message": { "content": content } });
    for (kind, members, expected) in [
        (Telnyx, json!({ "subject": "s", "text": "x", "media": media }), vec!["s", "x", one, two]),
        (Telnyx, json!({ "subject": "s", "media": [one] }), vec!["s", one]),
        (Telnyx, json!({ "subject": "x", "text": "x" }), vec!["x"]),
        (Telnyx, json!({ "subject": null, "text": "x" }), vec!["x"]),
        (Telnyx, json!({ "subject": " ", "text": " " }), vec![" "]),
        (Sinch, json!({ "body": { "subject": "s" } }), vec!["s"]),
        (
            Sinch,
            json!({ "body": { "subject": "s", "message": "x", "media": media } }),
            vec!["s", "x", one, two],
        ),
        (Sinch, json!({ "body": { "media": [{ "status": "Failed" }] } }), vec![]),
        (MessageBird, json!({ "subject": "s" }), vec!["s"]),
        (MessageBird, json!({ "subject": "s", "status": "received" }), vec!["s"]),
        (
            MessageBird,
            json!({ "subject": "s", "body": "x", "mediaURLs": media }),
            vec!["s", "x", one, two],
        ),
        (Bandwidth, json!({ "text": "x", "media": [one, two] }), vec!["x", one, two]),
        (Bandwidth, json!({ "media": media }), vec![one, two]),
        (Vonage, json!({ "message_type": "image", "image": image }), vec!["c", one]),
        (
            Vonage,
            json!({ "text": "x", "vcard": { "url": two }, "image": image }),
            vec!["x", "c", one, two],
        ),
        (
            Vonage,
            json!({ "message_type": "content", "content": [
                { "type": "text", "text": "x" },
                { "type": "image", "url": one, "caption": "c" },
                { "type": "video", "video": { "url": two } },
            ] }),
            vec!["x", "c", one, two],
        ),
        (Vonage, json!({ "message_type": "content", "content": [] }), vec![]),
        (Vonage, older(json!({ "type": "image", "image": image })), vec!["c", one]),
        (Vonage, older(json!({ "type": "text", "text": "x" })), vec!["x"]),
        (
            Vonage,
            older(json!([{ "type": "text", "text": "x" }, { "image": image }])),
            vec!["x", "c", one],
        ),
    ] {
        let text = inbound(kind, &in_json(kind, &members)).text;
        assert_eq!(text, expected.join("\n"), "{kind:?} {members}");
    }
    let fields = [("subject", "s"), ("mediaURLs[]", one)];
    let text = inbound(MessageBird, &in_form(MessageBird, &fields)).text;
    assert_eq!(text, format!("s\n{one}"));
}

#[test]
fn every_attachment_is_kept() {
    let urls: Vec<String> = (0..12).map(|index| format!("https://m/{index}")).collect();
    let media = json!(urls);
    for (kind, members) in [
        (Bandwidth, json!({ "media": media })),
        (Telnyx, json!({ "media": media })),
        (Sinch, json!({ "body": { "media": media } })),
        (MessageBird, json!({ "mediaURLs": media })),
        (Vonage, json!({ "content": media })),
    ] {
        let text = inbound(kind, &in_json(kind, &members)).text;
        assert_eq!(text, urls.join("\n"), "{kind:?}");
    }
    for (kind, prefix) in [(Twilio, "MediaUrl"), (Plivo, "Media")] {
        let names: Vec<String> = (0..12).map(|index| format!("{prefix}{index}")).collect();
        let fields: Vec<_> =
            names.iter().map(String::as_str).zip(urls.iter().map(String::as_str)).collect();
        assert_eq!(inbound(kind, &in_form(kind, &fields)).text, urls.join("\n"), "{kind:?}");
    }
}

#[test]
fn message_of_another_channel_is_ignored() {
    let ignored = |kind: ProviderKind, given: &Given| {
        assert_eq!(given.parse(crate::of(kind)), Ok(vec![]), "{kind:?}");
    };
    for (from, to) in [
        ("whatsapp:+14155550100", "whatsapp:+14155550199"),
        ("messenger:1234", "messenger:5678"),
        ("rcs:+14155550100", "rcs:agent_1"),
        ("+14155550100", "WhatsApp:+14155550199"),
    ] {
        let fields = [("From", from), ("To", to), ("Body", "x"), ("MessageSid", "i")];
        ignored(Twilio, &Given::post(URL, form(&fields)));
    }
    for channel in ["whatsapp", "WHATSAPP", "rcs", "viber_service"] {
        ignored(Plivo, &in_form(Plivo, &[("Type", channel), ("Body", "x")]));
        let conversation = json!({ "type": "message.created",
            "message": { "id": "i", "platform": channel, "from": "1", "to": "2" } });
        ignored(MessageBird, &Given::post(URL, conversation.to_string()));
        for (kind, name) in [(Telnyx, "type"), (Vonage, "channel"), (Bandwidth, "channel")] {
            let mut members = json!({ "text": "x" });
            members[name] = json!(channel);
            ignored(kind, &in_json(kind, &members));
        }
        let from = json!({ "type": channel, "number": "1" });
        ignored(Vonage, &in_json(Vonage, &json!({ "channel": null, "from": from, "text": "x" })));
    }
    for channel in ["sms", "SMS", "mms", "MMS", ""] {
        assert_eq!(inbound(Plivo, &in_form(Plivo, &[("Type", channel), ("Body", "x")])).text, "x");
        for (kind, name) in [(Telnyx, "type"), (Vonage, "channel"), (Bandwidth, "channel")] {
            let mut members = json!({ "text": "x" });
            members[name] = json!(channel);
            assert_eq!(inbound(kind, &in_json(kind, &members)).text, "x", "{kind:?} {channel}");
        }
    }
}

#[test]
fn call_is_not_an_sms() {
    for (kind, body) in [
        (Twilio, "CallSid=CA1&From=%2B1&To=%2B2&CallStatus=ringing&Direction=inbound"),
        (Plivo, "CallUUID=u&From=1&To=2&CallStatus=ringing&Event=StartApp"),
        (Vonage, "uuid=u&conversation_uuid=CON-1&from=1&to=2&status=started"),
        (Bandwidth, r#"{"eventType":"initiate","callId":"c","from":"+1","to":"+2"}"#),
        (Telnyx, r#"{"data":{"event_type":"call.initiated","payload":{}}}"#),
    ] {
        assert_eq!(Given::post(URL, body).parse(crate::of(kind)), Ok(vec![]), "{kind:?}");
    }
}
