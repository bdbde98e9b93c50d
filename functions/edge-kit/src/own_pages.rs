//! Protection of the cookie: a request that changes something is taken with a cookie only from the deployment's own
//! pages (cross-site request forgery).

use http::{HeaderMap, header};
use passkeys::RelyingParty;

/// Whether the request was made by a page of this origin, and in a form in which no page of another origin can make it
/// without asking. Browsers state `Origin` on every request that changes something; older ones leave out
/// `Sec-Fetch-Site`.
pub fn is_from_own_page(party: &RelyingParty, headers: &HeaderMap) -> bool {
    let text = |name: &header::HeaderName| {
        let mut values = headers.get_all(name).into_iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
            (Some(_), Some(_)) => Err(()),
        }
    };
    let has_body = headers.contains_key(header::TRANSFER_ENCODING)
        || text(&header::CONTENT_LENGTH) != Ok(None)
            && text(&header::CONTENT_LENGTH) != Ok(Some("0"));
    let content_is_json = match text(&header::CONTENT_TYPE) {
        Ok(None) => !has_body,
        Ok(Some(value)) => {
            let media_type = value.split(';').next().unwrap_or_default();
            media_type.trim().eq_ignore_ascii_case("application/json")
        }
        Err(()) => false,
    };
    text(&header::ORIGIN) == Ok(Some(party.origin()))
        && matches!(
            text(&header::HeaderName::from_static("sec-fetch-site")),
            Ok(None | Some("same-origin"))
        )
        && content_is_json
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        is_from_own_page(&RelyingParty::of_url("https://sms.example.com").unwrap(), &map)
    }

    #[test]
    fn only_json_of_the_own_origin_passes() {
        let origin = ("origin", "https://sms.example.com");
        let json = ("content-type", "application/json");
        assert!(is_own(&[origin]));
        assert!(is_own(&[origin, ("content-length", "0")]));
        assert!(is_own(&[origin, json, ("content-length", "2")]));
        assert!(is_own(&[origin, ("sec-fetch-site", "same-origin"), json]));
        assert!(is_own(&[origin, ("content-type", "Application/JSON; charset=utf-8")]));

        assert!(!is_own(&[]));
        assert!(!is_own(&[origin, origin]));
        for other in [
            "null",
            "https://sms.example.com.evil.example",
            "http://sms.example.com",
            "https://example.com",
        ] {
            assert!(!is_own(&[("origin", other), json]), "{other}");
        }
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!is_own(&[origin, ("sec-fetch-site", site)]), "{site}");
        }
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/jsonp",
        ] {
            assert!(!is_own(&[origin, ("content-type", media_type)]), "{media_type}");
        }
        assert!(!is_own(&[origin, ("content-length", "2")]));
        assert!(!is_own(&[origin, ("transfer-encoding", "chunked")]));
    }
}
