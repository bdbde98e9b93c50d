//! Hostile but real bodies, in every provider's callbacks.

mod contents;

use serde_json::json;

use super::*;
use crate::{
    InboundSms, ProviderKind,
    testing::{Given, form},
};

const URL: &str = "https://sms.example.com/providers/x/token";

/// JSON callback with an inbound SMS whose text is `TEXT`.
fn in_json(kind: ProviderKind) -> Option<String> {
    let body = match kind {
        ProviderKind::Flowroute => json!({ "to": "2", "from": "1", "body": "TEXT", "id": "i" }),
        ProviderKind::Vonage => {
            json!({ "msisdn": "1", "to": "2", "messageId": "i", "text": "TEXT" })
        }
        ProviderKind::Telnyx => json!({ "data": { "event_type": "message.received", "payload": {
            "id": "i", "from": { "phone_number": "1" }, "to": [{ "phone_number": "2" }], "text": "TEXT",
        } } }),
        ProviderKind::MessageBird => {
            json!({ "id": "i", "originator": "1", "recipient": "2", "payload": "TEXT" })
        }
        ProviderKind::Bandwidth => json!([{ "type": "message-received", "to": "2", "message": {
            "id": "i", "from": "1", "to": ["2"], "text": "TEXT",
        } }]),
        ProviderKind::Sinch => {
            json!({ "type": "mo_text", "id": "i", "from": "1", "to": "2", "body": "TEXT" })
        }
        ProviderKind::Twilio | ProviderKind::Plivo => return None,
    };
    Some(body.to_string())
}

/// Names of the same fields in a form.
fn fields(kind: ProviderKind) -> Option<[&'static str; 4]> {
    match kind {
        ProviderKind::Twilio => Some(["MessageSid", "From", "To", "Body"]),
        ProviderKind::Plivo => Some(["MessageUUID", "From", "To", "Text"]),
        ProviderKind::Vonage => Some(["messageId", "msisdn", "to", "text"]),
        ProviderKind::MessageBird => Some(["id", "originator", "recipient", "payload"]),
        _ => None,
    }
}

fn inbound(kind: ProviderKind, given: &Given) -> InboundSms {
    given.inbound(crate::of(kind))
}

#[test]
fn text_with_invalid_unicode_is_accepted_from_every_provider() {
    for kind in ProviderKind::ALL {
        let Some(whole) = in_json(kind) else { continue };
        for (written, text) in [
            (&br"cut \ud83d"[..], "cut \u{fffd}"),
            (br"\ude00 cut", "\u{fffd} cut"),
            (br"whole \ud83d\ude00", "whole \u{1f600}"),
            (br"a\u0000b\u001fc", "a\0b\u{1f}c"),
            (b"caf\xe9", "caf\u{fffd}"),
            (b"\xed\xa0\xbd", "\u{fffd}"),
            (b"\xf0\x9f\x98", "\u{fffd}"),
        ] {
            let (before, behind) = whole.split_once("TEXT").unwrap();
            let body = [before.as_bytes(), written, behind.as_bytes()].concat();
            assert_eq!(inbound(kind, &Given::post(URL, body)).text, text, "{kind:?}");
        }
        let marked = format!("\u{feff}{whole}");
        assert_eq!(inbound(kind, &Given::post(URL, marked)).text, "TEXT", "{kind:?}");
        let both = format!("\"first\",\"{}\":\"last\"", name_of_text(&whole));
        let twice = whole.replace("\"TEXT\"", &both);
        assert_eq!(inbound(kind, &Given::post(URL, twice)).text, "last", "{kind:?}");
    }
}

/// Returns the name of the member whose value is the text.
fn name_of_text(json: &str) -> &str {
    let before = json.split_once("\":\"TEXT\"").unwrap().0;
    before.rsplit_once('"').unwrap().1
}

#[test]
fn form_may_be_multipart_and_contain_control_characters() {
    for kind in ProviderKind::ALL {
        let Some(names) = fields(kind) else { continue };
        let values = ["i", "1", "2", "a\0b\u{1f}\r\nc"];
        let pairs: Vec<_> = names.into_iter().zip(values).collect();
        let whole = Given::post(URL, form(&pairs))
            .with("content-type", "application/x-www-form-urlencoded");
        let part = |(name, value): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts: String = pairs.iter().map(part).collect();
        let in_parts = Given::post(URL, format!("{parts}--b--\r\n"))
            .with("content-type", "multipart/form-data; boundary=b");
        let expected = inbound(kind, &whole);
        assert_eq!(expected.text, values[3], "{kind:?}");
        assert_eq!(inbound(kind, &in_parts), expected, "{kind:?}");
        let broken = in_parts.with("content-type", "multipart/form-data; boundary=c");
        assert!(matches!(broken.parse(crate::of(kind)), Err(Refusal::Malformed(_))), "{kind:?}");
    }
}

#[test]
fn request_without_contents_is_a_probe() {
    let head = Given { method: "HEAD", ..Given::get(URL) };
    for empty in [Given::get(URL), head, Given::post(URL, ""), Given::post(&format!("{URL}?"), "")]
    {
        assert!(empty.callback().is_empty());
    }
    let question = format!("{URL}?a=1");
    for full in [
        Given::get(&question),
        Given::post(&question, ""),
        Given { method: "HEAD", ..Given::get(&question) },
        Given::post(URL, "{}"),
        Given::post(URL, "a=1"),
    ] {
        assert!(!full.callback().is_empty());
    }
}

#[test]
fn post_of_a_query_without_a_body_is_never_taken_as_read() {
    let query = "From=1&To=2&Text=x&MessageUUID=i&msisdn=1&to=2&text=x&originator=1&recipient=2";
    for kind in ProviderKind::ALL {
        let given = Given::post(&format!("{URL}?{query}"), "");
        let parsed = given.parse(crate::of(kind));
        assert!(matches!(parsed, Err(Refusal::Malformed(_))), "{kind:?}: {parsed:?}");
    }
}
