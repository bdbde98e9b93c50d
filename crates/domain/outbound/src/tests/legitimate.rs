//! URLs that are accepted, and refusals that depend only on the URL.

use super::{hostile_addresses, hostile_hosts, hostile_shapes};
use crate::{Allowances, OutboundUrl, RefusedUrl};

fn parse(text: &str) -> Result<OutboundUrl, RefusedUrl> {
    OutboundUrl::parse(text, &Allowances::default())
}

/// Given URL, and requested URL.
const LEGITIMATE: &[(&str, &str)] = &[
    ("https://example.com", "https://example.com/"),
    ("https://example.com/", "https://example.com/"),
    ("https://example.com?x=1", "https://example.com/?x=1"),
    ("https://example.com/?", "https://example.com/?"),
    ("HTTPS://Hooks.Example.COM/Path", "https://hooks.example.com/Path"),
    ("https://hooks.example.com:443/a", "https://hooks.example.com/a"),
    ("https://hooks.example.com:8443/a", "https://hooks.example.com:8443/a"),
    ("https://hooks.example.com:1024/a", "https://hooks.example.com:1024/a"),
    ("https://hooks.example.com:65535/a", "https://hooks.example.com:65535/a"),
    (
        "https://user.example.com/~me/hook.php?id=7&k=a%20b",
        "https://user.example.com/~me/hook.php?id=7&k=a%20b",
    ),
    ("https://example.com/a//b/", "https://example.com/a//b/"),
    ("https://example.com/@me/a:b", "https://example.com/@me/a:b"),
    ("https://example.com/?filter[a]=1", "https://example.com/?filter[a]=1"),
    ("https://example.com/?q='x'", "https://example.com/?q=%27x%27"),
    ("https://example.com/it's", "https://example.com/it's"),
    (
        "https://example.com/?next=https://other.example.com/?a",
        "https://example.com/?next=https://other.example.com/?a",
    ),
    ("https://example.com/?mail=a@b.example", "https://example.com/?mail=a@b.example"),
    ("https://example.com/%E2%82%AC", "https://example.com/%E2%82%AC"),
    ("https://example.com/a/...", "https://example.com/a/..."),
    ("https://example.com/?path=/../x", "https://example.com/?path=/../x"),
    ("https://example.com/$(a)!*,;=+&", "https://example.com/$(a)!*,;=+&"),
    ("https://8.8.8.8/hook", "https://8.8.8.8/hook"),
    ("https://172.32.0.1:8443/", "https://172.32.0.1:8443/"),
    ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
    ("https://[2A00:1450::1]:8443/x", "https://[2a00:1450::1]:8443/x"),
    ("https://xn--bcher-kva.example.com/", "https://xn--bcher-kva.example.com/"),
    ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
    ("https://a--b.example.com/", "https://a--b.example.com/"),
    ("https://1.example.com/", "https://1.example.com/"),
    ("https://10.0.0.1.example.com/", "https://10.0.0.1.example.com/"),
    ("https://localhost.example.com/", "https://localhost.example.com/"),
    ("https://mylocalhost.com/", "https://mylocalhost.com/"),
    ("https://notnip.io/", "https://notnip.io/"),
    ("https://internal.example.com/", "https://internal.example.com/"),
    ("https://0x7f.example.com/", "https://0x7f.example.com/"),
    ("https://hooks.slack.com/services/T0/B0/x", "https://hooks.slack.com/services/T0/B0/x"),
    ("https://mysite.co.uk/sms", "https://mysite.co.uk/sms"),
];

#[test]
fn legitimate_urls_are_requested_exactly_as_listed() {
    assert!(LEGITIMATE.len() >= 25);
    for (given, requested) in LEGITIMATE {
        let url = parse(given).unwrap_or_else(|refused| panic!("{given}: {refused}"));
        assert_eq!(url.as_str(), *requested, "{given}");
    }
}

#[test]
fn every_hostile_url_is_refused_for_its_reason() {
    let corpora = [hostile_addresses::CORPUS, hostile_hosts::CORPUS, hostile_shapes::CORPUS];
    assert!(corpora.iter().map(|corpus| corpus.len()).sum::<usize>() >= 140);
    for (name, text, expected) in corpora.into_iter().flatten() {
        assert_eq!(parse(text), Err(*expected), "{name}: {text:?}");
    }
}

#[test]
fn length_limit_includes_what_encoding_adds() {
    let fits = format!("https://example.com/{}", "a".repeat(2_048 - 20));
    assert_eq!(parse(&fits).unwrap().as_str(), fits);
    assert_eq!(parse(&format!("{fits}a")), Err(RefusedUrl::TooLong));
    let grows = format!("https://example.com/?{}", "'".repeat(1_000));
    assert_eq!(parse(&grows), Err(RefusedUrl::TooLong));
}

#[test]
fn only_public_names_are_left_to_resolve() {
    let name = |text| parse(text).unwrap().name_to_resolve().map(str::to_owned);
    assert_eq!(name("https://Hooks.example.com:8443/x").as_deref(), Some("hooks.example.com"));
    assert_eq!(name("https://8.8.8.8/"), None);
    assert_eq!(name("https://[2606:4700:4700::1111]/"), None);
}

#[test]
fn debug_output_shows_only_the_origin() {
    let url = parse("https://hooks.example.com:8443/secret?key=secret").unwrap();
    assert_eq!(url.origin(), "https://hooks.example.com:8443");
    assert_eq!(format!("{url:?}"), "OutboundUrl(https://hooks.example.com:8443/…)");
}
