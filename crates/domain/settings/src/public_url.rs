//! The URL under which clients reach this deployment.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// The setting of the public URL.
pub(crate) const SETTINGS: &[Setting] = &[Setting::variable("PUBLIC_URL")
    .accepts(AcceptedValues::PublicUrl)
    .default_described("the request's own URL")
    .meaning(
        "public URL of this deployment. Several vendors sign the URL that they call, so it must be \
         set behind a proxy that changes host, port or path. Every URL in an answer begins with it: new endpoints, the `websocket_url` of a registration, links to pages, the catalog of the API",
    )];

/// Reads `PUBLIC_URL`, without a trailing slash. Deployments behind a proxy need it, because the URL that they see
/// is not the one that clients use. `None`: the URL of the request is right.
pub(super) fn read(source: Source<'_>) -> Result<Option<String>, SettingsError> {
    source.public_url("PUBLIC_URL")
}

/// Parses `https://host` or `http://host`, optionally with a port and a path.
pub(super) fn parse(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"?#@\\\"<>".contains(&byte);
    (!host.is_empty() && rest.bytes().all(plain)).then(|| text.to_owned())
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
