//! Requests to platforms.

use std::{fmt, sync::Arc};

use outbound::OutboundUrl;
use platforms::{Answer, Context, Failure, HttpRequest, MAX_ANSWER_BYTES};
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

/// Result of a request.
#[derive(Debug)]
pub enum Asked {
    Answered(OwnedAnswer),
    /// No answer came in time. The request may have been carried out.
    Unanswered,
    /// The URL came from another party's answer and the guard refused it: nothing was sent.
    NotAllowed(OwnedAnswer),
}

/// A complete answer. A body that broke off or is too long counts as empty. Debug output shows the status and the
/// body's length only.
pub struct OwnedAnswer {
    pub status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    received_at_ms: i64,
}

impl Asked {
    /// Returns the answer for the readers of the `platforms` crate. A URL that is not allowed reads as a refusal with
    /// 403.
    pub fn answer(&self) -> Option<Answer<'_>> {
        match self {
            Self::Answered(answer) | Self::NotAllowed(answer) => Some(answer.as_answer()),
            Self::Unanswered => None,
        }
    }
}

impl OwnedAnswer {
    pub fn as_answer(&self) -> Answer<'_> {
        Answer {
            status: self.status,
            headers: &self.headers,
            body: &self.body,
            received_at_ms: self.received_at_ms,
        }
    }
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
    /// followed.
    pub async fn ask(&self, request: &HttpRequest) -> Asked {
        let url = match self.allowed(request).await {
            Ok(url) => url,
            Err(Refusal::NotAllowed) => return Asked::NotAllowed(OwnedAnswer::forbidden()),
            Err(Refusal::NotKnown) => return Asked::Unanswered,
        };
        let Ok(prepared) = prepare(request, &url) else { return Asked::Unanswered };
        let timeout_ms = self.settings.relay.grants.timeout_ms;
        let Ok(answer) = fetch::answer_to(prepared, timeout_ms).await else {
            return Asked::Unanswered;
        };
        let status = answer.response.status_code();
        let headers = answer.response.headers().entries().collect();
        let body = answer.text(MAX_ANSWER_BYTES, timeout_ms).await.unwrap_or_default().into_bytes();
        Asked::Answered(OwnedAnswer { status, headers, body, received_at_ms: clock::now_ms() })
    }

    /// Makes a request and reads its answer; repeats it once if only a nonce was missing. `make` and `read` may change
    /// `state`: tokens, or a consent.
    pub async fn settle<S, T>(
        &self,
        state: &mut S,
        make: impl Fn(&mut S, &mut Context<'_>) -> Result<HttpRequest, Failure>,
        read: impl Fn(&mut S, &Answer<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut has_nonce = false;
        loop {
            let request = self.with_context(|context| make(state, context))?;
            let asked = self.ask(&request).await;
            let answer = asked.answer().ok_or_else(Failure::no_answer)?;
            match read(state, &answer) {
                Err(Failure::NonceRequired) if !has_nonce => has_nonce = true,
                other => return other,
            }
        }
    }

    /// Returns the URL to request. A host name from another party is resolved and checked first.
    async fn allowed(&self, request: &HttpRequest) -> Result<String, Refusal> {
        if !request.is_guarded {
            return Ok(request.url.clone());
        }
        let outbound = &self.settings.outbound;
        let url = OutboundUrl::parse(&request.url, &outbound.allowances)
            .map_err(|_| Refusal::NotAllowed)?;
        if let Some(name) = url.name_to_resolve() {
            let agreed = self.resolver.agrees_to(name, &outbound.resolver_url).await;
            agreed.map_err(|_| Refusal::NotKnown)?;
        }
        Ok(url.as_str().to_owned())
    }
}

impl fmt::Debug for OwnedAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OwnedAnswer({}, {} bytes)", self.status, self.body.len())
    }
}

impl OwnedAnswer {
    fn forbidden() -> Self {
        let received_at_ms = clock::now_ms();
        Self { status: 403, headers: Vec::new(), body: Vec::new(), received_at_ms }
    }
}

enum Refusal {
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
