//! Each post is published once, whatever the answers and interruptions.

use proptest::prelude::*;

use super::*;
use crate::{
    Secret,
    testing::{NOW_MS, answer, in_context, tokens},
};

fn long() -> PostContent {
    PostContent::Text("word ".repeat(150))
}

fn begin(kind: PlatformKind) -> PostSequence {
    PostSequence::begin(kind, "pub_1", long(), NOW_MS).unwrap()
}

fn next(sequence: &mut PostSequence, tokens: &mut GrantTokens) -> NextStep {
    in_context(|context| sequence.next(tokens, context))
}

fn ask(sequence: &mut PostSequence, tokens: &mut GrantTokens) -> HttpRequest {
    match next(sequence, tokens) {
        NextStep::SendRequest(request) => request,
        other => panic!("{other:?}"),
    }
}

/// Serializes the publication and restores it.
fn stored(sequence: &PostSequence) -> PostSequence {
    serde_json::from_str(&serde_json::to_string(sequence).unwrap()).unwrap()
}

#[test]
fn thread_is_posted_in_order_and_ends() {
    let mut sequence = begin(PlatformKind::Twitter);
    let mut tokens = tokens();
    assert_eq!(sequence.post_count(), 3);
    for id in ["1", "2", "3"] {
        let request = ask(&mut sequence, &mut tokens);
        let expected = sequence.posted().last().map(|post| serde_json::json!(post.id));
        assert_eq!(request.json().pointer("/reply/in_reply_to_tweet_id"), expected.as_ref());
        let body = format!(r#"{{"data":{{"id":"{id}"}}}}"#);
        assert_eq!(sequence.read(&mut tokens, Some(&answer(201, &body))), Progress::GoOn);
        sequence = stored(&sequence);
    }
    assert_eq!(next(&mut sequence, &mut tokens), NextStep::Done);
    assert_eq!(sequence.posted().len(), 3);
}

#[test]
fn token_about_to_expire_is_refreshed_first() {
    let mut sequence = begin(PlatformKind::Twitter);
    let mut tokens = tokens();
    tokens.expires_at_ms = Some(NOW_MS + FRESH_MS);
    assert!(ask(&mut sequence, &mut tokens).url.ends_with("/token"));
    let fresh = answer(200, r#"{"access_token":"a2","refresh_token":"r2","expires_in":0}"#);
    sequence.read(&mut tokens, Some(&fresh));
    // The refreshed token also claims to be expired, but it is refreshed only once.
    let request = ask(&mut sequence, &mut tokens);
    assert_eq!(request.header("authorization"), Some("Bearer a2"));
    tokens.expires_at_ms = Some(NOW_MS + FRESH_MS + 1);
    assert!(ask(&mut begin(PlatformKind::Twitter), &mut tokens).url.ends_with("/tweets"));
}

#[test]
fn refused_token_is_refreshed_once_and_a_second_refusal_ends_the_consent() {
    let mut sequence = begin(PlatformKind::Twitter);
    let mut tokens = tokens();
    ask(&mut sequence, &mut tokens);
    sequence.read(&mut tokens, Some(&answer(401, "")));
    assert!(ask(&mut sequence, &mut tokens).url.ends_with("/token"));
    sequence.read(&mut tokens, Some(&answer(200, r#"{"access_token":"a2"}"#)));
    assert!(ask(&mut sequence, &mut tokens).url.ends_with("/tweets"));
    sequence.read(&mut tokens, Some(&answer(401, "")));
    assert_eq!(next(&mut sequence, &mut tokens), NextStep::Stopped(Failure::ConsentGone));
    let mut gone = begin(PlatformKind::Mastodon);
    ask(&mut gone, &mut tokens);
    gone.read(&mut tokens, Some(&answer(401, "")));
    assert_eq!(next(&mut gone, &mut tokens), NextStep::Stopped(Failure::ConsentGone));
    assert_eq!(next(&mut gone, &mut tokens), NextStep::Stopped(Failure::ConsentGone));
}

#[test]
fn lost_consent_during_refresh_ends_the_publication() {
    let mut sequence = begin(PlatformKind::Twitter);
    let mut tokens = tokens();
    tokens.expires_at_ms = Some(UnixMillis::EPOCH);
    ask(&mut sequence, &mut tokens);
    sequence.read(&mut tokens, Some(&answer(400, r#"{"error":"invalid_grant"}"#)));
    assert_eq!(next(&mut sequence, &mut tokens), NextStep::Stopped(Failure::ConsentGone));
}

#[test]
fn post_of_unknown_outcome_is_not_resent_without_deduplication() {
    for interrupted in [true, false] {
        let mut sequence = begin(PlatformKind::Twitter);
        let mut tokens = tokens();
        ask(&mut sequence, &mut tokens);
        sequence.read(&mut tokens, Some(&answer(201, r#"{"data":{"id":"1"}}"#)));
        ask(&mut sequence, &mut tokens);
        if interrupted {
            sequence = stored(&sequence);
        } else {
            sequence.read(&mut tokens, None);
        }
        let reason = if interrupted { "interrupted" } else { "no_answer" }.to_owned();
        let stopped = NextStep::Stopped(Failure::Unknown { reason });
        assert_eq!(next(&mut sequence, &mut tokens), stopped);
        assert_eq!(next(&mut stored(&sequence), &mut tokens), stopped);
        assert_eq!(sequence.posted().len(), 1);
    }
}

#[test]
fn post_of_unknown_outcome_is_resent_if_a_key_deduplicates_it() {
    let mut sequence = begin(PlatformKind::Mastodon);
    let mut tokens = tokens();
    let first = ask(&mut sequence, &mut tokens);
    sequence = stored(&sequence);
    assert_eq!(ask(&mut sequence, &mut tokens), first);
    let waits = Progress::Wait { retry_after_ms: None };
    assert_eq!(sequence.read(&mut tokens, Some(&answer(504, ""))), waits);
    assert_eq!(ask(&mut sequence, &mut tokens), first);
}

#[test]
fn rate_limited_publication_keeps_waiting() {
    let mut sequence = begin(PlatformKind::Mastodon);
    let mut tokens = tokens();
    let headers = crate::testing::headers(&[("retry-after", "7")]);
    let slow = HttpAnswer { headers, ..answer(429, "") };
    for _ in 0..1_000 {
        ask(&mut sequence, &mut tokens);
        let waits = Progress::Wait { retry_after_ms: Some(7_000) };
        assert_eq!(sequence.read(&mut tokens, Some(&slow)), waits);
    }
    // A refresh without an answer does not end the publication either: it posted nothing.
    let mut sequence = begin(PlatformKind::Twitter);
    tokens.expires_at_ms = Some(UnixMillis::EPOCH);
    for _ in 0..1_000 {
        assert!(ask(&mut sequence, &mut tokens).url.ends_with("/token"));
        let waits = Progress::Wait { retry_after_ms: None };
        assert_eq!(sequence.read(&mut tokens, None), waits);
    }
}

#[test]
fn post_of_unknown_outcome_is_resent_ten_times() {
    let mut sequence = begin(PlatformKind::Mastodon);
    let mut tokens = tokens();
    for _ in 0..MAX_WAITS {
        ask(&mut sequence, &mut tokens);
        let waits = Progress::Wait { retry_after_ms: None };
        assert_eq!(sequence.read(&mut tokens, None), waits);
        // Rate-limited answers in between do not count.
        ask(&mut sequence, &mut tokens);
        sequence.read(&mut tokens, Some(&answer(429, "")));
    }
    ask(&mut sequence, &mut tokens);
    assert_eq!(sequence.read(&mut tokens, None), Progress::GoOn);
    let reason = "tries_exhausted".to_owned();
    let stopped = NextStep::Stopped(Failure::Unknown { reason });
    assert_eq!(next(&mut sequence, &mut tokens), stopped);
}

#[test]
fn missing_setting_does_not_end_the_publication() {
    let mut sequence = begin(PlatformKind::Twitter);
    let mut tokens = tokens();
    tokens.expires_at_ms = Some(UnixMillis::EPOCH);
    let none = crate::PlatformSettings::default();
    let mut context = Context { settings: &none, now_ms: NOW_MS, rng: &mut crate::testing::rng() };
    let stopped = sequence.next(&mut tokens, &mut context);
    assert!(matches!(stopped, NextStep::Stopped(Failure::NotConfigured(_))));
    ask(&mut sequence, &mut tokens);
}

#[test]
fn thread_stops_after_a_post_without_an_id() {
    let mut sequence = begin(PlatformKind::Twitter);
    let mut tokens = tokens();
    ask(&mut sequence, &mut tokens);
    sequence.read(&mut tokens, Some(&answer(201, "<html>")));
    let reason = "no_reference".to_owned();
    let stopped = NextStep::Stopped(Failure::Unknown { reason });
    assert_eq!(next(&mut stored(&sequence), &mut tokens), stopped);
    assert_eq!(sequence.posted().len(), 1);
    // The last post needs no id.
    let short = PostContent::Text("short".to_owned());
    let mut sequence = PostSequence::begin(PlatformKind::Twitter, "pub_1", short, NOW_MS).unwrap();
    ask(&mut sequence, &mut tokens);
    sequence.read(&mut tokens, Some(&answer(201, "<html>")));
    assert_eq!(next(&mut sequence, &mut tokens), NextStep::Done);
}

#[test]
fn nonce_is_sent_once_to_each_server_that_demands_one() {
    let mut sequence = begin(PlatformKind::Twitter);
    assert_eq!(sequence.sent(Err(Failure::NonceRequired)), Progress::GoOn);
    assert_eq!(sequence.sent(Err(Failure::TokenExpired)), Progress::GoOn);
    assert_eq!(sequence.refreshed(Err(Failure::NonceRequired)), Progress::GoOn);
    assert_eq!(sequence.refreshed(Ok(())), Progress::GoOn);
    assert_eq!(sequence.sent(Err(Failure::NonceRequired)), Progress::GoOn);
    assert_eq!(sequence.stopped, None);
    sequence.sent(Err(Failure::NonceRequired));
    let refused = NextStep::Stopped(Failure::refused("use_dpop_nonce"));
    assert_eq!(next(&mut sequence, &mut tokens()), refused);
}

#[test]
fn debug_output_hides_the_content() {
    let sequence = PostSequence::begin(
        PlatformKind::Twitter,
        "pub_1",
        PostContent::Text("a secret".to_owned()),
        NOW_MS,
    );
    assert!(!format!("{sequence:?}").contains("secret"));
}

/// Reaction of a platform to a request: whether it carries it out, and its answer.
#[derive(Clone, Debug)]
enum Deed {
    Take,
    TakeAndHang,
    Refuse(u16),
    Lose,
}

fn deeds() -> impl Strategy<Value = Vec<(Deed, bool)>> {
    let deed = prop_oneof![
        4 => Just(Deed::Take),
        1 => Just(Deed::TakeAndHang),
        1 => prop::sample::select(vec![400, 401, 403, 429, 503]).prop_map(Deed::Refuse),
        1 => Just(Deed::Lose),
    ];
    prop::collection::vec((deed, any::<bool>()), 0..40)
}

/// A platform that deduplicates posts by key if the request has one.
#[derive(Default)]
struct Fake {
    posts: Vec<(Option<String>, String)>,
}

impl Fake {
    fn take(&mut self, request: &HttpRequest) -> String {
        let key = request.header("idempotency-key").map(str::to_owned);
        let json = request.json();
        let text = json.get("status").or(json.get("text")).unwrap().as_str().unwrap().to_owned();
        let known = self.posts.iter().position(|(known, _)| key.is_some() && *known == key);
        let index = known.unwrap_or_else(|| {
            self.posts.push((key, text));
            self.posts.len() - 1
        });
        format!(r#"{{"id":"{index}","data":{{"id":"{index}"}}}}"#)
    }
}

proptest! {
    #[test]
    fn posts_are_never_duplicated_or_reordered(
        kind in prop::sample::select(vec![PlatformKind::Twitter, PlatformKind::Mastodon]),
        deeds in deeds(),
    ) {
        let mut sequence = begin(kind);
        let pieces: Vec<_> = sequence.pieces.iter().map(|piece| piece.0.clone()).collect();
        let mut tokens = GrantTokens { refresh_token: Some(Secret::new("r")), ..tokens() };
        let mut fake = Fake::default();
        for (deed, is_interrupted) in deeds {
            let NextStep::SendRequest(request) = next(&mut sequence, &mut tokens) else { break };
            // Serialized before the request is made, as the caller must do.
            let kept = stored(&sequence);
            let body = if request.url.ends_with("/token") {
                r#"{"access_token":"a"}"#.to_owned()
            } else if matches!(deed, Deed::Take | Deed::TakeAndHang) {
                fake.take(&request)
            } else {
                String::new()
            };
            if is_interrupted {
                sequence = kept;
                continue;
            }
            let status = match deed { Deed::Refuse(status) => status, _ => 200 };
            let answered = answer(status, &body);
            let is_answered = matches!(deed, Deed::Take | Deed::Refuse(_));
            sequence.read(&mut tokens, is_answered.then_some(&answered));
        }
        let there: Vec<_> = fake.posts.iter().map(|(_, text)| text.clone()).collect();
        prop_assert_eq!(&there[..], &pieces[..there.len()]);
        prop_assert!(sequence.posted().len() <= there.len());
        if next(&mut sequence, &mut tokens) == NextStep::Done {
            prop_assert_eq!(there, pieces);
        }
    }

    #[test]
    fn arbitrary_answers_never_panic(
        kind in prop::sample::select(&PlatformKind::ALL[..]),
        status in 100_u16..600,
        body in "\\PC{0,60}|[{}\\[\\]\":,a-z_0-9]{0,60}",
        name in "[a-zA-Z-]{1,20}|retry-after|dpop-nonce", value in "\\PC{0,30}|[0-9]{0,30}",
    ) {
        let headers = [(name, value)];
        let answer = HttpAnswer { headers: headers.into(), ..answer(status, &body) };
        let platform = of(kind);
        let mut tokens = tokens();
        let mut pending = crate::PendingConsent::begin(kind, "https://r.test", None, &mut crate::testing::rng());
        let exchanged = platform.read_exchange(&mut pending, &answer);
        let sent = platform.read_send(&mut tokens, &answer);
        let refreshed = platform.read_refresh(&mut tokens, &answer);
        prop_assert!(status < 300 || (exchanged.is_err() && sent.is_err() && refreshed.is_err()));
        let _ = platform.read_identity(&mut tokens, &answer);
        let _ = platform.read_revoke(&mut tokens, &answer);
        let _ = platform.read_consent(&mut pending, &answer);
        let _ = crate::TelegramAdapter::read(&answer);
    }
}
