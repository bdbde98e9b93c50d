//! Tests of the wire format of failures, and of what their answers say beside it.

use axum::body::to_bytes;

use super::*;

fn rendered(error: ProxyError) -> (u16, Option<Failure>, String) {
    let response = error.into_response();
    let failure = response.extensions().get().cloned();
    let status = response.status().as_u16();
    let mut body = std::pin::pin!(to_bytes(response.into_body(), 10_000));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(bytes) = body.as_mut().poll(&mut context) else {
        panic!("a body in memory is there at once");
    };
    (status, failure, String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[test]
fn failure_is_beside_the_body_and_not_in_it() {
    let coded = |code: ErrorCode| Some(Failure::from(code));
    let missing = r#"{"message":"Missing API key","reason":"unauthorized"}"#;
    assert_eq!(
        rendered(AuthFault::Missing.into()),
        (401, coded(ErrorCode::MissingCredentials), missing.to_owned())
    );
    let in_use = r#"{"message":"It is in use.","status":"failed"}"#;
    assert_eq!(
        rendered(ProxyError::refused(ErrorCode::NumberInUse, "It is in use.")),
        (400, coded(ErrorCode::NumberInUse), in_use.to_owned())
    );
    let unreadable = "There was an issue parsing your request.";
    assert_eq!(
        rendered(ProxyError::unreadable_callback()),
        (400, coded(ErrorCode::MalformedRequest), unreadable.to_owned())
    );
    let invalid = r#"{"message":"No.","reason":"invalidAPIUsage"}"#;
    let failure = Failure { code: ErrorCode::InvalidParameter, param: Some("help".to_owned()) };
    assert_eq!(
        rendered(ProxyError::invalid("No.").about("help")),
        (400, Some(failure), invalid.to_owned())
    );
}
