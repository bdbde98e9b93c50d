//! Headers of every answer of this face: `X-Request-ID`, and `Link` to the API's descriptions.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use rand_core::RngCore;
use runtime::OsRng;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Maximum length of a client's own request id.
const MAX_REQUEST_ID_CHARS: usize = 64;
/// Link to the catalog (contract 1.5).
pub(crate) const CATALOG_LINK: HeaderValue =
    HeaderValue::from_static(r#"</.well-known/api-catalog>; rel="api-catalog""#);
/// Links to the descriptions of the face for programs and for people, on answers that are not for integrators.
const DESCRIPTION_LINKS: HeaderValue = HeaderValue::from_static(concat!(
    r#"</.well-known/api-catalog>; rel="api-catalog", "#,
    r#"</api/docs/doc.json>; rel="service-desc"; type="application/json", "#,
    r#"<https://docs.sms-gate.app/>; rel="service-doc"; type="text/html", "#,
    r#"</api/docs>; rel="describedby"; type="text/html""#
));
/// Header with the total of a list (contract 1.4).
pub(crate) const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// Middleware around every route of this face.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let to_integrators = path.starts_with("/3rdparty/") || path.starts_with("/api/3rdparty/");
    let request_id = request_id(request.headers());
    let mut response = next.run(request).await;
    response.headers_mut().insert(REQUEST_ID, request_id);
    let links = if to_integrators { CATALOG_LINK } else { DESCRIPTION_LINKS };
    // The catalog sets its own link.
    response.headers_mut().entry(header::LINK).or_insert(links);
    response
}

/// Returns the client's own request id if it is well-formed, so that the client recognizes its request; else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    let given = headers.get(REQUEST_ID).filter(|id| {
        let bytes = id.as_bytes();
        (1..=MAX_REQUEST_ID_CHARS).contains(&bytes.len()) && bytes.iter().all(plain)
    });
    given.cloned().unwrap_or_else(|| {
        let mut random = [0_u8; 16];
        OsRng.fill_bytes(&mut random);
        HeaderValue::try_from(hex::encode(random)).unwrap_or(HeaderValue::from_static("0"))
    })
}
