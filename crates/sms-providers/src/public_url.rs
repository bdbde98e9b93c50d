//! The parts of the URL that a provider called.

/// A URL cut in parts, none of which is changed: signatures are made over its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl<'a> {
    /// `https`
    pub(crate) scheme: &'a str,
    /// Without a port, but with whatever goes before the host.
    pub(crate) host: &'a str,
    /// Digits, if there is one.
    pub(crate) port: Option<&'a str>,
    /// From the slash on, without the query. May be empty.
    pub(crate) path: &'a str,
    /// Without its question mark. `None` where there is not even that.
    pub(crate) query: Option<&'a str>,
}

impl<'a> PublicUrl<'a> {
    /// `None`: it has no scheme.
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

    /// What a URL of this scheme means without saying it.
    pub(crate) fn default_port(&self) -> &'static str {
        if self.scheme.eq_ignore_ascii_case("https") { "443" } else { "80" }
    }

    /// The URL, with that port and query.
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
    fn a_url_is_cut_where_its_parts_meet() {
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
        fn the_parts_make_the_url(url in "https?://[a-z0-9.:\\[\\]]{0,20}(/[a-z/:]{0,20})?(\\?\\PC{0,20})?") {
            prop_assume!(!url.contains('#'));
            let parts = PublicUrl::parse(&url).unwrap();
            prop_assert_eq!(parts.with(parts.port, parts.query), url);
        }

        #[test]
        fn anything_may_be_given_for_a_url(url in "\\PC{0,60}|[a-z:/?#\\[\\]@]{0,30}") {
            PublicUrl::parse(&url);
        }
    }
}
