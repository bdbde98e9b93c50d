//! Requests and answers as in Twitter's documentation.

use unix_time::UnixMillis;

use super::*;
use crate::testing::{NOW_MS, answer, headers, in_context, parameter, rng, tokens};

fn pending() -> PendingConsent {
    PendingConsent::begin(PlatformKind::Twitter, "https://relay.test/cb", None, &mut rng())
}

#[test]
fn consent_url_asks_for_every_required_scope() {
    let mut pending = pending();
    let step = in_context(|context| Twitter.consent(&mut pending, context)).unwrap();
    let ConsentStep::Visit(url) = step else { panic!() };
    assert!(url.starts_with("https://twitter.com/i/oauth2/authorize?response_type=code&"));
    for (name, expected) in [
        ("client_id", "twitter-id"),
        ("redirect_uri", "https://relay.test/cb"),
        ("scope", "tweet.write users.read tweet.read offline.access"),
        ("state", pending.state.expose()),
        ("code_challenge", &pending.verifier.challenge()),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(expected), "{name}");
    }
    assert!(!url.contains(pending.verifier.expose()));
}

#[test]
fn code_exchange_sends_verifier_and_client_credentials() {
    let mut pending = pending();
    let code = Secret::new("co&de");
    let request =
        in_context(|context| Twitter.exchange_request(&mut pending, &code, context)).unwrap();
    assert_eq!((request.method, &*request.url), ("POST", "https://api.twitter.com/2/oauth2/token"));
    assert_eq!(request.header("authorization"), Some("Basic dHdpdHRlci1pZDp0d2l0dGVyLXNlY3JldA=="));
    assert_eq!(request.field("grant_type").as_deref(), Some("authorization_code"));
    assert_eq!(request.field("code").as_deref(), Some("co&de"));
    assert_eq!(request.field("code_verifier").as_deref(), Some(pending.verifier.expose()));
    assert_eq!(request.field("redirect_uri").as_deref(), Some("https://relay.test/cb"));
    assert!(!format!("{request:?}").contains("co"));
}

#[test]
fn public_client_sends_only_its_id() {
    let settings =
        PlatformSettings::read(|name| (name == "TWITTER_CLIENT_ID").then(|| "id".to_owned()));
    let mut context = Context { settings: &settings, now_ms: NOW_MS, rng: &mut rng() };
    let request = Twitter.refresh_request(&mut tokens(), &mut context).unwrap();
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.field("client_id").as_deref(), Some("id"));
    assert_eq!(request.field("refresh_token").as_deref(), Some("refresh"));
}

#[test]
fn consent_with_missing_scopes_is_refused() {
    let less =
        r#"{"access_token":"a","refresh_token":"r","scope":"tweet.write users.read tweet.read"}"#;
    let read = Twitter.read_exchange(&mut pending(), &answer(200, less));
    assert_eq!(read, Err(Failure::ScopeMissing));
    let all = r#"{"access_token":"a","refresh_token":"r","expires_in":7200,"scope":"offline.access tweet.write users.read tweet.read like.read"}"#;
    let tokens = Twitter.read_exchange(&mut pending(), &answer(200, all)).unwrap();
    assert_eq!(tokens.expires_at_ms, Some(NOW_MS + 7_200_000));
}

#[test]
fn account_is_read_from_the_answer() {
    let mut tokens = tokens();
    let request = in_context(|context| Twitter.identity_request(&mut tokens, context)).unwrap();
    assert_eq!((request.method, &*request.url), ("GET", "https://api.twitter.com/2/users/me"));
    assert_eq!(request.header("authorization"), Some("Bearer access"));
    let body = r#"{"data":{"id":"2244994945","name":"Dev","username":"TwitterDev"}}"#;
    assert_eq!(Twitter.read_identity(&mut tokens, &answer(200, body)), Ok(IdentityStep::Known));
    let expected = Account { id: "2244994945".to_owned(), name: "TwitterDev".to_owned() };
    assert!(tokens.account == Some(expected));
    assert_eq!(Twitter.read_identity(&mut tokens, &answer(401, "")), Err(Failure::TokenExpired));
}

#[test]
fn refresh_replaces_both_tokens() {
    let mut tokens = tokens();
    let fresh = r#"{"access_token":"a2","refresh_token":"r2","expires_in":7200}"#;
    Twitter.read_refresh(&mut tokens, &answer(200, fresh)).unwrap();
    assert_eq!(tokens.access_token.expose(), "a2");
    assert_eq!(tokens.refresh_token.as_ref().unwrap().expose(), "r2");
    let gone = r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;
    assert_eq!(Twitter.read_refresh(&mut tokens, &answer(400, gone)), Err(Failure::ConsentGone));
    assert_eq!(tokens.access_token.expose(), "a2");
}

#[test]
fn refresh_token_is_revoked_because_it_lives_longest() {
    let request = in_context(|context| Twitter.revoke_request(&mut tokens(), context)).unwrap();
    assert_eq!(&*request.url, "https://api.twitter.com/2/oauth2/revoke");
    assert_eq!(request.field("token").as_deref(), Some("refresh"));
    assert_eq!(request.field("token_type_hint").as_deref(), Some("refresh_token"));
}

#[test]
fn post_of_a_thread_replies_to_the_previous_one() {
    let content = PostContent::Text(String::new());
    let before = ["1", "2"].map(|id| PostReference { id: id.to_owned(), cid: None });
    let sending = Sending {
        content: &content,
        piece: "third",
        before: &before,
        key: "k",
        started_at_ms: UnixMillis::EPOCH,
        is_repeat: false,
    };
    let request =
        in_context(|context| Twitter.send_request(&sending, &mut tokens(), context)).unwrap();
    assert_eq!(&*request.url, "https://api.twitter.com/2/tweets");
    assert_eq!(
        request.json(),
        json!({ "text": "third", "reply": { "in_reply_to_tweet_id": "2" } })
    );
    let sending = Sending { before: &[], ..sending };
    let request =
        in_context(|context| Twitter.send_request(&sending, &mut tokens(), context)).unwrap();
    assert_eq!(request.json(), json!({ "text": "third" }));
}

#[test]
fn answers_to_a_post_are_classified() {
    let read = |status, body| Twitter.read_send(&mut tokens(), &answer(status, body));
    let post = read(201, r#"{"data":{"id":"99","text":"x"}}"#).unwrap();
    assert_eq!(post.id, "99");
    assert_eq!(read(201, "<html>").unwrap().id, "");
    let duplicate = r#"{"detail":"You are not allowed to create a Tweet with duplicate content.","title":"Forbidden"}"#;
    for (status, body, expected) in [
        (403, duplicate, Failure::refused("duplicate_content")),
        (403, r#"{"title":"Client Forbidden"}"#, Failure::refused("client_forbidden")),
        (401, r#"{"title":"Unauthorized"}"#, Failure::TokenExpired),
        (500, "", Failure::Unknown { reason: "500".to_owned() }),
    ] {
        assert_eq!(read(status, body), Err(expected), "{body}");
    }
    let headers = headers(&[("x-rate-limit-reset", &(NOW_MS.as_secs() + 900).to_string())]);
    let slow = HttpAnswer { headers, ..answer(429, r#"{"title":"Too Many Requests"}"#) };
    let expected = Failure::SlowDown { retry_after_ms: Some(900_000) };
    assert_eq!(Twitter.read_send(&mut tokens(), &slow), Err(expected));
}
