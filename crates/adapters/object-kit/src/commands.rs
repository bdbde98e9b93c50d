//! Commands to an object: the called side of `runtime::objects::call`.

use std::future::Future;

use lenient_input::describe_json_error;
use object_commands::{Envelope, request_id};
use runtime::{
    clock,
    gate::Gate,
    log::{self, LogThrottle, events::RuntimeEvent},
    objects::TOO_MANY_COMMANDS,
};
use serde::{Serialize, de::DeserializeOwned};
use worker::{Request, Response, ResponseBuilder};

use crate::{Fault, ObjectLog};

/// Maximum number of commands that an object runs at once. Callers beyond it get [`TOO_MANY_COMMANDS`] and retry.
const MAX_COMMANDS: usize = 1_000;
/// Time after which a running command no longer counts towards [`MAX_COMMANDS`].
const COMMAND_MS: i64 = 60_000;

/// Runs the commands of one object, a bounded number at once.
#[derive(Debug)]
pub struct Commands {
    gate: Gate,
    refusals: LogThrottle,
}

impl Commands {
    /// Runs one command in its own log context, or answers 429 when too many are under way. A fault is logged,
    /// and answered with 503 and no reason.
    pub async fn run(
        &self,
        object_log: &ObjectLog,
        command: impl Future<Output = Result<Response, Fault>>,
    ) -> worker::Result<Response> {
        // Boxed as in `LogContext::scope`, because futures that wrap futures by value double in size.
        object_log.scope(None, self.run_in_scope(Box::pin(command))).await
    }

    async fn run_in_scope(
        &self,
        command: impl Future<Output = Result<Response, Fault>>,
    ) -> worker::Result<Response> {
        let started_at_ms = clock::now_ms();
        // The place has a name because `Some(_)` would give it back at once.
        let Some(_pass) = self.gate.enter(COMMAND_MS) else {
            self.refusals.write(&RuntimeEvent::CommandRefused, started_at_ms);
            return Response::error("busy", TOO_MANY_COMMANDS);
        };
        match command.await {
            Ok(response) => {
                let failure = (response.status_code() >= 500).then_some("unavailable");
                log::command_completed(started_at_ms, failure);
                Ok(response)
            }
            Err(fault) => {
                log::command_failed(started_at_ms, &fault);
                Response::error("unavailable", 503)
            }
        }
    }
}

impl Default for Commands {
    fn default() -> Self {
        Self { gate: Gate::new(MAX_COMMANDS), refusals: LogThrottle::default() }
    }
}

/// Reads the command from a request to an object, and notes its name and the request behind it for the log.
pub async fn read_command<E: DeserializeOwned + Envelope>(
    request: &mut Request,
) -> worker::Result<E> {
    let text = request.text().await?;
    // The error's own text would quote values of the command, which may be numbers or tokens.
    let command: E = serde_json::from_str(&text)
        .map_err(|error| worker::Error::RustError(describe_json_error(&error)))?;
    if let Some(context) = log::current() {
        context.set_command(command.name());
        if let Some(id) = request_id::find(&text) {
            context.set_request_id(id);
        }
    }
    Ok(command)
}

/// Makes an object's response from a command's outcome.
pub fn answer<T: Serialize>(outcome: &T) -> worker::Result<Response> {
    let body =
        serde_json::to_vec(outcome).map_err(|error| worker::Error::RustError(error.to_string()))?;
    Ok(ResponseBuilder::new().fixed(body))
}

/// The answer of an object that has no room for a socket.
pub fn busy() -> worker::Result<Response> {
    Response::error("busy", 503)
}
