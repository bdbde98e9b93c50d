//! Commands to an object: the called side of `runtime::objects::call`.

use std::future::Future;

use runtime::gate::Gate;
use serde::{Serialize, de::DeserializeOwned};
use worker::{Request, Response, ResponseBuilder};

/// Maximum number of commands that an object runs at once. Callers beyond it get [`busy`] and retry.
const MAX_COMMANDS: usize = 1_000;
/// Time after which a running command no longer counts towards [`MAX_COMMANDS`].
const COMMAND_MS: i64 = 60_000;

/// Runs the commands of one object, a bounded number at once.
#[derive(Debug)]
pub struct Commands(Gate);

impl Commands {
    /// Runs one command, or answers [`busy`] when too many are under way. `Err` makes the caller's call fail.
    pub async fn run(
        &self,
        command: impl Future<Output = worker::Result<Response>>,
    ) -> worker::Result<Response> {
        let Some(_pass) = self.0.enter(COMMAND_MS) else { return busy() };
        command.await
    }
}

impl Default for Commands {
    fn default() -> Self {
        Self(Gate::new(MAX_COMMANDS))
    }
}

/// Reads the command from a request to an object.
pub async fn read_command<E: DeserializeOwned>(request: &mut Request) -> worker::Result<E> {
    let text = request.text().await?;
    serde_json::from_str(&text).map_err(|error| worker::Error::RustError(error.to_string()))
}

/// Makes an object's response from a command's outcome.
pub fn answer<T: Serialize>(outcome: &T) -> worker::Result<Response> {
    let body =
        serde_json::to_vec(outcome).map_err(|error| worker::Error::RustError(error.to_string()))?;
    Ok(ResponseBuilder::new().fixed(body))
}

/// The answer of an object that has no room: for a command, or for a socket.
pub fn busy() -> worker::Result<Response> {
    Response::error("busy", 503)
}
