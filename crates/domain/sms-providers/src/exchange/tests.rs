//! Classification of answers, for every provider.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    ProviderKind, of,
    testing::{credentials, try_request},
};

fn read(status: u16, body: &str) -> SendOutcome {
    outcome(status, body, |body| crate::fields::scalar_at(body, "/id"), |_| None)
}

#[test]
fn timeout_and_gateway_errors_are_unknown_outcomes() {
    for status in [408, 502, 504, 520, 522, 524, 529] {
        assert_eq!(read(status, "{}"), SendOutcome::Unknown { reason: status.to_string() });
    }
}

#[test]
fn other_errors_are_refusals_with_their_body() {
    for status in [301, 400, 401, 403, 404, 422, 429, 500, 503] {
        let expected =
            SendOutcome::Refused { reason: status.to_string(), answer: Some("why".to_owned()) };
        assert_eq!(read(status, "why"), expected);
    }
    let SendOutcome::Refused { answer, .. } = read(400, "") else { panic!() };
    assert_eq!(answer, None);
    let SendOutcome::Refused { answer, .. } = read(400, &"é".repeat(5_000)) else { panic!() };
    assert_eq!(answer, Some("é".repeat(4_096)));
}

#[test]
fn unreadable_success_is_accepted_without_an_id() {
    for kind in ProviderKind::ALL {
        for body in ["", "<html>", "[]", "{}", "null", "7"] {
            let expected = SendOutcome::Accepted { reference: None };
            assert_eq!(of(kind).outcome(200, body), expected, "{kind:?} {body}");
        }
    }
    assert_eq!(read(200, &json!({ "id": "x".repeat(300) }).to_string()), accepted(None));
    assert_eq!(read(202, r#"{"id":7}"#), accepted(Some("7".to_owned())));
}

#[test]
fn missing_required_credential_is_named() {
    for kind in ProviderKind::ALL {
        let codec = of(kind);
        let required: Vec<_> = codec.credentials().iter().filter(|known| known.required).collect();
        let all: Vec<_> = required.iter().map(|known| (known.name, "value")).collect();
        assert!(send(codec, &all).is_ok(), "{kind:?}");
        for missing in required {
            let rest: Vec<_> =
                all.iter().copied().filter(|(name, _)| *name != missing.name).collect();
            let expected = Err(crate::MissingCredential(missing.name));
            assert_eq!(send(codec, &rest), expected, "{kind:?}");
        }
    }
}

#[test]
fn credential_that_no_header_can_carry_counts_as_missing() {
    for kind in ProviderKind::ALL {
        let codec = of(kind);
        let names = codec.credentials().iter().filter(|known| known.required);
        let odd: Vec<_> = names.map(|known| (known.name, "a\nb é")).collect();
        let request = send(codec, &odd);
        let headers = request.into_iter().flat_map(|request| request.headers);
        for (name, value) in headers {
            assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{kind:?} {name}");
        }
    }
}

fn send(
    codec: &dyn crate::Provider,
    pairs: &[(&str, &str)],
) -> Result<HttpRequest, MissingCredential> {
    try_request(codec, &credentials(pairs), Some("https://us.test/cb"))
}

proptest! {
    #[test]
    fn any_answer_is_classified(kind in prop::sample::select(&ProviderKind::ALL[..]), status: u16, body in "\\PC*|[{}\\[\\]\":,a-z0]{0,40}") {
        let outcome = of(kind).outcome(status, &body);
        let unknown = matches!(status, 408 | 502 | 504 | 520..=529);
        prop_assert_eq!(matches!(outcome, SendOutcome::Unknown { .. }), unknown);
        if !(200..300).contains(&status) {
            let accepted = matches!(outcome, SendOutcome::Accepted { .. });
            prop_assert!(!accepted);
        }
    }
}
