//! The way from a handle to a post, with servers that demand nonces.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::{proof::tests::verified, *};
use crate::{
    PlatformSettings,
    testing::{NOW_MS, answer, headers, in_context, parameter, rng, settings},
};

const DID: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

fn document() -> String {
    json!({
        "id": DID,
        "alsoKnownAs": ["at://bob.test"],
        "service": [{ "id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.test" }],
    })
    .to_string()
}

fn metadata(issuer: &str) -> String {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth/par"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
    })
    .to_string()
}

fn pending(hint: Option<&str>) -> PendingConsent {
    PendingConsent::begin(PlatformKind::Bluesky, "https://relay.test/cb", hint, &mut rng())
}

fn ask(pending: &mut PendingConsent) -> HttpRequest {
    let step = in_context(|context| Bluesky.consent(pending, context)).unwrap();
    let ConsentStep::SendRequest(request) = step else { panic!("{step:?}") };
    request
}

fn claims(request: &HttpRequest) -> Value {
    verified(request.header("dpop").unwrap(), None).1
}

/// A consent at the default server, up to the pushed request.
fn up_to_par() -> PendingConsent {
    let mut pending = pending(None);
    let request = ask(&mut pending);
    assert_eq!(&*request.url, "https://bsky.social/.well-known/oauth-authorization-server");
    assert!(!request.is_guarded);
    Bluesky.read_consent(&mut pending, &answer(200, &metadata("https://bsky.social"))).unwrap();
    pending
}

fn with_nonce(headers: &[(String, String)], status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { headers: headers.to_vec(), ..answer(status, body) }
}

