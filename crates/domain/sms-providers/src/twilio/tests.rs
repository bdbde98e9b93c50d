//! The contract's test vectors for Twilio, and forgeries that must be refused.

use proptest::prelude::*;

use super::*;
use crate::testing::{Given, credentials, failed, form, request, sms};

const URL: &str = "https://sms.example.com/hooks/twilio?tenant=7";
const SIGNATURE: &str = "0cVTcUvXGeUWfeuCMpaixhbz078=";
const SID: &str = "SM00000000000000000000000000000001";

const SIGNED_OTHERWISE: [(&str, &str); 4] = [
    ("https://h.example/p?a=1", "rbA2JgfuSK4xPV2TZokL78B1uiE="),
    ("http://h.example/p", "LQAwnFEN6RbHuZ/Z3cAxakXnApU="),
    ("https://h.example:8443/p", "ACLrlXYmZxB7T8FUeU5o3A62igU="),
    ("https://h.example/p?a=it%27s%20+x", "PvCBvNMTqpBqYUrNZ+PJ+Eb3nJw="),
];
/// Signature over `A` with the values 2, 1 and 2, made by the vendor's own client.
const REPEATED: &str = "SUUK2l4PfYaQoUW1jtxO4sIcQOk=";

fn ours() -> Credentials {
    credentials(&[
        ("account_sid", "AC00000000000000000000000000000001"),
        ("auth_token", "twilio_auth_token_test"),
    ])
}

fn parameters() -> Vec<(&'static str, &'static str)> {
    vec![
        ("AccountSid", "AC00000000000000000000000000000001"),
        ("ApiVersion", "2010-04-01"),
        ("Body", "Hello & goodbye é"),
        ("From", "+14155550100"),
        ("MessageSid", SID),
        ("SmsMessageSid", SID),
        ("SmsSid", SID),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("SmsStatus", "received"),
        ("To", "+14155550199"),
    ]
}

fn inbound() -> Given {
    Given::post(URL, form(&parameters())).with("x-twilio-signature", SIGNATURE)
}

fn verify(given: &Given) -> Result<(), Refusal> {
    given.verify(&Twilio, &ours(), UnixMillis::EPOCH)
}

#[test]
fn contract_vector_of_a_form_verifies() {
    assert_eq!(verify(&inbound()), Ok(()));
    let mut shuffled = parameters();
    shuffled.reverse();
    let shuffled = Given { body: form(&shuffled).into(), ..inbound() };
    assert_eq!(verify(&shuffled), Ok(()));
}

