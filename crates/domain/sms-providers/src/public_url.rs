//! The parts of the URL that a provider called.

/// A URL split into unchanged parts, since signatures cover its exact characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl<'a> {
    /// `https`
    pub(crate) scheme: &'a str,
    /// Without a port, but with any user information before the host.
    pub(crate) host: &'a str,
    /// Digits, if a port is given.
    pub(crate) port: Option<&'a str>,
    /// From the slash on, without the query. May be empty.
    pub(crate) path: &'a str,
    /// Without its question mark. `None` if the URL has no question mark.
    pub(crate) query: Option<&'a str>,
}

impl<'a> PublicUrl<'a> {
    /// Splits a URL. `None` if it has no scheme.
    pub(crate) fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
        // A colon inside brackets is part of an address.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        Some(Self { scheme, host, port, path, query })
    }

    /// Port that the scheme implies.
    pub(crate) fn default_port(&self) -> &'static str {
        if self.scheme.eq_ignore_ascii_case("https") { "443" } else { "80" }
    }

    /// Returns the URL with another port and query.
    pub(crate) fn with(&self, port: Option<&str>, query: Option<&str>) -> String {
        let mut url = format!("{}://{}", self.scheme, self.host);
        for (mark, part) in [(":", port), ("", Some(self.path)), ("?", query)] {
            if let Some(part) = part {
                url.push_str(mark);
                url.push_str(part);
            }
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn url_is_split_into_its_parts() {
        let parts = |url| {
            let url = PublicUrl::parse(url).unwrap();
            (url.host, url.port, url.path, url.query)
        };
        assert_eq!(parts("https://h/p?a=b?c"), ("h", None, "/p", Some("a=b?c")));
        assert_eq!(parts("https://h:8443/p:q"), ("h", Some("8443"), "/p:q", None));
        assert_eq!(parts("http://[::1]:80?x"), ("[::1]", Some("80"), "", Some("x")));
        assert_eq!(parts("http://[::1]"), ("[::1]", None, "", None));
        assert_eq!(PublicUrl::parse("/p"), None);
    }

    proptest! {
        #[test]
        fn joined_parts_restore_the_url(url in "https?://[a-z0-9.:\\[\\]]{0,20}(/[a-z/:]{0,20})?(\\?\\PC{0,20})?") {
            prop_assume!(!url.contains('#'));
            let parts = PublicUrl::parse(&url).unwrap();
            prop_assert_eq!(parts.with(parts.port, parts.query), url);
        }

        #[test]
        fn arbitrary_urls_never_panic(url in "\\PC{0,60}|[a-z:/?#\\[\\]@]{0,30}") {
            PublicUrl::parse(&url);
        }
    }
}
