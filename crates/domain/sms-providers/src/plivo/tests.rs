//! The contract's vectors of Plivo in both versions, its callbacks, its requests.

use proptest::prelude::*;

use super::*;
use crate::{
    DeliveryReport,
    testing::{Given, credentials, failed, form, request, sms},
};

const URL: &str = "https://sms.example.com/hooks/plivo";
const NONCE: &str = "12345678901234567890";
const ID: &str = "5b40a428-bfc7-4daf-9d06-726c558bf3b8";
const VERSION_3: &str = "8Ea4QMgoJjCq0ade0yCyXUoMSJjAPVtoKd7zvaBWUZ8=";
const VERSION_3_WITH_QUERY: &str = "k1q0V/K+u2Nm/AWNm0kEAkloJUrY9utOU0ot0afGdcw=";
const VERSION_2: &str = "HxtvNWd9v4AsgFADVKQdC/23jugXCxbdKGx9fOCp+Ig=";
/// Made by the vendor's own client, version 4.79.0: for the GET with `tenant=7` in its query, for the form `A=2&A=1`,
/// for the GET of `?a-b=1&a=2`, and for version 2 with the port written out.
const VERSION_3_OF_GET: &str = "9z7Z40rc9GRLvMspytSxicj+A4WNXHkrLnLkLcYnIQY=";
const VERSION_3_OF_LIST: &str = "sByNxUmj9T7RuEnumyh0L1Pz618+MJtQjdQrU40cJVo=";
const VERSION_3_OF_NAMES_ALIKE: &str = "govJkmQsbPIZcJj3fW2knH1H/74WbQ0q3u1/kf07yOk=";
const VERSION_2_WITH_PORT: &str = "87Uqb1XAzqnG48mHnvFTbPB2i35Xt7PgYVl6YaDN9K0=";

fn ours() -> Credentials {
    credentials(&[("auth_id", "MAXXXX"), ("auth_token", "plivo_auth_token")])
}

fn parameters() -> String {
    form(&[
        ("From", "14155550100"),
        ("To", "14155550199"),
        ("Text", "Hi there"),
        ("Type", "sms"),
        ("MessageUUID", ID),
    ])
}

fn version_3(url: &str, signature: &str) -> Given {
    Given::post(url, parameters())
        .with("x-plivo-signature-v3", signature)
        .with("x-plivo-signature-v3-nonce", NONCE)
}

fn version_2(header: &str, signature: &str) -> Given {
    Given::post(URL, parameters()).with(header, signature).with("x-plivo-signature-v2-nonce", NONCE)
}

fn verify(given: &Given) -> Result<(), Refusal> {
    given.verify(&Plivo, &ours(), UnixMillis::EPOCH)
}

#[test]
fn contract_vectors_of_version_3_verify() {
    assert_eq!(verify(&version_3(URL, VERSION_3)), Ok(()));
    let with_query = format!("{URL}?tenant=7");
    assert_eq!(verify(&version_3(&with_query, VERSION_3_WITH_QUERY)), Ok(()));
    assert_eq!(verify(&version_3(&with_query, VERSION_3)), Err(Refusal::BadSignature));
}

#[test]
fn contract_vector_of_version_2_verifies() {
    assert_eq!(verify(&version_2("x-plivo-signature-v2", VERSION_2)), Ok(()));
    assert_eq!(verify(&version_2("x-plivo-signature-ma-v2", VERSION_2)), Ok(()));
    let other_query =
        Given { url: format!("{URL}?any=thing"), ..version_2("x-plivo-signature-v2", VERSION_2) };
    assert_eq!(verify(&other_query), Ok(()));
    let other_path = Given { url: format!("{URL}/other"), ..other_query };
    assert_eq!(verify(&other_path), Err(Refusal::BadSignature));
}

#[test]
fn get_and_repeated_parameters_are_signed_in_sorted_order() {
    let query = format!(
        "tenant=7&{}",
        form(&[("To", "14155550199"), ("Text", "Hi there"), ("From", "14155550100"),])
    );
    let get = Given {
        method: "GET",
        body: vec![],
        ..version_3(&format!("{URL}?{query}"), VERSION_3_OF_GET)
    };
    assert_eq!(verify(&get), Ok(()));
    let list = Given { body: b"A=2&A=1".to_vec(), ..version_3(URL, VERSION_3_OF_LIST) };
    assert_eq!(verify(&list), Ok(()));
    let alike =
        Given { url: format!("{URL}?a-b=1&a=2"), ..version_3(URL, VERSION_3_OF_NAMES_ALIKE) };
    assert_eq!(verify(&Given { method: "GET", body: vec![], ..alike }), Ok(()));
}

#[test]
fn default_port_may_be_written_or_omitted() {
    let with_port = URL.replace(".com/", ".com:443/");
    assert_eq!(verify(&version_3(&with_port, VERSION_3)), Ok(()));
    assert_eq!(verify(&version_2("x-plivo-signature-v2", VERSION_2_WITH_PORT)), Ok(()));
    let other_port = URL.replace(".com/", ".com:8443/");
    assert_eq!(verify(&version_3(&other_port, VERSION_3)), Err(Refusal::BadSignature));
}

