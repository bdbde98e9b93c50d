//! A request as its signer sent it.

use http::{Extensions, HeaderMap, Uri, header, uri::Authority};

/// URI of a request before its path was normalized for the router.
#[derive(Clone, Debug)]
pub struct OriginalUri(pub Uri);

/// Returns the URI as it was called.
pub fn original_uri<'a>(extensions: &'a Extensions, uri: &'a Uri) -> &'a Uri {
    extensions.get::<OriginalUri>().map_or(uri, |original| &original.0)
}

/// Returns the URL as the signer called it; a proxy before us may have changed the part before the path.
pub fn public_url(public_base: Option<&str>, uri: &Uri) -> String {
    match public_base {
        None => uri.to_string(),
        Some(base) => {
            format!("{base}{}", uri.path_and_query().map_or("", |it| it.as_str()))
        }
    }
}

/// Returns the host that the request names; empty if it is missing or not text.
pub fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// Returns the configured base, or else the origin of the request as its caller sees it: with the scheme that a proxy
/// states.
pub fn base_url(public_base: Option<&str>, headers: &HeaderMap, uri: &Uri) -> String {
    if let Some(base) = public_base {
        return base.to_owned();
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).or(uri.authority().map(Authority::as_str));
    let proxied = header::HeaderName::from_static("x-forwarded-proto");
    let is_secure = text(proxied).or(uri.scheme_str()) == Some("https");
    format!("{}://{}", if is_secure { "https" } else { "http" }, host.unwrap_or("localhost"))
}

/// Returns the headers with text values, in their original order. Names are already lowercase.
pub fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    headers.iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn public_url_is_the_requests_own_unless_configured() {
        let uri: Uri = "http://10.0.0.1:8787/providers/twilio/t?a=b%20c".parse().unwrap();
        assert_eq!(public_url(None, &uri), uri.to_string());
        let behind = public_url(Some("https://sms.example.com/wireroom"), &uri);
        assert_eq!(behind, "https://sms.example.com/wireroom/providers/twilio/t?a=b%20c");
    }

    #[test]
    fn base_url_is_the_configured_one_or_the_callers() {
        let mut headers = HeaderMap::new();
        let uri: Uri = "http://10.0.0.1:8787/up?a=b".parse().unwrap();
        assert_eq!(base_url(None, &headers, &uri), "http://10.0.0.1:8787");
        headers.insert("host", HeaderValue::from_static("sms.example.com"));
        assert_eq!(base_url(None, &headers, &uri), "http://sms.example.com");
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert_eq!(base_url(None, &headers, &uri), "https://sms.example.com");
        let base = "https://sms.example.org/base";
        assert_eq!(base_url(Some(base), &headers, &uri), base);
    }

    #[test]
    fn original_uri_is_kept_for_signatures() {
        let [uri, called]: [Uri; 2] =
            ["https://h/providers/x/t", "https://h//providers/x/t/"].map(|it| it.parse().unwrap());
        let mut extensions = Extensions::new();
        assert_eq!(original_uri(&extensions, &uri), &uri);
        extensions.insert(OriginalUri(called.clone()));
        assert_eq!(original_uri(&extensions, &uri), &called);
    }

    #[test]
    fn headers_that_are_not_text_are_omitted() {
        let mut headers = HeaderMap::new();
        headers.insert("X-Signature", HeaderValue::from_static("s"));
        headers.insert("x-odd", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(texts(&headers), [("x-signature".to_owned(), "s".to_owned())]);
    }
}
