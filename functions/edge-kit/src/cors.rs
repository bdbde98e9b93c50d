//! CORS headers, from `ALLOWED_ORIGINS`.

use cable::handshake::OriginPolicy;
use http::{HeaderMap, HeaderValue, header};

const METHODS: HeaderValue =
    HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD");
const MAX_AGE_SECS: HeaderValue = HeaderValue::from_static("7200");
const EXPOSED: HeaderValue =
    HeaderValue::from_static("Link, RateLimit, RateLimit-Policy, Request-Id, Retry-After");
const ANY: HeaderValue = HeaderValue::from_static("*");
const YES: HeaderValue = HeaderValue::from_static("true");
const VARY: HeaderValue = HeaderValue::from_static("Origin");

/// Adds the headers that allow the origin's pages to read this answer. An origin that is not allowed gets none, which
/// the browser treats as a refusal. On a route that takes cookies, a page may send them if the policy names its origin.
/// `*` does not name an origin: otherwise any page could act for the logged-in user.
pub fn allow(
    policy: &OriginPolicy,
    takes_cookies: bool,
    request: &HeaderMap,
    response: &mut HeaderMap,
) {
    let Some(origin) = request.get(header::ORIGIN) else { return };
    let Some(name) = origin.to_str().ok().filter(|name| policy.lists(name)) else { return };
    let may_send_cookies = takes_cookies && policy.names(name);
    if may_send_cookies {
        response.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, YES);
    }
    // A browser that sends cookies requires its own origin in the answer, not `*`.
    if policy.is_any() && !may_send_cookies {
        response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        if takes_cookies {
            // Named origins get another answer, so caches must keep the answers apart.
            response.append(header::VARY, VARY);
        }
    } else {
        response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        response.append(header::VARY, VARY);
    }
    response.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    response.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECS);
    // To a browser that sends cookies, `*` is the name of a header.
    let exposed = if may_send_cookies { EXPOSED } else { ANY };
    response.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    if let Some(wanted) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        response.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
}

/// Whether the request is a CORS preflight.
pub fn is_preflight(method: &http::Method, headers: &HeaderMap) -> bool {
    method == http::Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}
