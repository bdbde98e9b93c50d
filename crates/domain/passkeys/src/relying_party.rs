//! The site to which passkeys belong.

/// Origin of the deployment's own pages, and the id under which authenticators keep its passkeys: the origin's host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origin: String,
}

impl RelyingParty {
    /// Reads the origin of a URL. `None` unless the URL is http or https and names a host.
    pub fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
        let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
        let id = host(authority);
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
        if id.is_empty() || !authority.bytes().all(is_host) {
            return None;
        }
        Some(Self { id: id.to_owned(), origin: format!("{scheme}://{authority}") })
    }

    /// Returns the id: a host without a port.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the origin as browsers write it: without a path, and without the scheme's own port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether this is plain http to the machine itself, which browsers treat as secure.
    pub fn is_loopback_http(&self) -> bool {
        self.origin.starts_with("http://")
            && (matches!(self.id.as_str(), "localhost" | "127.0.0.1" | "[::1]")
                || self.id.ends_with(".localhost"))
    }
}

fn host(authority: &str) -> &str {
    // The colons of an IPv6 address stand in brackets.
    if authority.ends_with(']') {
        return authority;
    }
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_is_written_as_browsers_write_it() {
        for (url, origin, id) in [
            ("https://sms.example.com", "https://sms.example.com", "sms.example.com"),
            ("https://SMS.example.com:443/wireroom/", "https://sms.example.com", "sms.example.com"),
            (
                "https://sms.example.com:8443/a?b#c",
                "https://sms.example.com:8443",
                "sms.example.com",
            ),
            ("http://localhost:8787", "http://localhost:8787", "localhost"),
            ("http://[::1]:8787/x", "http://[::1]:8787", "[::1]"),
        ] {
            let party = RelyingParty::of_url(url).unwrap();
            assert_eq!((party.origin(), party.id()), (origin, id), "{url}");
        }
        for url in
            ["", "sms.example.com", "ftp://a.example", "https://", "https://:443", "https://a@b"]
        {
            assert_eq!(RelyingParty::of_url(url), None, "{url}");
        }
    }

    #[test]
    fn only_plain_http_to_the_machine_itself_is_loopback() {
        let is_loopback = |url| RelyingParty::of_url(url).unwrap().is_loopback_http();
        for url in
            ["http://localhost", "http://127.0.0.1:8787", "http://[::1]:1", "http://a.localhost"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://localhost", "http://localhost.example.com", "http://10.0.0.1"] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
