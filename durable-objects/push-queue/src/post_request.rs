//! POST requests to services that the operator configured.

use runtime::fetch::{self, NoAnswer};
use wasm_bindgen::JsValue;
use worker::{Headers, Method, Request, RequestInit, RequestRedirect};

/// Maximum number of bytes read of an answer; these services send little.
const MAX_ANSWER_BYTES: usize = 65_536;

/// An answer with its body. A body that could not be read is empty.
pub(crate) struct PostAnswer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) retry_after_ms: Option<i64>,
}

/// Posts a body with these headers, without following redirects. `None` when there was no answer in time.
pub(crate) async fn post(
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
    timeout_ms: u64,
) -> Option<PostAnswer> {
    let answer = fetch::answer_to(request(url, headers, body).ok()?, timeout_ms).await;
    let answer = answer.map_err(|_: NoAnswer| ()).ok()?;
    let status = answer.response.status_code();
    let retry_after_ms = answer.retry_after_ms();
    let body = answer.text(MAX_ANSWER_BYTES, timeout_ms).await.unwrap_or_default();
    Some(PostAnswer { status, body, retry_after_ms })
}

fn request(url: &str, headers: &[(&str, &str)], body: &str) -> worker::Result<Request> {
    let own = Headers::new();
    for (name, value) in headers {
        own.set(name, value)?;
    }
    let init = RequestInit {
        method: Method::Post,
        headers: own,
        body: Some(JsValue::from_str(body)),
        redirect: RequestRedirect::Manual,
        ..RequestInit::default()
    };
    Request::new_with_init(url, &init)
}
