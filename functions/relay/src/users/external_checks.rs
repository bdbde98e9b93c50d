//! Optional external services: lists of breached passwords, and captcha verification.

use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use identity::password::Password;
use relay_users::{PasswordFault, RangeQuery, check_password};
use runtime::{
    CaptchaSettings, fetch,
    log::{self, events::RelayUserEvent},
};
use worker::{
    Headers, Method, Request, RequestInit, RequestRedirect, js_sys, wasm_bindgen::JsValue,
};

use super::fields;
use crate::error::{RelayError, RelayResult};

const DEADLINE_MS: u64 = 3_000;
/// Maximum size of an answer; a range has about a thousand lines of 40 characters.
const MAX_ANSWER_BYTES: usize = 262_144;

/// Refuses a password that is not allowed, with the reason. If the list of breached passwords is unavailable, the
/// password is accepted: an outage of an optional check must not block sign-ups.
pub(crate) async fn check_new_password(
    context: &RequestContext,
    password: &Password,
) -> RelayResult<()> {
    check_password(password.expose()).map_err(fields::unacceptable)?;
    let Some(url) = &context.settings.relay.users.breached_passwords_url else { return Ok(()) };
    let query = RangeQuery::of(password.expose());
    let headers = [("add-padding", "true")];
    let request = request(Method::Get, &format!("{url}/range/{}", query.told()), &headers, None);
    match send(request).await {
        Some(answer) if query.is_listed(&answer) => {
            Err(fields::unacceptable(PasswordFault::Breached))
        }
        Some(_) => Ok(()),
        None => {
            log::write(&RelayUserEvent::BreachedPasswordsUnavailable);
            Ok(())
        }
    }
}

/// Verifies the request's captcha token, if a captcha is configured: 400 without a token, 403 for a wrong one, 503 if
/// the service does not answer.
pub(crate) async fn check_captcha(
    context: &RequestContext,
    headers: &HeaderMap,
    token: Option<&str>,
) -> RelayResult<()> {
    let Some(captcha) = &context.settings.relay.users.captcha else { return Ok(()) };
    let token = token.ok_or_else(|| fields::missing("captcha_token"))?;
    match send(verification(captcha, token, headers)).await {
        Some(answer) => match relay_users::is_passed(&answer) {
            Some(true) => Ok(()),
            Some(false) => {
                let text = "captcha not passed";
                Err(RelayError::text(ErrorCode::CaptchaFailed, StatusCode::FORBIDDEN, text))
            }
            None => Err(unverified_captcha()),
        },
        None => Err(unverified_captcha()),
    }
}

fn unverified_captcha() -> RelayError {
    log::write(&RelayUserEvent::CaptchaNotVerified);
    RelayError::unavailable()
}

fn verification(
    captcha: &CaptchaSettings,
    token: &str,
    headers: &HeaderMap,
) -> worker::Result<Request> {
    let network = client_network(headers);
    let pair = |name: &str, value: &str| {
        format!("{name}={}", String::from(js_sys::encode_uri_component(value)))
    };
    let body = [
        pair("secret", &captcha.secret),
        pair("response", token),
        pair("remoteip", network.expose()),
    ];
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    request(Method::Post, &captcha.url, &headers, Some(&body.join("&")))
}

/// Returns the body of a 200 answer. `None` without one in time.
async fn send(request: worker::Result<Request>) -> Option<String> {
    let answer = fetch::answer_to(request.ok()?, DEADLINE_MS).await.ok()?;
    if answer.response.status_code() != 200 {
        answer.discard().await;
        return None;
    }
    answer.text(MAX_ANSWER_BYTES, DEADLINE_MS).await
}

fn request(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> worker::Result<Request> {
    let own = Headers::new();
    for (name, value) in headers {
        own.set(name, value)?;
    }
    let init = RequestInit {
        method,
        headers: own,
        body: body.map(JsValue::from_str),
        redirect: RequestRedirect::Manual,
        ..RequestInit::default()
    };
    Request::new_with_init(url, &init)
}