#[test]
fn one_valid_signature_of_several_is_enough() {
    let several = format!("AAAA, {VERSION_3},BBBB");
    assert_eq!(verify(&version_3(URL, &several)), Ok(()));
    let several = format!("AAAA,{VERSION_2}");
    assert_eq!(verify(&version_2("x-plivo-signature-v2", &several)), Ok(()));
    assert_eq!(verify(&version_3(URL, "AAAA,,BBBB")), Err(Refusal::BadSignature));
}

#[test]
fn main_account_signs_with_its_own_token() {
    let below = credentials(&[
        ("auth_token", "of the subaccount"),
        ("main_auth_token", "plivo_auth_token"),
    ]);
    let by_main = version_2("x-plivo-signature-ma-v2", VERSION_2);
    assert_eq!(by_main.verify(&Plivo, &below, UnixMillis::EPOCH), Ok(()));
    let by_own = version_2("x-plivo-signature-v2", VERSION_2);
    assert_eq!(by_own.verify(&Plivo, &below, UnixMillis::EPOCH), Err(Refusal::BadSignature));
    let given = version_3(URL, VERSION_3).without("x-plivo-signature-v3");
    let by_main = given.with("x-plivo-signature-ma-v3", VERSION_3);
    assert_eq!(by_main.verify(&Plivo, &below, UnixMillis::EPOCH), Ok(()));
}

#[test]
fn valid_older_signature_does_not_rescue_an_invalid_newer_one() {
    let both = version_3(URL, "AAAA")
        .with("x-plivo-signature-v2", VERSION_2)
        .with("x-plivo-signature-v2-nonce", NONCE);
    assert_eq!(verify(&both), Err(Refusal::BadSignature));
}

#[test]
fn unsigned_callback_is_refused() {
    assert_eq!(verify(&Given::post(URL, parameters())), Err(Refusal::Unsigned));
    for (given, nonce) in [
        (version_3(URL, VERSION_3), "x-plivo-signature-v3-nonce"),
        (version_2("x-plivo-signature-v2", VERSION_2), "x-plivo-signature-v2-nonce"),
    ] {
        assert_eq!(verify(&given.clone().without(nonce)), Err(Refusal::Unsigned));
        assert_eq!(verify(&given.with(nonce, "1")), Err(Refusal::BadSignature));
    }
    let nonce_alone = Given::post(URL, parameters()).with("x-plivo-signature-v2-nonce", NONCE);
    assert_eq!(verify(&nonce_alone), Err(Refusal::Unsigned));
    let no_credentials = credentials(&[]);
    assert!(Plivo.can_verify(&ours()) && !Plivo.can_verify(&no_credentials));
    assert_eq!(
        version_3(URL, VERSION_3).verify(&Plivo, &no_credentials, UnixMillis::EPOCH),
        Err(Refusal::BadSignature)
    );
}

#[test]
fn sms_is_read_from_a_form_or_a_query() {
    let expected = sms(ID, "14155550100", "14155550199", "Hi there");
    assert_eq!(Given::post(URL, parameters()).inbound(&Plivo), expected);
    assert_eq!(Given::get(&format!("{URL}?{}", parameters())).inbound(&Plivo), expected);
    let picture = format!("{}&Media0=https://m/0&Media1=https://m/1", parameters());
    assert_eq!(
        Given::post(URL, picture).inbound(&Plivo).text,
        "Hi there\nhttps://m/0\nhttps://m/1"
    );
}

#[test]
fn text_and_attachments_of_an_mms_are_read() {
    let inbound = |more: &[(&str, &str)]| {
        let fields = [("From", "1"), ("To", "2"), ("Type", "mms"), ("MessageUUID", ID)];
        Given::post(URL, form(&[&fields[..], more].concat())).inbound(&Plivo).text
    };
    let (one, two) = ("https://m/1.jpg", "https://m/2.jpg");
    let both = format!("look at this\n{one}\n{two}");
    let body = ("Body", "look at this");
    assert_eq!(inbound(&[body, ("MediaCount", "2"), ("Media1", one), ("Media2", two)]), both);
    assert_eq!(inbound(&[body, ("Media0", one), ("Media1", two)]), both);
    assert_eq!(inbound(&[("Text", ""), body, ("Media1", one), ("Media3", two)]), both);
    assert_eq!(inbound(&[("Media1", one)]), one);
    assert_eq!(inbound(&[("Status", "received"), ("Media1", one)]), one);
    assert_eq!(inbound(&[body]), "look at this");
    assert_eq!(inbound(&[("Body", "")]), "");
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (status, expected) in [
        ("queued", Pending),
        ("sent", Sent),
        ("delivered", Delivered),
        ("read", Delivered),
        ("undelivered", failed("420")),
        ("failed", failed("420")),
        ("rejected", failed("420")),
    ] {
        let body =
            form(&[("MessageUUID", ID), ("Status", status), ("ErrorCode", "420"), ("To", "1")]);
        assert_eq!(Given::post(URL, body).report(&Plivo), (ID.to_owned(), expected), "{status}");
    }
}

