//! Bodies and links of failures.

use futures_util::FutureExt;

use super::*;

fn accepting(accept: &str) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
    accepts_problem(&headers)
}

fn failed(body: &str) -> Response {
    let mut response = Response::new(Body::from(body.to_owned()));
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

fn finished(response: Response, base: &str) -> Response {
    finish(response, || base.to_owned()).now_or_never().unwrap()
}

fn explained_body(mut response: Response, failure: &Failure, wants_problem: bool) -> String {
    response.extensions_mut().insert(failure.clone());
    response.extensions_mut().insert(OwnFormat { wants_problem });
    let (_, body) = finished(response, "https://sms.example.com").into_parts();
    let bytes = to_bytes(body, 9_999).now_or_never().unwrap().unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn only_callers_who_name_the_media_type_get_a_problem() {
    assert!(accepting("application/problem+json"));
    assert!(accepting("application/json, Application/Problem+JSON;q=0.5"));
    for other in ["*/*", "application/*", "application/json", "application/problem+json;q=0"] {
        assert!(!accepting(other), "{other}");
    }
    assert!(!accepts_problem(&HeaderMap::new()));
}

#[test]
fn own_body_keeps_its_members_and_gets_the_code_and_the_page() {
    let failure = Failure { code: ErrorCode::InvalidParameter, param: Some("url".to_owned()) };
    let body = explained_body(failed(r#"{"error":"No."}"#), &failure, false);
    assert_eq!(
        body,
        r#"{"code":"invalid_parameter","doc_url":"https://sms.example.com/errors/invalid_parameter","error":"No.","param":"url"}"#
    );
    // An empty body becomes one. A body in another format has no place for members.
    let body = explained_body(failed(""), &ErrorCode::BodyTooLarge.into(), false);
    assert!(body.contains(r#""code":"body_too_large""#), "{body}");
    assert!(body.contains(r#""error":"The body is too large""#), "{body}");
    assert_eq!(explained_body(failed("No."), &failure, false), "No.");
}

#[test]
fn problem_has_the_members_of_its_standard() {
    let body = explained_body(failed(r#"{"message":"No."}"#), &ErrorCode::InvalidUrl.into(), true);
    assert_eq!(
        body,
        r#"{"code":"invalid_url","detail":"No.","status":422,"title":"The URL is not acceptable","type":"https://sms.example.com/errors/invalid_url"}"#
    );
}

#[test]
fn problem_of_a_body_without_a_text_has_the_title() {
    for body in ["", "No."] {
        let text = explained_body(failed(body), &ErrorCode::BodyTooLarge.into(), true);
        assert!(text.contains(r#""detail":"The body is too large""#), "{text}");
    }
}

#[test]
fn every_failure_has_a_link_and_no_success() {
    let link = |response: Response, base: &str| {
        let response = finished(response, base);
        response.headers().get(header::LINK).map(|it| it.to_str().unwrap().to_owned())
    };
    let mut stated = failed("");
    stated.extensions_mut().insert(Failure::from(ErrorCode::InvalidUrl));
    let expected = r#"<https://h/errors/invalid_url>; rel="help""#;
    assert_eq!(link(stated, "https://h").as_deref(), Some(expected));
    let expected = r#"</errors/malformed_request>; rel="help""#;
    assert_eq!(link(failed(""), "https://h>").as_deref(), Some(expected));
    assert_eq!(link(Response::new(Body::empty()), "https://h"), None);
    let mut linked = failed("");
    linked.headers_mut().insert(header::LINK, HeaderValue::from_static("</docs>; rel=\"a\""));
    let expected = r#"</docs>; rel="a", <https://h/errors/malformed_request>; rel="help""#;
    assert_eq!(link(linked, "https://h").as_deref(), Some(expected));
}
