//! Tests of the wire format of failures.

use axum::body::to_bytes;
use edge_kit::Failure;
use http::header;

use super::*;

fn rendered(error: ApiError) -> (u16, String, String) {
    let response = error.into_response();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let content_type = headers[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let mut body = std::pin::pin!(to_bytes(response.into_body(), 10_000));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(bytes) = body.as_mut().poll(&mut context) else {
        panic!("a body in memory is there at once");
    };
    (status, content_type, String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[test]
fn a_failure_is_an_object_with_a_message_and_exactly_json() {
    let json = |status: u16, text: &str| {
        (status, "application/json".to_owned(), format!("{{\"message\":\"{text}\"}}"))
    };
    assert_eq!(rendered(ApiError::unauthorized()), json(401, "Unauthorized"));
    assert_eq!(
        rendered(ApiError::scope_required("logs:read")),
        json(403, "scope required: logs:read")
    );
    assert_eq!(
        rendered(ApiError::duplicate_message_id()),
        json(409, "message with the same ID already exists")
    );
    assert_eq!(rendered(ApiError::unparsable_body("no")), json(400, "failed to parse body: no"));
}

#[test]
fn failure_is_beside_the_body_and_tells_nothing_that_the_body_does_not() {
    let coded = |error: ApiError| {
        let failure: Option<Failure> = error.clone().into_response().extensions().get().cloned();
        (rendered(error).2, failure.map(|it| it.code))
    };
    let unauthorized = r#"{"message":"Unauthorized"}"#.to_owned();
    // Whether a credential is missing or wrong, or its phone awaits approval, is not for strangers.
    for error in [
        AuthFault::Missing.into(),
        AuthFault::Invalid.into(),
        ApiError::barred(GatewayBarred::Pending, GatewayAct::Read),
    ] {
        let expected = (unauthorized.clone(), Some(ErrorCode::InvalidCredentials));
        assert_eq!(coded(error), expected);
    }
    let unavailable = r#"{"message":"Service Unavailable"}"#.to_owned();
    assert_eq!(
        coded(ApiError::barred(GatewayBarred::Inactive, GatewayAct::Upload)),
        (unavailable, Some(ErrorCode::Unavailable))
    );
    let missing = r#"{"message":"failed to validate: url is required"}"#.to_owned();
    assert_eq!(coded(ApiError::missing("url")), (missing, Some(ErrorCode::MissingParameter)));
}

#[test]
fn some_failures_are_plain_text() {
    let plain =
        |status: u16, text: &str| (status, "text/plain; charset=utf-8".to_owned(), text.to_owned());
    assert_eq!(rendered(ApiError::no_such_path()), plain(404, "Not Found"));
    assert_eq!(
        rendered(ApiError::registration_key_missing()),
        plain(401, "missing or malformed API Key")
    );
}

#[test]
fn who_may_come_back_is_told_when() {
    let response = ApiError::too_many_requests(7).into_response();
    assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    assert_eq!(ApiError::from(AuthFault::Unavailable).status(), StatusCode::SERVICE_UNAVAILABLE);
}
