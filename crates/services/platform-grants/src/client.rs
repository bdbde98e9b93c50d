//! Requests to platforms.

use std::sync::Arc;

use outbound::OutboundUrl;
use platforms::{Context, Failure, HttpAnswer, HttpRequest, MAX_ANSWER_BYTES};
use runtime::{OsRng, Settings, clock, fetch, resolver::Resolver};
use wasm_bindgen::JsValue;
use worker::{Headers, Method, Request, RequestInit, RequestRedirect, js_sys::Uint8Array};

const USER_AGENT: &str = "Wireroom-Relay/1.0";

/// Makes the requests of the `platforms` crate. Create one per event, so that each host name is resolved only once.
#[derive(Debug)]
pub struct PlatformClient {
    settings: Arc<Settings>,
    resolver: Resolver,
}

impl PlatformClient {
    pub fn new(settings: Arc<Settings>) -> Self {
        Self { settings, resolver: Resolver::default() }
    }

    /// Calls `run` with the settings, time and randomness for building requests.
    pub fn with_context<T>(&self, run: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let settings = &self.settings.relay.platforms;
        run(&mut Context { settings, now_ms: clock::now_ms(), rng: &mut OsRng })
    }

    /// Makes a request and waits for its answer for at most `PLATFORM_TIMEOUT_SECS`. Redirects are returned, not
    /// followed. A body that broke off or is too long counts as empty. `None` if no answer came in time; the request
    /// may have been carried out. A URL from another party's answer that the guard refuses reads as an answer with 403;
    /// nothing is sent.
    pub async fn ask(&self, request: &HttpRequest) -> Option<HttpAnswer> {
        let url = match self.allowed(request).await {
            Ok(url) => url,
            Err(UnsentReason::NotAllowed) => return Some(forbidden()),
            Err(UnsentReason::NotKnown) => return None,
        };
        let prepared = prepare(request, &url).ok()?;
        let timeout_ms = self.settings.relay.grants.timeout_ms;
        let answer = fetch::answer_to(prepared, timeout_ms).await.ok()?;
        let status = answer.response.status_code();
        let headers = answer.response.headers().entries().collect();
        let body = answer.text(MAX_ANSWER_BYTES, timeout_ms).await.unwrap_or_default().into_bytes();
        Some(HttpAnswer { status, headers, body, received_at_ms: clock::now_ms() })
    }

    /// Makes a request and reads its answer; repeats it once if only a nonce was missing. `make` and `read` may change
    /// `state`: tokens, or a consent.
    pub async fn settle<S, T>(
        &self,
        state: &mut S,
        make: impl Fn(&mut S, &mut Context<'_>) -> Result<HttpRequest, Failure>,
        read: impl Fn(&mut S, &HttpAnswer) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut has_nonce = false;
        loop {
            let request = self.with_context(|context| make(state, context))?;
            let answer = self.ask(&request).await.ok_or_else(Failure::no_answer)?;
            match read(state, &answer) {
                Err(Failure::NonceRequired) if !has_nonce => has_nonce = true,
                other => return other,
            }
        }
    }

    /// Returns the URL to request. A host name from another party is resolved and checked first.
    async fn allowed(&self, request: &HttpRequest) -> Result<String, UnsentReason> {
        if !request.is_guarded {
            return Ok(request.url.clone());
        }
        let outbound = &self.settings.outbound;
        let url = OutboundUrl::parse(&request.url, &outbound.allowances)
            .map_err(|_| UnsentReason::NotAllowed)?;
        if let Some(name) = url.name_to_resolve() {
            let agreed = self.resolver.check_addresses_public(name, &outbound.resolver_url).await;
            agreed.map_err(|_| UnsentReason::NotKnown)?;
        }
        Ok(url.as_str().to_owned())
    }
}

/// Answer that stands for a URL that the guard refused.
fn forbidden() -> HttpAnswer {
    let received_at_ms = clock::now_ms();
    HttpAnswer { status: 403, headers: Vec::new(), body: Vec::new(), received_at_ms }
}

enum UnsentReason {
    NotAllowed,
    /// The resolver did not answer, or returned an address that is not public. A later attempt may succeed.
    NotKnown,
}

fn prepare(request: &HttpRequest, url: &str) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("user-agent", USER_AGENT)?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let is_post = request.method == "POST";
    let body = is_post.then(|| JsValue::from(Uint8Array::from(request.body.as_slice())));
    let init = RequestInit {
        method: if is_post { Method::Post } else { Method::Get },
        headers,
        body,
        redirect: RequestRedirect::Manual,
        ..RequestInit::default()
    };
    Request::new_with_init(url, &init)
}
