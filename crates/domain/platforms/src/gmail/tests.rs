//! Requests and answers as in Google's documentation.

use mail_parser::MessageParser;

use unix_time::UnixMillis;

use super::*;
use crate::{
    Email,
    testing::{answer, in_context, parameter, rng, tokens},
};

fn pending() -> PendingConsent {
    PendingConsent::begin(PlatformKind::Gmail, "https://relay.test/cb", None, &mut rng())
}

#[test]
fn consent_url_asks_for_offline_access() {
    let mut pending = pending();
    let step = in_context(|context| Gmail.consent(&mut pending, context)).unwrap();
    let ConsentStep::Visit(url) = step else { panic!() };
    assert!(url.starts_with("https://accounts.google.com/o/oauth2/auth?"));
    for (name, expected) in [
        ("access_type", "offline"),
        ("prompt", "consent"),
        ("code_challenge_method", "S256"),
        (
            "scope",
            "openid https://www.googleapis.com/auth/gmail.send \
             https://www.googleapis.com/auth/userinfo.profile https://www.googleapis.com/auth/userinfo.email",
        ),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(expected), "{name}");
    }
}

#[test]
fn each_missing_scope_is_detected() {
    let all = Gmail.required_scopes();
    assert_eq!(Gmail.check_scopes(&all.join(" ")), Ok(()));
    for left_out in 0..all.len() {
        let mut some = all.to_vec();
        some.remove(left_out);
        assert_eq!(Gmail.check_scopes(&some.join(" ")), Err(Failure::ScopeMissing));
    }
    assert_eq!(Gmail.check_scopes(""), Err(Failure::ScopeMissing));
}

#[test]
fn account_id_is_the_email_address() {
    let mut tokens = tokens();
    let body = r#"{"sub":"110169484474386276334","name":"Bob\r\nB","email":"bob@gmail.com"}"#;
    assert_eq!(Gmail.read_identity(&mut tokens, &answer(200, body)), Ok(IdentityStep::Known));
    let account = tokens.account.unwrap();
    assert_eq!((&*account.id, &*account.name), ("bob@gmail.com", "BobB"));
}

#[test]
fn sent_message_comes_from_the_account() {
    let email = Email {
        to: vec!["alice@example.com".to_owned()],
        subject: "Grüße".to_owned(),
        body: "Hallo".to_owned(),
        ..Email::default()
    };
    let content = PostContent::Email(email);
    assert_eq!(Gmail.posts(&content), Ok(vec!["Hallo".to_owned()]));
    let sending = Sending {
        content: &content,
        piece: "Hallo",
        before: &[],
        key: "k",
        started_at_ms: UnixMillis::EPOCH,
        is_repeat: false,
    };
    let request =
        in_context(|context| Gmail.send_request(&sending, &mut tokens(), context)).unwrap();
    assert_eq!(&*request.url, "https://gmail.googleapis.com/gmail/v1/users/me/messages/send");
    assert_eq!(request.header("authorization"), Some("Bearer access"));
    let raw = BASE64URL.decode(request.json()["raw"].as_str().unwrap()).unwrap();
    let message = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(message.subject(), Some("Grüße"));
    assert_eq!(message.body_text(0).as_deref(), Some("Hallo"));
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Bob"), Some("bob@example.com")));
    let mut without_account = tokens();
    without_account.account = None;
    let refused = in_context(|context| Gmail.send_request(&sending, &mut without_account, context));
    assert_eq!(refused, Err(Failure::refused("no_account")));
}

#[test]
fn refresh_keeps_the_refresh_token_unless_a_new_one_arrives() {
    let mut tokens = tokens();
    let request = in_context(|context| Gmail.refresh_request(&mut tokens, context)).unwrap();
    assert_eq!(&*request.url, "https://oauth2.googleapis.com/token");
    assert_eq!(request.field("client_secret").as_deref(), Some("gmail-secret"));
    Gmail.read_refresh(&mut tokens, &answer(200, r#"{"access_token":"a2"}"#)).unwrap();
    assert_eq!(tokens.access_token.expose(), "a2");
    assert_eq!(tokens.refresh_token.as_ref().unwrap().expose(), "refresh");
    let gone = answer(400, r#"{"error":"invalid_grant"}"#);
    assert_eq!(Gmail.read_refresh(&mut tokens, &gone), Err(Failure::ConsentGone));
}

#[test]
fn answers_to_a_message_are_classified() {
    fn read(status: u16, body: &str) -> Result<PostReference, Failure> {
        Gmail.read_send(&mut tokens(), &answer(status, body))
    }
    assert_eq!(read(200, r#"{"id":"18c","threadId":"18c"}"#).unwrap().id, "18c");
    let error =
        |reason: &str| format!(r#"{{"error":{{"code":403,"errors":[{{"reason":"{reason}"}}]}}}}"#);
    for (status, body, expected) in [
        (403, error("userRateLimitExceeded"), Failure::SlowDown { retry_after_ms: None }),
        (403, error("insufficientPermissions"), Failure::ScopeMissing),
        (403, error("domainPolicy"), Failure::refused("domainpolicy")),
        (400, error("invalidArgument"), Failure::refused("invalidargument")),
        (401, error("authError"), Failure::TokenExpired),
        (500, error("backendError"), Failure::Unknown { reason: "500".to_owned() }),
    ] {
        assert_eq!(read(status, &body), Err(expected), "{body}");
    }
}
