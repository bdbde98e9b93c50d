//! Cookie of a person's session.
//!
//! Browsers take a cookie with the prefix `__Host-` only over https, from the host itself and for all of its paths. On
//! plain http to the developer's own machine they refuse the prefix, so the cookie has another name there.

use http::{HeaderMap, HeaderValue, header};
use identity::SESSION_LIFETIME_MS;
use passkeys::RelyingParty;

const NAME: &str = "__Host-wireroom_session";
const LOCAL_NAME: &str = "wireroom_session";
/// Attributes of every cookie: pages cannot read them, and requests from other sites do not carry them.
const ATTRIBUTES: &str = "Path=/; HttpOnly; SameSite=Strict";

/// Returns the value of the session's cookie; `None` if the request has none.
pub(crate) fn find<'a>(party: &RelyingParty, headers: &'a HeaderMap) -> Option<&'a str> {
    let values = headers.get_all(header::COOKIE).into_iter().filter_map(|it| it.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|it| it.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim() == name_at(party))?;
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// Whether the request has a cookie of a session, under either name.
pub(crate) fn is_present(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::COOKIE).into_iter().filter_map(|it| it.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|it| it.split_once('='));
    pairs.any(|(name, _)| [NAME, LOCAL_NAME].contains(&name.trim()))
}

/// Returns the header that sets the cookie. `None` if the value cannot stand in a header, which is a defect.
pub fn set(party: &RelyingParty, value: &str) -> Option<HeaderValue> {
    let max_age_secs = SESSION_LIFETIME_MS / 1_000;
    written(party, &format!("{value}; Max-Age={max_age_secs}"))
}

/// Returns the header that deletes the cookie.
pub fn clear(party: &RelyingParty) -> Option<HeaderValue> {
    written(party, "; Max-Age=0")
}

fn written(party: &RelyingParty, value: &str) -> Option<HeaderValue> {
    let secure = if party.is_loopback_http() { "" } else { "; Secure" };
    HeaderValue::try_from(format!("{}={value}; {ATTRIBUTES}{secure}", name_at(party))).ok()
}

fn name_at(party: &RelyingParty) -> &'static str {
    if party.is_loopback_http() { LOCAL_NAME } else { NAME }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(url: &str) -> RelyingParty {
        RelyingParty::of_url(url).unwrap()
    }

    #[test]
    fn cookie_is_bound_to_the_host_and_to_https_but_on_the_machine_itself() {
        let written = |url, value| set(&party(url), value).unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            written("https://sms.example.com", "x"),
            "__Host-wireroom_session=x; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            written("http://localhost:8787", "x"),
            "wireroom_session=x; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict"
        );
        let cleared = clear(&party("https://sms.example.com")).unwrap();
        assert!(cleared.to_str().unwrap().starts_with("__Host-wireroom_session=; Max-Age=0;"));
    }

    #[test]
    fn cookie_is_found_under_the_name_of_its_origin_only() {
        let mut headers = HeaderMap::new();
        let (https, local) = (party("https://sms.example.com"), party("http://localhost:8787"));
        assert!(!is_present(&headers));
        headers.insert("cookie", HeaderValue::from_static("a=b; wireroom_session=1"));
        assert_eq!((find(&https, &headers), find(&local, &headers)), (None, Some("1")));
        headers.append("cookie", HeaderValue::from_static("__Host-wireroom_session=2"));
        assert_eq!((find(&https, &headers), find(&local, &headers)), (Some("2"), Some("1")));
        assert!(is_present(&headers));
    }
}
