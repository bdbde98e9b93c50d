//! Formats of failures, and their kinds.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use axum::body::to_bytes;
use http::header;

use super::*;

/// Returns the kind, the content type and the body of an answer.
fn rendered(error: RelayError) -> (Failure, Option<String>, String) {
    let (parts, body) = error.into_response().into_parts();
    let failure = parts.extensions.get().cloned().unwrap();
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.map(|it| it.to_str().unwrap().to_owned());
    let reading = pin!(to_bytes(body, 9_999));
    let Poll::Ready(bytes) = reading.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the body is not there yet");
    };
    (failure, content_type, String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[test]
fn failure_has_the_body_of_its_era_and_its_kind_beside_it() {
    let (code, status) = (ErrorCode::WrongCode, StatusCode::FORBIDDEN);
    for (error, content_type, body) in [
        (RelayError::empty(code, status), None, ""),
        (RelayError::text(code, status, "wrong code"), Some(TEXT), "wrong code"),
        (
            RelayError::json(code, status, "Wrong code"),
            Some("application/json"),
            r#"{"error":"Wrong code"}"#,
        ),
        (
            RelayError::detail(code, status, "Wrong code"),
            Some("application/json"),
            r#"{"detail":"Wrong code"}"#,
        ),
    ] {
        let expected = (code.into(), content_type.map(str::to_owned), body.to_owned());
        assert_eq!(rendered(error), expected);
    }
    let error = RelayError::json(code, status, "Wrong code").about("code").retry_after(7);
    assert_eq!(error.clone().into_response().headers()["retry-after"], "7");
    let (failure, _, body) = rendered(error);
    assert_eq!(failure, Failure { code, param: Some("code".to_owned()) });
    assert_eq!(body, r#"{"error":"Wrong code"}"#);
}