/// Tokens with a known account.
fn granted() -> GrantTokens {
    let mut pending = up_to_par();
    let request = ask(&mut pending);
    assert_eq!(&*request.url, "https://bsky.social/oauth/par");
    let pushed = answer(201, r#"{"request_uri":"urn:r"}"#);
    Bluesky.read_consent(&mut pending, &pushed).unwrap();
    let body = json!({
        "access_token": "at", "refresh_token": "rt", "token_type": "DPoP", "expires_in": 3600,
        "scope": "atproto transition:generic", "sub": DID,
    })
    .to_string();
    let mut tokens = Bluesky.read_exchange(&mut pending, &answer(200, &body)).unwrap();
    let request = in_context(|context| Bluesky.identity_request(&mut tokens, context)).unwrap();
    assert_eq!(request.url, format!("https://plc.directory/{DID}"));
    let step = Bluesky.read_identity(&mut tokens, &answer(200, &document()));
    assert_eq!(step, Ok(IdentityStep::More));
    let request = in_context(|context| Bluesky.identity_request(&mut tokens, context)).unwrap();
    assert_eq!(&*request.url, "https://pds.test/.well-known/oauth-protected-resource");
    assert!(request.is_guarded);
    let resource = r#"{"authorization_servers":["https://bsky.social"]}"#;
    let step = Bluesky.read_identity(&mut tokens, &answer(200, resource));
    assert_eq!(step, Ok(IdentityStep::Known));
    tokens
}

#[test]
fn handle_leads_to_its_authorization_server() {
    let mut pending = pending(Some("@Bob.test"));
    let request = ask(&mut pending);
    assert_eq!(
        &*request.url,
        "https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=bob.test"
    );
    let did = json!({ "did": DID }).to_string();
    Bluesky.read_consent(&mut pending, &answer(200, &did)).unwrap();
    assert_eq!(ask(&mut pending).url, format!("https://plc.directory/{DID}"));
    Bluesky.read_consent(&mut pending, &answer(200, &document())).unwrap();
    let request = ask(&mut pending);
    assert_eq!(&*request.url, "https://pds.test/.well-known/oauth-protected-resource");
    assert!(request.is_guarded);
    let resource = r#"{"authorization_servers":["https://as.test"]}"#;
    Bluesky.read_consent(&mut pending, &answer(200, resource)).unwrap();
    assert!(ask(&mut pending).is_guarded);
    Bluesky.read_consent(&mut pending, &answer(200, &metadata("https://as.test"))).unwrap();
    let request = ask(&mut pending);
    assert_eq!(&*request.url, "https://as.test/oauth/par");
    assert!(request.is_guarded);
    assert_eq!(request.field("login_hint").as_deref(), Some("bob.test"));
    assert_eq!(request.field("scope").as_deref(), Some("atproto transition:generic"));
    assert_eq!(request.field("code_challenge"), Some(pending.verifier.challenge()));
    assert_eq!(request.field("state").as_deref(), Some(pending.state.expose()));
    let pushed = answer(201, r#"{"request_uri":"urn:ietf:params:oauth:request_uri:x"}"#);
    Bluesky.read_consent(&mut pending, &pushed).unwrap();
    let step = in_context(|context| Bluesky.consent(&mut pending, context)).unwrap();
    let ConsentStep::Visit(url) = step else { panic!() };
    assert!(url.starts_with("https://as.test/oauth/authorize?"));
    assert_eq!(
        parameter(&url, "request_uri").as_deref(),
        Some("urn:ietf:params:oauth:request_uri:x")
    );
    assert_eq!(
        parameter(&url, "client_id").as_deref(),
        Some("https://relay.test/client-metadata.json")
    );
    assert!(pending.is_issuer(Some("https://as.test")));
    assert!(!pending.is_issuer(Some("https://bsky.social")));
    assert!(!pending.is_issuer(None));
}

#[test]
fn impersonated_handles_identities_and_issuers_are_refused() {
    let mut pending = pending(Some("eve.test"));
    ask(&mut pending);
    let did = json!({ "did": DID }).to_string();
    Bluesky.read_consent(&mut pending, &answer(200, &did)).unwrap();
    ask(&mut pending);
    let read = Bluesky.read_consent(&mut pending, &answer(200, &document()));
    assert_eq!(read, Err(Failure::refused("handle_mismatch")));

    let mut pending = self::pending(Some("bob.test"));
    ask(&mut pending);
    Bluesky.read_consent(&mut pending, &answer(200, &did)).unwrap();
    let another = document().replace(DID, "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    let read = Bluesky.read_consent(&mut pending, &answer(200, &another));
    assert_eq!(read, Err(Failure::refused("unknown_identity")));

    let mut pending = self::pending(None);
    ask(&mut pending);
    let read = Bluesky.read_consent(&mut pending, &answer(200, &metadata("https://evil.test")));
    assert_eq!(read, Err(Failure::refused("issuer_mismatch")));

    let mut tokens = granted();
    let resource = r#"{"authorization_servers":["https://evil.test"]}"#;
    tokens.bluesky.as_mut().unwrap().is_verified = false;
    let read = Bluesky.read_identity(&mut tokens, &answer(200, resource));
    assert_eq!(read, Err(Failure::refused("issuer_mismatch")));
    let sent = in_context(|context| Bluesky.send_request(&sending(), &mut tokens, context));
    assert_eq!(sent, Err(Failure::refused("no_account")));
}

#[test]
fn demanded_nonce_is_sent_once() {
    let mut pending = up_to_par();
    let first = ask(&mut pending);
    assert_eq!(claims(&first)["nonce"], Value::Null);
    let nonce = headers(&[("DPoP-Nonce", "n1")]);
    let refusal = with_nonce(&nonce, 400, r#"{"error":"use_dpop_nonce"}"#);
    assert_eq!(Bluesky.read_consent(&mut pending, &refusal), Ok(()));
    let second = ask(&mut pending);
    assert_eq!(claims(&second)["nonce"], "n1");
    // The key stays the same.
    let key =
        |request: &HttpRequest| verified(request.header("dpop").unwrap(), None).0["jwk"].clone();
    assert_eq!(key(&first), key(&second));
    let read = Bluesky.read_consent(&mut pending, &refusal);
    assert_eq!(read, Err(Failure::refused("use_dpop_nonce")));
}

#[test]
fn tokens_are_accepted_only_for_the_requested_account() {
    let mut pending = up_to_par();
    ask(&mut pending);
    pending.bluesky.as_mut().unwrap().did = Some("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa".to_owned());
    let body = json!({ "access_token": "at", "scope": "atproto transition:generic", "sub": DID })
        .to_string();
    let read = Bluesky.read_exchange(&mut pending, &answer(200, &body));
    assert_eq!(read, Err(Failure::refused("account_mismatch")));
    let body = json!({ "access_token": "at", "scope": "atproto", "sub": DID }).to_string();
    let read = Bluesky.read_exchange(&mut pending, &answer(200, &body));
    assert_eq!(read, Err(Failure::ScopeMissing));
}

#[test]
fn grant_knows_its_account_and_survives_serialization() {
    let tokens = granted();
    let account = tokens.account.as_ref().unwrap();
    assert_eq!((&*account.id, &*account.name), (DID, "bob.test"));
    let text = serde_json::to_string(&tokens).unwrap();
    assert_eq!(serde_json::from_str::<GrantTokens>(&text).unwrap(), tokens);
    let key = tokens.bluesky.as_ref().unwrap().proof_key.expose();
    assert!(!format!("{tokens:?}").contains(key));
}

#[test]
fn client_with_a_key_authenticates_and_publishes_its_public_key() {
    let key = proof::ProofKey::generate(&mut rng());
    let with_key = PlatformSettings::read(|name| match name {
        "BLUESKY_CLIENT_ID" => Some("https://relay.test/client-metadata.json".to_owned()),
        "BLUESKY_CLIENT_KEY" => Some(key.expose().to_owned()),
        _ => None,
    });
    let document = client_metadata(
        &with_key,
        "Wireroom",
        "https://relay.test",
        &["https://relay.test/cb".to_owned()],
    );
    let document = json!(document.unwrap());
    assert_eq!(document["token_endpoint_auth_method"], "private_key_jwt");
    assert_eq!(document["jwks"]["keys"][0]["d"], Value::Null);
    assert_eq!(document["dpop_bound_access_tokens"], true);
    let mut context = Context { settings: &with_key, now_ms: NOW_MS, rng: &mut rng() };
    let request = Bluesky.refresh_request(&mut granted(), &mut context).unwrap();
    let assertion = request.field("client_assertion").unwrap();
    let (header, claims) = verified(&assertion, Some(&document["jwks"]["keys"][0]));
    assert_eq!(header["kid"], document["jwks"]["keys"][0]["kid"]);
    assert_eq!(claims["aud"], "https://bsky.social");
    let public = json!(
        client_metadata(
            &settings(),
            "Wireroom",
            "https://relay.test",
            &["https://relay.test/cb".to_owned()]
        )
        .unwrap()
    );
    assert_eq!(public["token_endpoint_auth_method"], "none");
    assert_eq!(public.get("jwks"), None);
}

fn sending() -> Sending<'static> {
    static CONTENT: std::sync::LazyLock<PostContent> =
        std::sync::LazyLock::new(|| PostContent::Text(String::new()));
    Sending {
        content: &CONTENT,
        piece: "é see https://example.com/a.",
        before: &[],
        key: "pub_1",
        started_at_ms: NOW_MS,
        is_repeat: false,
    }
}

#[test]
fn post_is_a_record_at_the_accounts_own_server() {
    let mut tokens = granted();
    tokens.bluesky.as_mut().unwrap().pds_nonce = Some("p1".to_owned());
    let request =
        in_context(|context| Bluesky.send_request(&sending(), &mut tokens, context)).unwrap();
    assert_eq!(&*request.url, "https://pds.test/xrpc/com.atproto.repo.createRecord");
    assert!(request.is_guarded);
    assert_eq!(request.header("authorization"), Some("DPoP at"));
    let claims = claims(&request);
    assert_eq!((&claims["nonce"], &claims["htu"]), (&json!("p1"), &json!(request.url)));
    assert!(claims["ath"].is_string());
    let body = request.json();
    assert_eq!((&body["repo"], &body["collection"]), (&json!(DID), &json!("app.bsky.feed.post")));
    assert_eq!(
        body["record"],
        json!({
            "$type": "app.bsky.feed.post",
            "text": "é see https://example.com/a.",
            "createdAt": "2023-11-14T22:13:20Z",
            "facets": [{
                "index": { "byteStart": 7, "byteEnd": 28 },
                "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/a" }],
            }],
        })
    );
    let repeat = Sending { is_repeat: true, ..sending() };
    let again = in_context(|context| Bluesky.send_request(&repeat, &mut tokens, context)).unwrap();
    assert_eq!(&*again.url, "https://pds.test/xrpc/com.atproto.repo.putRecord");
    assert_eq!(again.json(), body);
}

#[test]
fn replies_of_a_thread_name_root_and_parent() {
    let before = ["1", "2"]
        .map(|id| PostReference { id: format!("at://{id}"), cid: Some(format!("c{id}")) });
    let record = record::record(&Sending { piece: "third", before: &before, ..sending() });
    assert_eq!(
        record["reply"],
        json!({ "root": { "uri": "at://1", "cid": "c1" }, "parent": { "uri": "at://2", "cid": "c2" } })
    );
}

#[test]
fn record_keys_are_ordered_unique_timestamps() {
    let mut keys = BTreeSet::new();
    let post = PostReference { id: "x".to_owned(), cid: None };
    let before = vec![post; 99];
    for count in 0..99 {
        let key = record::record_key(&Sending { before: &before[..count], ..sending() });
        assert_eq!(key.len(), 13);
        assert!(key.bytes().all(|byte| b"234567abcdefghijklmnopqrstuvwxyz".contains(&byte)));
        assert!(keys.last().is_none_or(|last| *last < key));
        keys.insert(key);
    }
    let later = record::record_key(&Sending { started_at_ms: NOW_MS + 1, ..sending() });
    assert!(keys.last().unwrap() < &later);
    // Computed by an independent program from the specification: microseconds, then ten bits of a clock id.
    assert_eq!(record::record_key(&sending()), "3ke6kg3wk22mo");
}

#[test]
fn answers_to_a_post_are_classified() {
    let mut tokens = granted();
    let taken = answer(200, r#"{"uri":"at://x/y/z","cid":"bafy"}"#);
    let post = Bluesky.read_send(&mut tokens, &taken).unwrap();
    assert_eq!((&*post.id, post.cid.as_deref()), ("at://x/y/z", Some("bafy")));
    let half = answer(200, r#"{"uri":"at://x/y/z"}"#);
    let post = Bluesky.read_send(&mut tokens, &half).unwrap();
    assert_eq!((&*post.id, post.cid), ("", None), "no reply can refer to it");
    let challenge = headers(&[
        ("DPoP-Nonce", "p2"),
        ("WWW-Authenticate", r#"DPoP error="use_dpop_nonce", error_description="x""#),
    ]);
    let read = Bluesky.read_send(&mut tokens, &with_nonce(&challenge, 401, ""));
    assert_eq!(read, Err(Failure::NonceRequired));
    assert_eq!(tokens.bluesky.as_ref().unwrap().pds_nonce.as_deref(), Some("p2"));
    for (status, body, expected) in [
        (401, r#"{"error":"invalid_token"}"#, Failure::TokenExpired),
        (400, r#"{"error":"ExpiredToken"}"#, Failure::TokenExpired),
        (400, r#"{"error":"InvalidRequest"}"#, Failure::refused("invalidrequest")),
        (502, r#"{"error":"UpstreamFailure"}"#, Failure::Unknown { reason: "502".to_owned() }),
    ] {
        assert_eq!(Bluesky.read_send(&mut tokens, &answer(status, body)), Err(expected), "{body}");
    }
}

#[test]
fn refreshed_tokens_of_another_account_are_refused() {
    let mut tokens = granted();
    let body = json!({ "access_token": "at2", "refresh_token": "rt2", "sub": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" }).to_string();
    let read = Bluesky.read_refresh(&mut tokens, &answer(200, &body));
    assert_eq!(read, Err(Failure::refused("account_mismatch")));
    assert_eq!(tokens.access_token.expose(), "at");
    let body = json!({ "access_token": "at2", "refresh_token": "rt2", "sub": DID }).to_string();
    Bluesky.read_refresh(&mut tokens, &answer(200, &body)).unwrap();
    assert_eq!(tokens.access_token.expose(), "at2");
}

#[test]
fn malformed_identities_and_urls_are_refused() {
    for did in [DID, "did:web:example.com"] {
        assert!(discovery::is_did(did), "{did}");
    }
    for did in [
        "",
        "did:plc:",
        "did:plc:short",
        "did:web:",
        "did:web:localhost",
        "did:web:a.b/c",
        "did:web:a.b%3A80",
        "did:key:x",
    ] {
        assert!(!discovery::is_did(did), "{did}");
    }
    assert_eq!(discovery::origin("https://a.test:8/x?y#z").as_deref(), Ok("https://a.test:8"));
    for url in [
        "",
        "a.test",
        "ftp://a.test",
        "https://",
        "https://u@a.test",
        "https://a.test\\@b",
        "https://é.test",
    ] {
        assert_eq!(discovery::origin(url), Err(Failure::refused("bad_url")), "{url}");
    }
    let web = discovery::identity_request("did:web:example.com", &settings()).unwrap();
    assert_eq!((&*web.url, web.is_guarded), ("https://example.com/.well-known/did.json", true));
}

#[test]
fn length_counts_graphemes_unless_the_byte_limit_is_tighter() {
    assert_eq!(length("👨‍👩‍👧é"), 2);
    assert_eq!(length(&format!("e{}", "\u{301}".repeat(1_499))), 300);
    assert_eq!(length(&format!("e{}", "\u{301}".repeat(1_500))), 301);
}

proptest! {
    #[test]
    fn discovery_survives_any_answer(
        bodies in prop::collection::vec((200_u16..599, "\\PC{0,40}|[{}\\[\\]\":,a-z0]{0,40}"), 1..8),
        hint in prop::option::of("\\PC{0,20}|[a-z]{1,5}\\.test"),
    ) {
        let mut pending = pending(hint.as_deref());
        for (status, body) in &bodies {
            let _ = in_context(|context| Bluesky.consent(&mut pending, context));
            let _ = Bluesky.read_consent(&mut pending, &answer(*status, body));
        }
    }
}
