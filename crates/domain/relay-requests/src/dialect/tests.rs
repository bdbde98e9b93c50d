use std::collections::BTreeSet;

use super::*;

const ALL: [Dialect; 4] = [Dialect::EraA, Dialect::EraB, Dialect::V3, Dialect::Twilio];

fn answer(dialect: Dialect, outcome: &ForwardingOutcome) -> (u16, String) {
    let reply = dialect.reply(outcome);
    (reply.status, reply.body.into_owned())
}

#[test]
fn texts_and_statuses_match_the_contract() {
    for (outcome, a, b, v3) in [
        (
            ForwardingOutcome::NotJson,
            (500, "invalid data type, json expected"),
            (400, "poorly formed json"),
            (400, "Invalid JSON format"),
        ),
        (
            ForwardingOutcome::MissingText,
            (400, "missing key - text"),
            (400, "missing text"),
            (400, "Missing required field: text"),
        ),
        (
            ForwardingOutcome::MissingSender,
            (400, "missing key - MSISDN"),
            (400, "missing MSISDN"),
            (400, "Missing required field: address or MSISDN"),
        ),
        (
            ForwardingOutcome::NotBase64,
            (200, "message cannot be published"),
            (400, "invalid text format"),
            (400, "Invalid Base64-encoded payload"),
        ),
        (
            ForwardingOutcome::Unpublishable,
            (200, "message cannot be published"),
            (403, "failed to decrypt"),
            (400, "message cannot be published"),
        ),
        (
            ForwardingOutcome::Unavailable,
            (500, ""),
            (500, "Internal Server Error"),
            (500, "Oops! Something went wrong. Please try again later."),
        ),
    ] {
        assert_eq!(answer(Dialect::EraA, &outcome), (a.0, a.1.to_owned()));
        assert_eq!(answer(Dialect::EraB, &outcome), (b.0, b.1.to_owned()));
        assert_eq!(answer(Dialect::V3, &outcome), (v3.0, format!("{{\"error\":\"{}\"}}", v3.1)));
    }
    assert_eq!(
        answer(Dialect::EraA, &ForwardingOutcome::Published),
        (200, "message published successfully".to_owned())
    );
    assert_eq!(
        answer(Dialect::EraB, &ForwardingOutcome::Published),
        (200, "published!".to_owned())
    );
    assert_eq!(
        answer(Dialect::V3, &ForwardingOutcome::Published),
        (200, r#"{"publisher_response":"Successfully sent message"}"#.to_owned())
    );
}

#[test]
fn other_v3_errors_match_the_contract_and_pass_details_unchanged() {
    for (outcome, text) in [
        (ForwardingOutcome::MissingDate, "Missing required field: date"),
        (ForwardingOutcome::MissingDateSent, "Missing required field: date_sent"),
        (ForwardingOutcome::EmptyText, "Decoded payload is empty"),
        (ForwardingOutcome::BridgesRestricted, "Bridge payloads over HTTP are restricted."),
        (ForwardingOutcome::Refused("a \"detail\"".to_owned()), "a \\\"detail\\\""),
    ] {
        assert_eq!(answer(Dialect::V3, &outcome), (400, format!("{{\"error\":\"{text}\"}}")));
    }
}

#[test]
fn reliability_test_is_a_success_and_v3_names_it() {
    let tested = ForwardingOutcome::Tested("Test ID 7 updated successfully.".to_owned());
    let v3 = r#"{"publisher_response":"Test ID 7 updated successfully."}"#;
    assert_eq!(answer(Dialect::V3, &tested), (200, v3.to_owned()));
    assert_eq!(
        answer(Dialect::EraA, &tested),
        answer(Dialect::EraA, &ForwardingOutcome::Published)
    );
    assert_eq!(
        answer(Dialect::EraB, &tested),
        answer(Dialect::EraB, &ForwardingOutcome::Published)
    );
}

#[test]
fn only_an_sms_that_could_not_be_stored_is_a_5xx() {
    for dialect in ALL {
        for outcome in ForwardingOutcome::samples() {
            let status = dialect.reply(&outcome).status;
            let not_stored = outcome == ForwardingOutcome::Unavailable;
            let no_client_sends_it =
                dialect == Dialect::EraA && outcome == ForwardingOutcome::NotJson;
            assert_eq!(status >= 500, not_stored || no_client_sends_it, "{dialect:?} {outcome:?}");
            let is_limited = outcome == ForwardingOutcome::Limited && dialect != Dialect::Twilio;
            assert_eq!(status == 429, is_limited, "{dialect:?} {outcome:?}");
        }
    }
}

#[test]
fn twilio_answer_sends_no_text_back() {
    for outcome in ForwardingOutcome::samples() {
        let reply = Dialect::Twilio.reply(&outcome);
        assert_eq!(reply.body, NOTHING_TO_TEXT_BACK);
        assert_eq!(reply.content_type, "text/xml; charset=utf-8");
        assert_eq!(reply.status, if outcome == ForwardingOutcome::Unavailable { 500 } else { 200 });
    }
}

#[test]
fn dialect_has_one_content_type() {
    for dialect in ALL {
        let types: BTreeSet<_> =
            ForwardingOutcome::samples().map(|outcome| dialect.reply(&outcome).content_type).into();
        assert_eq!(types.len(), 1, "{dialect:?}");
    }
    assert_eq!(
        Dialect::EraA.reply(&ForwardingOutcome::Published).content_type,
        "text/html; charset=utf-8"
    );
    assert_eq!(Dialect::V3.reply(&ForwardingOutcome::Published).content_type, "application/json");
}
