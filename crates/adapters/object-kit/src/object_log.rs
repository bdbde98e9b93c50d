//! The log lines of an object: each event of the object has a context with its class, its name and its command.

use std::{future::Future, rc::Rc};

use runtime::{
    Settings, clock,
    log::{self, LogContext},
};
use worker::{Env, Response, State, js_sys, wasm_bindgen::JsValue};

use crate::Fault;

/// How an object's name is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedName {
    /// As the account's id.
    Account,
    /// As the gateway's id.
    Gateway,
    /// As the account's id and the webhook endpoint's.
    WebhookEndpoint,
    /// As the name of a push queue.
    PushQueue,
    /// Not at all, because the name is a secret or a part of one.
    Never,
}

/// Makes the context of each event of one object, and logs how it ended.
pub struct ObjectLog {
    class: &'static str,
    field: Option<&'static str>,
    /// Reads the object's name, which costs a call of the platform and therefore waits for a line.
    name: Rc<dyn Fn() -> Option<String>>,
}

impl ObjectLog {
    /// Makes the log of the object with this state. `class` is the name of its class.
    pub fn new(class: &'static str, name: LoggedName, state: &State, env: &Env) -> Self {
        // An isolate may have no other reader of the settings, and they say what is logged. A fault of the settings
        // is logged by the command that needs them.
        let _ = Settings::of(env);
        // `State` cannot be cloned. Its JavaScript object can, so that the name can be read later.
        let state: &JsValue = state.as_raw().as_ref();
        let state = state.clone();
        Self { class, field: name.field(), name: Rc::new(move || name_of(&state)) }
    }

    /// Runs what the object does in one event, so that its log lines say in which object. `kind` is the kind of the
    /// event; `None` for a command, whose name is noted when it was read.
    pub fn scope<F: Future>(
        &self,
        kind: Option<&'static str>,
        event: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        let context =
            LogContext::object(self.class, self.field.map(|field| (field, self.name.clone())));
        if let Some(kind) = kind {
            context.set_command(kind);
        }
        context.scope(event)
    }

    /// Runs the alarm. A fault is logged, and the platform is told that the alarm succeeded: it would otherwise retry
    /// six times and give up, so the alarm sets itself again.
    pub async fn alarm(
        &self,
        alarm: impl Future<Output = Result<(), Fault>>,
    ) -> worker::Result<Response> {
        self.scope(Some("alarm"), async {
            let started_at_ms = clock::now_ms();
            match alarm.await {
                Ok(()) => log::command_completed(started_at_ms, None),
                Err(fault) => log::alarm_failed(started_at_ms, &fault),
            }
        })
        .await;
        Response::empty()
    }
}

/// Reads an object's name from its state.
fn name_of(state: &JsValue) -> Option<String> {
    let id = js_sys::Reflect::get(state, &"id".into()).ok()?;
    js_sys::Reflect::get(&id, &"name".into()).ok()?.as_string()
}

impl LoggedName {
    fn field(self) -> Option<&'static str> {
        match self {
            Self::Account => Some("account_id"),
            Self::Gateway => Some("gateway_id"),
            Self::WebhookEndpoint => Some("webhook_endpoint"),
            Self::PushQueue => Some("push_queue"),
            Self::Never => None,
        }
    }
}
