//! URLs with the scheme http or https.

/// Parses `https://host` or `http://host`, optionally with a port and a path.
pub(crate) fn parse(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"?#@\\\"<>".contains(&byte);
    (!host.is_empty() && rest.bytes().all(plain)).then(|| text.to_owned())
}

/// Returns the URL if its scheme is http or https.
pub(crate) fn with_web_scheme(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web.then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_url_has_a_scheme_and_a_host_and_no_query() {
        for (text, expected) in [
            ("https://sms.example.com/", Some("https://sms.example.com")),
            (" https://example.com:8443/sms/ ", Some("https://example.com:8443/sms")),
            ("http://localhost:8787", Some("http://localhost:8787")),
            ("sms.example.com", None),
            ("https://", None),
            ("https:///path", None),
            ("https://example.com/?a=b", None),
            ("https://user@example.com", None),
            ("https://example.com/a b", None),
        ] {
            assert_eq!(parse(text).as_deref(), expected, "{text}");
        }
    }
}