#[test]
fn report_on_a_part_names_the_whole_message_and_the_parts_number() {
    use ReportedStatus::Delivered;
    let parsed = |parent: &str, info: &str, status: &str| {
        let fields = [
            ("MessageUUID", "part-uuid"),
            ("ParentMessageUUID", parent),
            ("PartInfo", info),
            ("Status", status),
            ("ErrorCode", "420"),
        ];
        Given::post(URL, form(&fields)).parse(&Plivo).unwrap()
    };
    let of_part = |number, total, status| {
        let part = Some(PartNumber { number, total });
        vec![CallbackEvent::Report(DeliveryReport { reference: ID.to_owned(), status, part })]
    };
    assert_eq!(parsed(ID, "2 of 3", "failed"), of_part(2, 3, failed("420")));
    assert_eq!(parsed(ID, "1 of 3", "delivered"), of_part(1, 3, Delivered));
    assert_eq!(parsed(ID, " 64  OF 64 ", "delivered"), of_part(64, 64, Delivered));
    for info in ["1/3", " 1 / 3 ", "1of3"] {
        assert_eq!(parsed(ID, info, "delivered"), of_part(1, 3, Delivered), "{info}");
    }
    // Without the id of the whole message, a part is still a part.
    let part = Some(PartNumber { number: 1, total: 3 });
    let alone = DeliveryReport { reference: "part-uuid".to_owned(), status: Delivered, part };
    for info in ["1 of 3", "1/3"] {
        let expected = vec![CallbackEvent::Report(alone.clone())];
        assert_eq!(parsed("", info, "delivered"), expected, "{info}");
    }
    // A message of one part, and parameters that say nothing: the report is about the message that it names.
    let whole = DeliveryReport { reference: "part-uuid".to_owned(), status: Delivered, part: None };
    for (parent, info) in [
        (ID, "1 of 1"),
        (ID, ""),
        (ID, "0 of 3"),
        (ID, "4 of 3"),
        (ID, "1 of 65"),
        (ID, "1 of 999"),
        (ID, "1/1"),
        (ID, "1/3/3"),
        (ID, "1 of 3 parts"),
        ("", "1 of 1"),
    ] {
        let expected = vec![CallbackEvent::Report(whole.clone())];
        assert_eq!(parsed(parent, info, "delivered"), expected, "{parent} {info}");
    }
}

#[test]
fn broken_callbacks_are_malformed() {
    for body in ["", "Text=x", "From=1&Text=x", "Status=sent"] {
        let parsed = Given::post(URL, body).parse(&Plivo);
        assert!(matches!(parsed, Err(Refusal::Malformed(_))), "{body}");
    }
}

#[test]
fn send_request_is_json_under_the_account() {
    let sent = request(&Plivo, &ours(), Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/v1/Account/MAXXXX/Message/");
    let authorization = basic("MAXXXX", "plivo_auth_token");
    assert_eq!(sent.header("authorization"), Some(authorization.as_str()));
    let body = json!({
        "src": "14155550199", "dst": "14155550100", "text": "Hi & bye",
        "url": "https://us.test/cb", "method": "POST"
    });
    assert_eq!(sent.json(), body);
    assert_eq!(request(&Plivo, &ours(), None).json().get("url"), None);
}

#[test]
fn answers_are_read() {
    let body = format!(r#"{{"message":"message(s) queued","message_uuid":["{ID}"],"api_id":"a"}}"#);
    let accepted = SendOutcome::Accepted { reference: Some(ID.to_owned()) };
    assert_eq!(Plivo.outcome(202, &body), accepted);
    let body = r#"{"api_id":"a","error":"dst is wrong"}"#;
    let refused = SendOutcome::Refused { reason: "400".to_owned(), answer: Some(body.to_owned()) };
    assert_eq!(Plivo.outcome(400, body), refused);
}

proptest! {
    /// Another encoding of the same parameters is still the same request.
    #[test]
    fn changed_byte_is_refused_or_has_no_effect(at: prop::sample::Index, byte: u8) {
        let mut given = version_3(URL, VERSION_3);
        let at = at.index(given.body.len());
        given.body[at] = byte;
        let same = given.parse(&Plivo) == version_3(URL, VERSION_3).parse(&Plivo);
        prop_assert!(same || verify(&given).is_err());
    }

    #[test]
    fn changed_url_or_header_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9+/=]") {
        for part in [URL, VERSION_3, NONCE] {
            let at = at.index(part.len());
            let mut changed = part.to_owned();
            changed.replace_range(at..=at, &to);
            let given = match part {
                URL => version_3(&changed, VERSION_3),
                NONCE => version_3(URL, VERSION_3).with("x-plivo-signature-v3-nonce", &changed),
                _ => version_3(URL, &changed),
            };
            prop_assert_eq!(verify(&given).is_ok(), changed == part);
        }
    }
}