#[test]
fn contract_vector_of_json_verifies() {
    let digest = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
    let url = format!("https://sms.example.com/hooks/twilio?bodySHA256={digest}");
    let given =
        Given::post(&url, r#"{"a":1}"#).with("x-twilio-signature", "Knc6dpawIZH3lpTk5bdofcKj6sY=");
    assert_eq!(verify(&given), Ok(()));
    let other = Given { body: br#"{"a":2}"#.to_vec(), ..given };
    assert_eq!(verify(&other), Err(Refusal::BadSignature));
}

#[test]
fn default_port_may_be_written_or_omitted() {
    let with_port = URL.replace(".com/", ".com:443/");
    assert_eq!(verify(&Given { url: with_port, ..inbound() }), Ok(()));
    for url in [
        "https://sms.example.com/hooks/twilio",
        "https://sms.example.com/hooks/twilio?tenant=8",
        "https://sms.example.org/hooks/twilio?tenant=7",
        "http://sms.example.com/hooks/twilio?tenant=7",
        "https://sms.example.com/hooks/twilio/?tenant=7",
        "",
    ] {
        let given = Given { url: url.to_owned(), ..inbound() };
        assert_eq!(verify(&given), Err(Refusal::BadSignature), "{url}");
    }
}

#[test]
fn url_may_be_signed_with_a_port_or_in_the_old_spelling() {
    // Made by the vendor's own client, version 6.2.0.
    for (url, signature) in SIGNED_OTHERWISE {
        let given = Given::post(url, form(&[("From", "+1"), ("Body", "x")]));
        assert_eq!(verify(&given.with("x-twilio-signature", signature)), Ok(()), "{url}");
    }
}

#[test]
fn repeated_parameters_count_once_and_in_order() {
    let given = Given::post(URL, "A=2&A=1&A=2").with("x-twilio-signature", REPEATED);
    assert_eq!(verify(&given), Ok(()));
}

#[test]
fn callback_unsigned_or_signed_with_another_secret_is_refused() {
    assert_eq!(verify(&inbound().without("x-twilio-signature")), Err(Refusal::Unsigned));
    assert_eq!(verify(&inbound().with("x-twilio-signature", "")), Err(Refusal::Unsigned));
    let other = credentials(&[("auth_token", "another")]);
    assert_eq!(inbound().verify(&Twilio, &other, UnixMillis::EPOCH), Err(Refusal::BadSignature));
    assert!(!Twilio.can_verify(&credentials(&[("account_sid", "AC")])));
    assert!(Twilio.can_verify(&ours()));
}

#[test]
fn sms_is_read_from_a_form_or_a_query() {
    let expected = sms(SID, "+14155550100", "+14155550199", "Hello & goodbye é");
    assert_eq!(inbound().inbound(&Twilio), expected);
    let query = Given::get(&format!("{URL}&{}", form(&parameters())));
    assert_eq!(query.inbound(&Twilio), expected);
}

#[test]
fn attachments_become_lines_of_the_text() {
    let media = [("NumMedia", "2"), ("MediaUrl0", "https://m/0"), ("MediaUrl1", "https://m/1")];
    let with_body = |body: &'static str| {
        let mut all = parameters();
        all.retain(|(name, _)| *name != "Body" && *name != "NumMedia");
        all.push(("Body", body));
        all.extend(media);
        Given::post(URL, form(&all)).inbound(&Twilio).text
    };
    assert_eq!(with_body("Look"), "Look\nhttps://m/0\nhttps://m/1");
    assert_eq!(with_body(""), "https://m/0\nhttps://m/1");
    let pairs = [("From", "+1"), ("To", "+2"), ("MediaUrl0", ""), ("MediaUrl2", "https://m/2")];
    assert_eq!(Given::post(URL, form(&pairs)).inbound(&Twilio).text, "https://m/2");
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (status, error, expected) in [
        ("accepted", "", Pending),
        ("scheduled", "", Pending),
        ("queued", "", Pending),
        ("sending", "", Pending),
        ("sent", "", Sent),
        ("delivered", "", Delivered),
        ("read", "", Delivered),
        ("undelivered", "30005", failed("30005")),
        ("failed", "", failed("failed")),
        ("canceled", "", failed("canceled")),
        ("something new", "", Pending),
    ] {
        let body = form(&[("MessageSid", SID), ("MessageStatus", status), ("ErrorCode", error)]);
        let report = Given::post(URL, body).report(&Twilio);
        assert_eq!(report, (SID.to_owned(), expected), "{status}");
    }
}

#[test]
fn callback_without_a_sender_or_an_id_is_malformed() {
    for pairs in [
        vec![("To", "+1"), ("Body", "x"), ("MessageSid", SID)],
        vec![("From", "+1"), ("Body", "x"), ("MessageSid", SID)],
        vec![("MessageStatus", "sent")],
        vec![],
    ] {
        let parsed = Given::post(URL, form(&pairs)).parse(&Twilio);
        assert!(matches!(parsed, Err(Refusal::Malformed(_))), "{pairs:?}");
    }
}

#[test]
fn send_request_is_a_form_under_the_account() {
    let sent = request(&Twilio, &ours(), Some("https://us.test/cb?a=1&b=2"));
    let account = "AC00000000000000000000000000000001";
    assert_eq!(sent.url, format!("https://api.test/2010-04-01/Accounts/{account}/Messages.json"));
    assert_eq!(
        sent.text(),
        "To=%2B14155550100&From=%2B14155550199&Body=Hi+%26+bye\
         &StatusCallback=https%3A%2F%2Fus.test%2Fcb%3Fa%3D1%26b%3D2"
    );
    let token = basic(account, "twilio_auth_token_test");
    assert_eq!(sent.header("authorization"), Some(token.as_str()));
    assert!(!request(&Twilio, &ours(), None).text().contains("StatusCallback"));
}

#[test]
fn api_key_takes_precedence_over_the_auth_token() {
    let with_key = credentials(&[
        ("account_sid", "AC1"),
        ("auth_token", "token"),
        ("api_key_sid", "SK1"),
        ("api_key_secret", "secret"),
    ]);
    let sent = request(&Twilio, &with_key, None);
    assert_eq!(sent.header("authorization"), Some(basic("SK1", "secret").as_str()));
}

#[test]
fn messaging_service_is_not_sent_as_a_number() {
    assert_eq!(sender_parameter("MG00000000000000000000000000000001"), "MessagingServiceSid");
    assert_eq!(sender_parameter("+14155550199"), "From");
    assert_eq!(sender_parameter("MGM"), "From");
}

#[test]
fn answers_are_read() {
    let accepted = Twilio.outcome(201, r#"{"sid":"SM1","status":"queued"}"#);
    assert_eq!(accepted, SendOutcome::Accepted { reference: Some("SM1".to_owned()) });
    let body = r#"{"code":21211,"message":"not valid","status":400}"#;
    let refused =
        SendOutcome::Refused { reason: "21211".to_owned(), answer: Some(body.to_owned()) };
    assert_eq!(Twilio.outcome(400, body), refused);
}

proptest! {
    /// Another encoding of the same parameters is still the same request.
    #[test]
    fn changed_byte_is_refused_or_has_no_effect(at: prop::sample::Index, byte: u8) {
        let mut given = inbound();
        let at = at.index(given.body.len());
        given.body[at] = byte;
        let same = given.parse(&Twilio) == inbound().parse(&Twilio);
        let verified = verify(&given) == Ok(());
        prop_assert!(!verified || same);
    }

    #[test]
    fn changed_signature_or_url_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9+/=?:]") {
        for part in [URL, SIGNATURE] {
            let at = at.index(part.len());
            let mut changed = part.to_owned();
            changed.replace_range(at..=at, &to);
            let given = if part == URL {
                Given { url: changed.clone(), ..inbound() }
            } else {
                inbound().with("x-twilio-signature", &changed)
            };
            prop_assert_eq!(verify(&given).is_ok(), changed == part);
        }
    }
}
