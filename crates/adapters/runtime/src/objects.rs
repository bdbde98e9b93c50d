//! Typed calls to Durable Objects. The called side is `object_kit`.

use lenient_input::describe_json_error;
use object_commands::{Command, request_id};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{Env, Stub, js_sys, wasm_bindgen_futures::JsFuture, web_sys};

use crate::{clock, log};

/// Deadline of a call, after which the object counts as unreachable. It frees callers on other isolates only. A
/// caller in the object's own isolate hangs with it, which is why nothing may panic.
const CALL_DEADLINE_MS: u64 = 10_000;

/// Status of an object that runs as many commands as it may.
pub const TOO_MANY_COMMANDS: u16 = 429;

/// Status of an object that was emptied for good.
pub const EMPTIED: u16 = 410;

/// Object classes that take commands. Each maps to a binding in wrangler.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectClass {
    Dispatcher,
    GatewayConnection,
    WebhookDelivery,
    PushQueue,
    SyncSession,
}

/// Reason why an object gave no answer. The object may have acted all the same.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("the object did not answer in time")]
    Deadline,
    #[error("the object could not be called: {0}")]
    Transport(String),
    /// The object runs as many commands as it may. It did not act.
    #[error("the object is busy")]
    Busy,
    /// The object was emptied for good, because its account is deleted. It did not act.
    #[error("the object was emptied, with its account")]
    Emptied,
    #[error("the object refused with status {0}")]
    Status(u16),
    #[error("the object's answer cannot be read: {0}")]
    InvalidAnswer(String),
}

impl ObjectClass {
    fn binding(self) -> &'static str {
        match self {
            Self::Dispatcher => "DISPATCHER",
            Self::GatewayConnection => "GATEWAY_CONNECTION",
            Self::WebhookDelivery => "WEBHOOK_DELIVERY",
            Self::PushQueue => "PUSH_QUEUE",
            Self::SyncSession => "SYNC_SESSION",
        }
    }

    /// Returns the stub of the object with this name.
    pub fn stub(self, env: &Env, name: &str) -> Result<Stub, CallError> {
        env.durable_object(self.binding())
            .and_then(|namespace| namespace.get_by_name(name))
            .map_err(|error| CallError::Transport(error.to_string()))
    }
}

#[wasm_bindgen]
extern "C" {
    /// The platform's own stub. The `worker` crate's wrapper reads every answer as a stream, chunk by chunk, which
    /// costs more than the rest of the call together.
    type RawStub;

    #[wasm_bindgen(method, catch)]
    fn fetch(
        this: &RawStub,
        url: &str,
        init: &web_sys::RequestInit,
    ) -> Result<js_sys::Promise, JsValue>;
}

/// Sends a command to an object and reads its outcome.
pub async fn call<C: Command>(
    env: &Env,
    class: ObjectClass,
    name: &str,
    command: C,
) -> Result<C::Outcome, CallError> {
    let mut body = serde_json::to_string(&C::Envelope::from(command))
        .map_err(|error| CallError::InvalidAnswer(describe_json_error(&error)))?;
    if let Some(context) = log::current()
        && let Some(id) = context.request_id()
    {
        request_id::insert(&mut body, id);
    }
    // In spite of its name, this only casts the stub to `RawStub`: objects of this build answer `fetch`, not RPC.
    let stub: RawStub = class.stub(env, name)?.into_rpc();
    let text = answer(exchange(&stub, "POST", Some(&body))).await?;
    serde_json::from_str(&text)
        .map_err(|error| CallError::InvalidAnswer(describe_json_error(&error)))
}

/// Empties an object for good: it closes its sockets, deletes its alarm and all it stored, and answers every later
/// request with [`EMPTIED`]. Idempotent.
pub async fn empty(env: &Env, class: ObjectClass, name: &str) -> Result<(), CallError> {
    let stub: RawStub = class.stub(env, name)?.into_rpc();
    answer(exchange(&stub, "DELETE", None)).await.map(drop)
}

async fn answer(
    exchange: impl Future<Output = Result<(u16, String), JsValue>>,
) -> Result<String, CallError> {
    let (status, text) = clock::within(CALL_DEADLINE_MS, exchange)
        .await
        .ok_or(CallError::Deadline)?
        .map_err(|error| CallError::Transport(worker::Error::from(error).to_string()))?;
    match status {
        200 => Ok(text),
        TOO_MANY_COMMANDS => Err(CallError::Busy),
        EMPTIED => Err(CallError::Emptied),
        _ => Err(CallError::Status(status)),
    }
}

async fn exchange(
    stub: &RawStub,
    method: &str,
    body: Option<&str>,
) -> Result<(u16, String), JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    let response = JsFuture::from(stub.fetch("https://object/", &init)?).await?;
    let response: web_sys::Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
