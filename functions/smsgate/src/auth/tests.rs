//! Tests of the header's parsing and of the credentials' scopes.

use unix_time::UnixMillis;

use super::*;

fn presented(value: &str) -> Credentials {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, value.parse().unwrap());
    Credentials::of(&headers)
}

fn holder(scopes: Option<&[&str]>) -> Integrator {
    let (account_id, login) = (AccountId::from_bytes([1; 8]), Login::parse("ABC123").unwrap());
    let proof = scopes.map_or(Proof::Password, |scopes| {
        Proof::Token(Box::new(TokenClaims {
            id: "id".to_owned(),
            account_id: account_id.clone(),
            login: login.clone(),
            scopes: scopes.iter().map(|it| (*it).to_owned()).collect(),
            original_scopes: None,
            issued_at_ms: UnixMillis::EPOCH,
            expires_at_ms: UnixMillis::EPOCH,
        }))
    });
    Integrator { account_id, login, default_region: Region::parse("US").unwrap(), proof }
}

#[test]
fn a_password_may_have_colons_and_any_script() {
    let pair = |text: &str| presented(&format!("bAsIc {}", STANDARD.encode(text)));
    let basic = |login: &str, password: &str| Credentials::Basic {
        login: login.to_owned(),
        password: Password::new(password),
    };
    assert_eq!(pair("ABC123:pass:word"), basic("ABC123", "pass:word"));
    assert_eq!(pair("abc123:pässwörd"), basic("abc123", "pässwörd"));
    assert_eq!(pair("ABC123:"), basic("ABC123", ""));
}

#[test]
fn what_is_malformed_is_nothing() {
    let colonless = format!("Basic {}", STANDARD.encode("nocolon"));
    let binary = format!("Basic {}", STANDARD.encode(b"a:\xff"));
    for value in ["", "Basic", "Basic !!!", "Bearer", "Bearer ", "Digest x", &colonless, &binary] {
        assert_eq!(presented(value), Credentials::Nothing, "{value}");
    }
    assert_eq!(Credentials::of(&HeaderMap::new()), Credentials::Nothing);
}

#[test]
fn tokens_and_codes_are_told_apart() {
    assert_eq!(presented("bearer  abc "), Credentials::Bearer("abc".to_owned()));
    assert_eq!(presented("Code abc123"), Credentials::Code("abc123".to_owned()));
}

#[test]
fn the_wildcard_stands_for_every_scope_but_that_of_refreshing() {
    for holder in [holder(None), holder(Some(&["all:any"]))] {
        assert!(holder.holds("messages:send") && holder.holds("all:any"));
        assert!(!holder.holds("tokens:refresh"));
    }
    assert!(holder(Some(&["tokens:refresh"])).holds("tokens:refresh"));
}

#[test]
fn a_token_has_its_own_scopes_and_no_others() {
    let holder = holder(Some(&["messages:send", "devices:list"]));
    assert!(holder.holds("messages:send") && holder.holds("devices:list"));
    assert!(!holder.holds("messages:list") && !holder.holds("all:any"));
    assert!(!super::tests::holder(Some(&[])).holds("messages:send"));
}
