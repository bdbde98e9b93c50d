//! `GET /health`, `/health/live`, `/health/ready`, `/health/startup` (contract 1.6).

use std::cell::Cell;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::{RequestContext, face_error::report_store_fault};
use http::StatusCode;
use runtime::clock;
use serde_json::{Value, json};
use store_d1::Store;
use unix_time::UnixMillis;

/// Number of the release, which increases with the version.
const RELEASE_ID: u32 = 1;
/// Milliseconds for which an isolate caches the database's health, because the route is public.
const PING_TTL_MS: i64 = 5_000;

thread_local! {
    static LAST_PING: Cell<Option<DatabaseCheck>> = const { Cell::new(None) };
}

/// Result of a health check of the database.
#[derive(Clone, Copy, Debug)]
struct DatabaseCheck {
    at_ms: UnixMillis,
    answered: bool,
    took_ms: i64,
}

impl DatabaseCheck {
    /// Whether the result is still valid. Also false if the clock was set back.
    fn holds_at(self, now_ms: UnixMillis) -> bool {
        (self.at_ms..self.at_ms.saturating_add(PING_TTL_MS)).contains(&now_ms)
    }
}

/// `GET /health/ready` and `/health`: whether the database answers. 503 if it does not.
#[worker::send]
pub(crate) async fn ready(context: RequestContext) -> Response {
    let DatabaseCheck { answered, took_ms, .. } = match LAST_PING.get() {
        Some(last) if last.holds_at(context.now_ms) => last,
        _ => ping(&context).await,
    };
    let status = if answered { "pass" } else { "fail" };
    let check = json!({
        "description": "Time the database took to answer",
        "observedUnit": "ms",
        "observedValue": took_ms,
        "status": status,
    });
    report(status, Some(json!({ "db:ping": check })))
}

/// Checks the database, and caches the result.
async fn ping(context: &RequestContext) -> DatabaseCheck {
    let answered = match Store::open(&context.env) {
        Ok(store) => store.ping().await,
        Err(error) => Err(error),
    };
    if let Err(error) = &answered {
        report_store_fault(error);
    }
    // A Worker's clock advances only at I/O, such as this query.
    let took_ms = clock::now_ms().since(context.now_ms);
    let ping = DatabaseCheck { at_ms: context.now_ms, answered: answered.is_ok(), took_ms };
    LAST_PING.set(Some(ping));
    ping
}

/// `GET /health/live`: a health check of the Worker alone.
pub(crate) async fn live() -> Response {
    let check = |description: &str, unit: &str, value: usize| {
        json!({
            "description": description,
            "observedUnit": unit,
            "observedValue": value,
            "status": "pass",
        })
    };
    let checks = json!({
        "system:goroutines": check("Threads of execution", "threads", 1),
        "system:memory": check("Memory of this instance", "MiB", memory_mib()),
    });
    report("pass", Some(checks))
}

/// `GET /health/startup`: always ready, because nothing needs to start.
pub(crate) async fn startup() -> Response {
    report("pass", None)
}

fn report(status: &str, checks: Option<Value>) -> Response {
    let mut body = json!({
        "status": status,
        "version": env!("CARGO_PKG_VERSION"),
        "releaseId": RELEASE_ID,
    });
    if let (Some(fields), Some(checks)) = (body.as_object_mut(), checks) {
        fields.insert("checks".to_owned(), checks);
    }
    let code = if status == "fail" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (code, Json(body)).into_response()
}

/// Returns the memory's size. WebAssembly counts it in pages of 64 KiB.
fn memory_mib() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) / 16;
    #[cfg(not(target_arch = "wasm32"))]
    return 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ping_holds_for_five_seconds() {
        let ping = DatabaseCheck { at_ms: UnixMillis::new(10_000), answered: true, took_ms: 1 };
        assert!(ping.holds_at(UnixMillis::new(10_000)) && ping.holds_at(UnixMillis::new(14_999)));
        assert!(!ping.holds_at(UnixMillis::new(15_000)) && !ping.holds_at(UnixMillis::new(9_999)));
    }
}
