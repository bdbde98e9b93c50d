//! Requests to the push service (FCM).

use std::cell::RefCell;

use object_commands::push_queue::Push;
use push_queue::{
    PushOutcome,
    fcm::{self, AccessToken, FcmCredentials},
};
use runtime::{
    FcmSettings, clock,
    log::{self, events::PushEvent},
    signing::sign_rs256,
};
use unix_time::UnixMillis;

use crate::post_request::{PostAnswer, post};

const FAILED: PushOutcome = PushOutcome::Failed { retry_after_ms: None };

thread_local! {
    /// The isolate's latest access token, shared by all queues in it.
    static ACCESS: RefCell<Option<AccessToken>> = const { RefCell::new(None) };
}

/// Returns a fresh access token, from the cache or from the push service. `None`: the service issued none, so
/// nothing can be sent now.
pub(crate) async fn access(settings: &FcmSettings, timeout_ms: u64) -> Option<AccessToken> {
    let now_ms = clock::now_ms();
    let known = ACCESS.with_borrow(Clone::clone).filter(|token| token.is_fresh(now_ms));
    if known.is_some() {
        return known;
    }
    let token = exchange(&settings.credentials, &settings.token_url, now_ms, timeout_ms).await;
    if token.is_none() {
        log::write(&PushEvent::NoAccessToken);
    }
    ACCESS.set(token.clone());
    token
}

/// Sends one push. An access token that the service refuses is replaced once.
pub(crate) async fn send(
    settings: &FcmSettings,
    access: Option<&AccessToken>,
    push: &Push,
    timeout_ms: u64,
) -> PushOutcome {
    let Some(access) = access else { return fcm::NO_ACCESS };
    let mut answer = send_with_token(settings, access, push, timeout_ms).await;
    if answer.as_ref().is_some_and(|answer| fcm::is_access_refused(answer.status)) {
        // Another send may have replaced the refused token already.
        ACCESS.with_borrow_mut(|known| known.take_if(|known| known == access));
        if let Some(access) = self::access(settings, timeout_ms).await {
            answer = send_with_token(settings, &access, push, timeout_ms).await;
        }
    }
    let outcome = answer.as_ref().map_or(FAILED, |answer| {
        fcm::classify_answer(answer.status, &answer.body, answer.retry_after_ms)
    });
    if outcome != PushOutcome::Sent {
        let status = answer.map_or(0, |answer| answer.status);
        let token = push_queue::token_digest(&push.token);
        let push_token_digest = &token;
        log::write(&PushEvent::PushRefused { status: &status, push_token_digest });
    }
    outcome
}

async fn send_with_token(
    settings: &FcmSettings,
    access: &AccessToken,
    push: &Push,
    timeout_ms: u64,
) -> Option<PostAnswer> {
    let url = fcm::send_url(&settings.base_url, &settings.credentials);
    let authorization = access.authorization();
    let headers = [("content-type", "application/json"), ("authorization", &authorization)];
    post(&url, &headers, &fcm::message(push), timeout_ms).await
}

async fn exchange(
    credentials: &FcmCredentials,
    token_url: &str,
    now_ms: UnixMillis,
    timeout_ms: u64,
) -> Option<AccessToken> {
    let assertion = credentials.assertion(now_ms);
    let signature = sign_rs256(credentials.private_key_der(), assertion.as_bytes()).await;
    let form = FcmCredentials::token_request(&assertion, &signature.ok()?);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = post(token_url, &headers, &form, timeout_ms).await?;
    if answer.status != 200 {
        return None;
    }
    AccessToken::parse(&answer.body, clock::now_ms())
}
