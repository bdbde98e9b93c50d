//! Requests and answers as in Mastodon's documentation.

use unix_time::UnixMillis;

use super::*;
use crate::testing::{answer, in_context, parameter, rng, tokens};

fn pending() -> PendingConsent {
    PendingConsent::begin(PlatformKind::Mastodon, "https://relay.test/cb", None, &mut rng())
}

#[test]
fn every_request_goes_to_the_instance() {
    let mut pending = pending();
    let step = in_context(|context| Mastodon.consent(&mut pending, context)).unwrap();
    let ConsentStep::Visit(url) = step else { panic!() };
    assert!(url.starts_with("https://mastodon.social/oauth/authorize?"));
    assert_eq!(parameter(&url, "scope").as_deref(), Some("profile write:statuses write:media"));
    let code = Secret::new("code");
    let request =
        in_context(|context| Mastodon.exchange_request(&mut pending, &code, context)).unwrap();
    assert_eq!(&*request.url, "https://mastodon.social/oauth/token");
    assert_eq!(request.field("client_secret").as_deref(), Some("mastodon-secret"));
    assert_eq!(request.field("code_verifier").as_deref(), Some(pending.verifier.expose()));
    let request = in_context(|context| Mastodon.revoke_request(&mut tokens(), context)).unwrap();
    assert_eq!(&*request.url, "https://mastodon.social/oauth/revoke");
    assert_eq!(request.field("token").as_deref(), Some("access"));
    let request = in_context(|context| Mastodon.identity_request(&mut tokens(), context)).unwrap();
    assert_eq!(&*request.url, "https://mastodon.social/oauth/userinfo");
}

#[test]
fn account_has_its_permanent_id_and_its_user_name() {
    let mut tokens = tokens();
    let body = r#"{"sub":"https://mastodon.social/users/bob","preferred_username":"bob"}"#;
    assert_eq!(Mastodon.read_identity(&mut tokens, &answer(200, body)), Ok(IdentityStep::Known));
    let account = tokens.account.unwrap();
    assert_eq!((&*account.id, &*account.name), ("https://mastodon.social/users/bob", "bob"));
}

#[test]
fn refused_token_cannot_be_refreshed() {
    let refreshed = in_context(|context| Mastodon.refresh_request(&mut tokens(), context));
    assert_eq!(refreshed, Err(Failure::ConsentGone));
    let short = r#"{"access_token":"a","scope":"profile write:statuses"}"#;
    let read = Mastodon.read_exchange(&mut pending(), &answer(200, short));
    assert_eq!(read, Err(Failure::ScopeMissing));
}

#[test]
fn idempotency_key_is_unique_per_post_and_stable_across_tries() {
    let content = PostContent::Text(String::new());
    let first = Sending {
        content: &content,
        piece: "one",
        before: &[],
        key: "pub_1",
        started_at_ms: UnixMillis::EPOCH,
        is_repeat: false,
    };
    let send = |sending: &Sending<'_>| {
        in_context(|context| Mastodon.send_request(sending, &mut tokens(), context)).unwrap()
    };
    assert_eq!(send(&first).header("idempotency-key"), Some("pub_1-0"));
    assert_eq!(send(&first).json(), json!({ "status": "one" }));
    assert_eq!(send(&first), send(&Sending { is_repeat: true, ..first }));
    let before = [PostReference { id: "7".to_owned(), cid: None }];
    let second = Sending { before: &before, ..first };
    assert_eq!(send(&second).header("idempotency-key"), Some("pub_1-1"));
    assert_eq!(send(&second).json(), json!({ "status": "one", "in_reply_to_id": "7" }));
}

#[test]
fn links_count_23_and_other_text_counts_graphemes() {
    for (text, expected) in [
        ("hello", 5),
        ("e\u{301}", 1),
        ("👨‍👩‍👧", 1),
        ("see https://example.com/a/long/path/that/goes/on", 27),
    ] {
        assert_eq!(length(text), expected, "{text}");
    }
    let posts = Mastodon.posts(&PostContent::Text("word ".repeat(150))).unwrap();
    assert_eq!(posts.len(), 2);
    assert!(posts[0].ends_with(" (1/2)") && posts[1].ends_with(" (2/2)"));
}

#[test]
fn answers_to_a_post_are_classified() {
    let read = |status, body| Mastodon.read_send(&mut tokens(), &answer(status, body));
    assert_eq!(read(200, r#"{"id":"103254962155278888"}"#).unwrap().id, "103254962155278888");
    assert_eq!(read(422, r#"{"error":"Text can't be blank"}"#), Err(Failure::refused("422")));
    assert_eq!(
        read(401, r#"{"error":"The access token was revoked"}"#),
        Err(Failure::TokenExpired)
    );
}
