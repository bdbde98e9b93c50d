//! Security headers of every answer.

use http::{HeaderMap, HeaderValue, Request, Uri, header};

const NO_SNIFFING: HeaderValue = HeaderValue::from_static("nosniff");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Two years. It excludes subdomains, since other hosts of the domain may belong to others.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// Headers that carry credentials, in any face.
const CREDENTIALS: [header::HeaderName; 3] =
    [header::AUTHORIZATION, header::COOKIE, header::HeaderName::from_static("x-api-key")];

/// Properties of a request that decide its answer's security headers.
#[derive(Debug, Clone, Copy)]
pub struct HeaderProtection {
    is_https: bool,
    has_credential: bool,
}

impl HeaderProtection {
    pub fn of<B>(request: &Request<B>) -> Self {
        let headers = request.headers();
        Self {
            is_https: is_https(request.uri(), headers),
            has_credential: CREDENTIALS.iter().any(|name| headers.contains_key(name)),
        }
    }

    /// Adds `nosniff` to every answer, `no-store` to answers that may contain a credential or personal data, and
    /// `Strict-Transport-Security` if the request came over https.
    ///
    /// An answer counts as personal unless it states its own caching and its request had no credential. An answer
    /// declared public stays public for all callers. An event stream keeps its `no-cache`, which phones expect: its
    /// events contain only the names of changes.
    pub fn apply(self, headers: &mut HeaderMap) {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFFING);
        if self.is_https {
            headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HTTPS_ONLY);
        }
        let stated = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
        let is_personal = self.has_credential || headers.contains_key(header::SET_COOKIE);
        let stays = stated.is_some_and(|stated| {
            stated.starts_with("public") || is_event_stream(headers) || !is_personal
        });
        if !stays {
            headers.insert(header::CACHE_CONTROL, NO_STORE);
        }
    }
}

/// Whether the client used https, as stated by the request or by a proxy before this Worker.
fn is_https(uri: &Uri, headers: &HeaderMap) -> bool {
    let forwarded = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    uri.scheme() == Some(&http::uri::Scheme::HTTPS) || forwarded == Some("https")
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|it| it.starts_with("text/event-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(request: &[(&str, &str)], uri: &str, stated: &[(&str, &str)]) -> HeaderMap {
        let mut builder = Request::get(uri);
        for (name, value) in request {
            builder = builder.header(*name, *value);
        }
        let mut headers: HeaderMap = stated
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        HeaderProtection::of(&builder.body(()).unwrap()).apply(&mut headers);
        headers
    }

    fn cache_control(request: &[(&str, &str)], stated: &[(&str, &str)]) -> String {
        let headers = answer(request, "http://sms.example/", stated);
        headers[header::CACHE_CONTROL].to_str().unwrap().to_owned()
    }

    #[test]
    fn answer_without_cache_headers_is_not_stored() {
        assert_eq!(cache_control(&[], &[]), "no-store");
        assert_eq!(cache_control(&[("authorization", "Bearer x")], &[]), "no-store");
    }

    #[test]
    fn public_answer_stays_cacheable_and_revalidation_needs_no_credential() {
        let public = [("cache-control", "public, max-age=3600")];
        assert_eq!(
            cache_control(&[("authorization", "Bearer x")], &public),
            "public, max-age=3600"
        );
        let revalidated = [("cache-control", "no-cache")];
        assert_eq!(cache_control(&[], &revalidated), "no-cache");
        for credential in ["authorization", "cookie", "x-api-key"] {
            assert_eq!(
                cache_control(&[(credential, "x")], &revalidated),
                "no-store",
                "{credential}"
            );
        }
    }

    #[test]
    fn answer_that_sets_a_cookie_is_not_stored() {
        let stated = [("cache-control", "no-cache"), ("set-cookie", "a=b")];
        assert_eq!(cache_control(&[], &stated), "no-store");
    }

    #[test]
    fn event_stream_keeps_its_no_cache() {
        let stated = [("cache-control", "no-cache"), ("content-type", "text/event-stream")];
        assert_eq!(cache_control(&[("authorization", "Bearer x")], &stated), "no-cache");
    }

    #[test]
    fn hsts_is_sent_only_over_https_and_nosniff_always() {
        let name = header::STRICT_TRANSPORT_SECURITY;
        let plain = answer(&[], "http://sms.example/", &[]);
        assert_eq!(
            (plain.get(&name), &plain[header::X_CONTENT_TYPE_OPTIONS]),
            (None, &NO_SNIFFING)
        );
        assert_eq!(answer(&[], "https://sms.example/", &[])[&name], HTTPS_ONLY);
        let proxied = answer(&[("x-forwarded-proto", "https")], "http://sms.example/", &[]);
        assert_eq!(proxied[&name], HTTPS_ONLY);
        let own = [("strict-transport-security", "max-age=1")];
        assert_eq!(answer(&[], "https://sms.example/", &own)[&name], "max-age=1");
    }
}
