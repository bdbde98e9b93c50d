//! A request as whoever signed it made it.

use http::{HeaderMap, Uri};

/// The URL as whoever signs called it: a proxy in front of us may have changed what stands before the path.
pub fn public_url(public_base: Option<&str>, uri: &Uri) -> String {
    match public_base {
        None => uri.to_string(),
        Some(base) => {
            format!("{base}{}", uri.path_and_query().map_or("", |it| it.as_str()))
        }
    }
}

/// Headers that are text, in which order they came. A name is in small letters already.
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
    fn the_public_url_is_the_requests_own_unless_the_operator_says_otherwise() {
        let uri: Uri = "http://10.0.0.1:8787/providers/twilio/t?a=b%20c".parse().unwrap();
        assert_eq!(public_url(None, &uri), uri.to_string());
        let behind = public_url(Some("https://sms.example.com/wireroom"), &uri);
        assert_eq!(behind, "https://sms.example.com/wireroom/providers/twilio/t?a=b%20c");
    }

    #[test]
    fn headers_that_are_no_text_are_left_out() {
        let mut headers = HeaderMap::new();
        headers.insert("X-Signature", HeaderValue::from_static("s"));
        headers.insert("x-odd", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(texts(&headers), [("x-signature".to_owned(), "s".to_owned())]);
    }
}
