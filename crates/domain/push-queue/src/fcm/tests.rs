use std::collections::BTreeMap;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use object_commands::push_queue::{DeviceEventName, PushToken};
use serde_json::{Value, json};

use super::*;

fn file() -> Value {
    json!({
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": "key-1",
        "private_key": format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode("a key")
        ),
        "client_email": "sender@my-project.example",
        "token_uri": "https://tokens.example/token",
    })
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn assertion_names_issuer_audience_and_scope_and_lasts_an_hour() {
    let credentials = FcmCredentials::parse(&file().to_string()).unwrap();
    let assertion = credentials.assertion(UnixMillis::new(1_760_869_800_999));
    let (header, claims) = assertion.split_once('.').unwrap();
    assert_eq!(decoded(header), json!({ "alg": "RS256", "typ": "JWT", "kid": "key-1" }));
    assert_eq!(
        decoded(claims),
        json!({
            "iss": "sender@my-project.example",
            "scope": "https://www.googleapis.com/auth/firebase.messaging",
            "aud": "https://tokens.example/token",
            "iat": 1_760_869_800,
            "exp": 1_760_873_400,
        })
    );
}

#[test]
fn signed_assertion_is_exchanged_as_a_form() {
    let form = FcmCredentials::token_request("head.claims", b"\xff\xfe");
    let pairs: BTreeMap<_, _> = form_urlencoded::parse(form.as_bytes()).collect();
    assert_eq!(pairs["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
    assert_eq!(pairs["assertion"], "head.claims.__4");
    assert_eq!(pairs.len(), 2);
}

#[test]
fn private_key_with_escaped_line_breaks_is_accepted() {
    let mut escaped = file();
    let pem = file()["private_key"].as_str().unwrap().replace('\n', "\\n");
    escaped["private_key"] = json!(pem);
    for text in [file(), escaped] {
        assert_eq!(FcmCredentials::parse(&text.to_string()).unwrap().private_key_der(), b"a key");
    }
}

#[test]
fn incomplete_credentials_and_unsafe_project_ids_are_rejected() {
    for (field, value) in [
        ("project_id", json!("a/b")),
        ("project_id", json!("")),
        ("project_id", Value::Null),
        ("private_key", json!("a key")),
        ("private_key", json!("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----")),
        ("client_email", Value::Null),
    ] {
        let mut broken = file();
        broken[field] = value.clone();
        assert_eq!(
            FcmCredentials::parse(&broken.to_string()),
            Err(CredentialsError),
            "{field} {value}"
        );
    }
    assert_eq!(FcmCredentials::parse("not json"), Err(CredentialsError));
}

#[test]
fn debug_output_hides_credentials_and_access_token() {
    let credentials = FcmCredentials::parse(&file().to_string()).unwrap();
    let token = AccessToken::parse(r#"{"access_token":"secret"}"#, UnixMillis::EPOCH).unwrap();
    assert_eq!(format!("{credentials:?} {token:?}"), "FcmCredentials AccessToken");
}

#[test]
fn access_token_is_renewed_a_minute_early() {
    let token =
        AccessToken::parse(r#"{"access_token":"t","expires_in":3599}"#, UnixMillis::new(1_000))
            .unwrap();
    assert!(
        token.is_fresh(UnixMillis::new(3_539_999)) && !token.is_fresh(UnixMillis::new(3_540_000))
    );
    assert_eq!(token.authorization(), "Bearer t");
    for body in ["", "{}", r#"{"access_token":""}"#, r#"{"error":"invalid_grant"}"#] {
        assert_eq!(AccessToken::parse(body, UnixMillis::EPOCH), None, "{body}");
    }
}

#[test]
fn push_is_a_data_message_of_high_priority_with_its_data_in_a_string() {
    let push = |data: &[(&str, &str)]| Push {
        token: PushToken::new("t"),
        event: DeviceEventName::MessageCancelled,
        data: data.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let sent = |push: &Push| serde_json::from_str::<Value>(&message(push)).unwrap();
    assert_eq!(
        sent(&push(&[("messageId", "m1")])),
        json!({ "message": {
            "token": "t",
            "data": { "event": "MessageCancelled", "data": "{\"messageId\":\"m1\"}" },
            "android": { "priority": "HIGH" },
        }})
    );
    assert_eq!(sent(&push(&[]))["message"]["data"]["data"], json!("{}"));
}

#[test]
fn pushes_are_sent_to_the_credentials_project() {
    let credentials = FcmCredentials::parse(&file().to_string()).unwrap();
    assert_eq!(
        send_url("https://push.example/", &credentials),
        "https://push.example/v1/projects/my-project/messages:send"
    );
}

#[test]
fn only_errors_about_the_token_count_against_it() {
    let error = |code: &str, message: &str| {
        json!({ "error": { "message": message, "details": [{}, { "errorCode": code }] } })
            .to_string()
    };
    let failed = PushOutcome::Failed { retry_after_ms: None };
    for (status, body, expected) in [
        (200, String::new(), PushOutcome::Sent),
        (404, error("UNREGISTERED", ""), PushOutcome::Refused),
        (404, String::new(), PushOutcome::Refused),
        (403, error("SENDER_ID_MISMATCH", ""), PushOutcome::Refused),
        (403, error("PERMISSION_DENIED", ""), failed),
        (
            400,
            error("INVALID_ARGUMENT", "The registration token is not valid"),
            PushOutcome::Refused,
        ),
        (400, error("INVALID_ARGUMENT", "Invalid JSON payload"), failed),
        (400, "<html>".to_owned(), failed),
        (401, error("THIRD_PARTY_AUTH_ERROR", ""), NO_ACCESS),
        (429, String::new(), PushOutcome::Throttled { retry_after_ms: None }),
        (503, String::new(), failed),
        (302, String::new(), failed),
    ] {
        assert_eq!(classify_answer(status, &body, None), expected, "{status} {body}");
    }
    assert_eq!(classify_answer(503, "", Some(7)), PushOutcome::Failed { retry_after_ms: Some(7) });
    assert!(is_access_refused(401) && !is_access_refused(403));
}
