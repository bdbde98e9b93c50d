//! The URL to which a phone delivers a webhook.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

const MAX_CHARS: usize = 256;

/// A URL exactly as the integrator wrote it. `Debug` does not show it, because the paths of webhooks are often
/// secret.
#[derive(Clone, PartialEq, Eq)]
pub struct HookUrl(String);

/// Whether `http://` is accepted for an address in a private network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanHttp {
    Refused,
    Allowed,
}

/// Reason why a text is no URL for a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedHookUrl {
    #[error("url must start with https://")]
    NotHttps,
    #[error("url must have at most {MAX_CHARS} characters")]
    TooLong,
    #[error("url must be a valid URL")]
    Malformed,
}

impl HookUrl {
    /// Checks an integrator's URL, and keeps it byte for byte.
    pub fn parse(text: &str, lan_http: LanHttp) -> Result<Self, RefusedHookUrl> {
        let (rest, only_lan) = match (after_scheme(text, "https://"), lan_http) {
            (Some(rest), _) => (rest, false),
            (None, LanHttp::Allowed) => {
                (after_scheme(text, "http://").ok_or(RefusedHookUrl::NotHttps)?, true)
            }
            (None, LanHttp::Refused) => return Err(RefusedHookUrl::NotHttps),
        };
        if text.chars().count() > MAX_CHARS {
            return Err(RefusedHookUrl::TooLong);
        }
        if text.chars().any(|it| it.is_whitespace() || it.is_control()) {
            return Err(RefusedHookUrl::Malformed);
        }
        let host = host(rest).ok_or(RefusedHookUrl::Malformed)?;
        if only_lan && !is_in_a_private_network(host) {
            return Err(RefusedHookUrl::NotHttps);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HookUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HookUrl(redacted)")
    }
}

/// Returns the rest of a URL after its scheme, whose case does not matter.
fn after_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, rest) = text.split_at_checked(scheme.len())?;
    given.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Returns the host from the part after the scheme; IPv6 without its brackets. `None` when there is none, or when
/// the port is invalid.
fn host(rest: &str) -> Option<&str> {
    let authority = rest.split(['/', '?', '#']).next()?;
    // Some clients end the authority at a backslash, others do not, so they would call different hosts.
    if authority.contains('\\') {
        return None;
    }
    // The last `@` counts, so that `10.0.0.1@example.com` is not taken for an address in a private network.
    let after_user = authority.rsplit('@').next()?;
    let (host, port) = match after_user.strip_prefix('[') {
        Some(address) => {
            let (address, after) = address.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (address, after)
        }
        None => after_user.find(':').map_or((after_user, ""), |at| after_user.split_at(at)),
    };
    let port_is_one = match port.strip_prefix(':') {
        Some(digits) => digits.is_empty() || digits.parse::<u16>().is_ok(),
        None => port.is_empty(),
    };
    (!host.is_empty() && port_is_one).then_some(host)
}

fn is_in_a_private_network(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_private_v4(address),
        Ok(IpAddr::V6(address)) => address.is_unique_local() || address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    address.is_private() || address.is_loopback()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(text: &str, lan_http: LanHttp) -> Option<RefusedHookUrl> {
        HookUrl::parse(text, lan_http).err()
    }

    #[test]
    fn https_urls_are_kept_unchanged() {
        for text in [
            "https://example.com",
            "https://example.com/a?b=c#d",
            "https://user:pass@example.com:8443/x",
            "https://[2001:db8::1]:443/",
            "https://192.168.1.5/hook",
            "https://webhook.site/ä",
            "HTTPS://Example.COM/Hook",
            "Https://example.com",
        ] {
            assert_eq!(HookUrl::parse(text, LanHttp::Refused).unwrap().as_str(), text);
        }
    }

    #[test]
    fn text_that_does_not_start_with_https_is_refused() {
        for text in
            ["", "http://example.com", "HTTP://example.com", "ftp://x", "example.com", "https:/x"]
        {
            assert_eq!(refusal(text, LanHttp::Refused), Some(RefusedHookUrl::NotHttps), "{text}");
        }
    }

    #[test]
    fn malformed_url_is_refused() {
        for text in [
            "https://",
            "https:///path",
            "https://:443/",
            "https://a b/",
            "https://a\n/",
            "https://a:99999/",
            "https://a:b/",
            "https://[::1/",
            "https://[hello]/",
            "https://u@/",
            r"https://example.com\@10.0.0.1/",
            r"https://10.0.0.1\@example.com/",
        ] {
            assert_eq!(refusal(text, LanHttp::Refused), Some(RefusedHookUrl::Malformed), "{text}");
        }
        let long = format!("https://a/{}", "x".repeat(247));
        assert_eq!(refusal(&long, LanHttp::Refused), Some(RefusedHookUrl::TooLong));
        assert_eq!(refusal(long.split_at(256).0, LanHttp::Refused), None);
    }

    #[test]
    fn plain_http_is_accepted_only_for_private_networks_and_only_if_allowed() {
        let private = ["10.1.2.3", "172.16.0.1:8080", "192.168.1.5", "127.0.0.1", "localhost:3000"];
        let private = private.into_iter().chain(["[fd00::1]", "[::1]:80"]);
        for host in private {
            for text in [format!("http://{host}/hook"), format!("HTTP://{host}/hook")] {
                assert_eq!(refusal(&text, LanHttp::Allowed), None, "{text}");
                let refused = Some(RefusedHookUrl::NotHttps);
                assert_eq!(refusal(&text, LanHttp::Refused), refused, "{text}");
            }
        }
        for host in ["example.com", "8.8.8.8", "172.32.0.1", "[2001:db8::1]", "10.0.0.1@evil.com"] {
            let text = format!("http://{host}/hook");
            assert_eq!(refusal(&text, LanHttp::Allowed), Some(RefusedHookUrl::NotHttps), "{text}");
        }
    }

    #[test]
    fn debug_output_hides_the_url() {
        let url = HookUrl::parse("https://example.com/secret", LanHttp::Refused).unwrap();
        assert_eq!(format!("{url:?}"), "HookUrl(redacted)");
    }

    proptest! {
        #[test]
        fn url_is_kept_byte_for_byte_or_refused(text in "https?://\\PC{0,40}", any: String) {
            for text in [text, any] {
                for lan_http in [LanHttp::Refused, LanHttp::Allowed] {
                    if let Ok(url) = HookUrl::parse(&text, lan_http) {
                        prop_assert_eq!(url.as_str(), text.as_str());
                    }
                }
            }
        }
    }
}
