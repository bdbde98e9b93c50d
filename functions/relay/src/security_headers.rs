//! Security headers that the gateway server and the publisher send since era C (contract 3.1).

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue, header};

const HEADERS: [(HeaderName, &str); 6] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubdomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "script-src 'self'; object-src 'self'"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (header::CACHE_CONTROL, "no-cache"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), \
         geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
];

/// Adds the headers to answers under `/v1` and `/v3`, unless an answer has its own.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let concerned = is_concerned(request.uri().path());
    let mut response = next.run(request).await;
    if concerned {
        for (name, value) in HEADERS {
            let headers = response.headers_mut();
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
    }
    response
}

fn is_concerned(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/v3/")
}
