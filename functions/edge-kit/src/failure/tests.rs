//! Bodies and links of failures.

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

fn explained_body(response: Response, failure: &Failure, wants_problem: bool) -> String {
    let base = "https://sms.example.com";
    let done = explained(response, failure, base, wants_problem);
    let (_, body) = futures_util::FutureExt::now_or_never(done).unwrap().into_parts();
    let bytes = futures_util::FutureExt::now_or_never(to_bytes(body, 9_999)).unwrap().unwrap();
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
    // A body in another format has no place for members.
    assert_eq!(explained_body(failed("No."), &failure, true), "No.");
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
fn every_failure_has_a_link_and_no_success() {
    let link = |mut response: Response, base: &str| {
        link_to_page(&mut response, || base.to_owned());
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
