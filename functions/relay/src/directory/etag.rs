//! Answers that clients request repeatedly: an `ETag` avoids sending unchanged content again (contract 6, #6).

use std::marker::PhantomData;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use runtime::log::{self, events::RelayEvent};
use serde::Serialize;

use crate::error::RelayError;

/// Constants of FNV-1a. This digest protects nothing, so it need not be cryptographic.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// A `T` as JSON with its tag, or 304 if the caller has it.
pub(crate) struct Tagged<T> {
    response: Response,
    value: PhantomData<fn() -> T>,
}

/// Returns the answer with a value. `more` are headers for both cases.
pub(super) fn respond<T: Serialize>(request: &HeaderMap, value: &T, more: HeaderMap) -> Tagged<T> {
    Tagged { response: rendered(request, value, more), value: PhantomData }
}

impl<T> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        self.response
    }
}

#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> edge_kit::openapi::Answer for Tagged<T> {
    fn describe(answers: &mut edge_kit::openapi::Answers<'_>) {
        answers.json::<T>(200);
        answers.empty(304);
    }
}

fn rendered(request: &HeaderMap, value: &impl Serialize, more: HeaderMap) -> Response {
    let body = match serde_json::to_string(value) {
        Ok(body) => body,
        Err(error) => {
            log::write(&RelayEvent::DirectoryNotSerialized { error: &error });
            return RelayError::unavailable().into_response();
        }
    };
    let tag = tag(&body);
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        // Tags are compared weakly, because a proxy that compresses the answer marks its tag as weak.
        known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let content_type = HeaderValue::from_static("application/json");
        (StatusCode::OK, [(header::CONTENT_TYPE, content_type)], body).into_response()
    };
    let headers = response.headers_mut();
    headers.extend(more);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn tag(body: &str) -> String {
    let digest =
        body.bytes().fold(OFFSET, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(PRIME));
    format!("\"{digest:016x}-{:x}\"", body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(tag: Option<&str>, value: &[&str]) -> Response {
        let mut request = HeaderMap::new();
        if let Some(tag) = tag {
            request.insert(header::IF_NONE_MATCH, tag.parse().unwrap());
        }
        respond(&request, &value, HeaderMap::new()).into_response()
    }

    #[test]
    fn unchanged_content_is_not_sent_again() {
        let first = asked(None, &["Cameroon"]);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()["etag"].to_str().unwrap();
        for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}")] {
            let again = asked(Some(&known), &["Cameroon"]);
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.headers()["etag"].to_str().unwrap(), tag);
        }
        assert_eq!(asked(Some(tag), &["Nigeria"]).status(), StatusCode::OK);
        assert_eq!(asked(Some("\"other\""), &["Cameroon"]).status(), StatusCode::OK);
    }
}
