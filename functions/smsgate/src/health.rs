//! `GET /health`, `/health/live`, `/health/ready`, `/health/startup` (contract 1.6).

use std::cell::Cell;

use axum::{
    Extension, Json,
    response::{IntoResponse, Response},
};
use edge_kit::{ErrorCode, Failure, RequestContext, face_error::report_store_fault};
#[cfg(feature = "openapi")]
use edge_kit::{
    openapi::{ErrorFormat, Operation, Schemas},
    route_table::Method,
};
use http::StatusCode;
use runtime::clock;
use serde::Serialize;
use store_d1::Store;
use unix_time::UnixMillis;

/// Number of the release, which increases with the version.
const RELEASE_ID: u32 = 1;
/// Milliseconds for which an isolate caches the database's health, because the route is public.
const PING_TTL_MS: i64 = 5_000;

thread_local! {
    static LAST_PING: Cell<Option<DatabaseCheck>> = const { Cell::new(None) };
}

/// Answer of the health checks.
// Fields stand in the alphabetical order in which they are sent, here and below.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct HealthOut {
    /// Results of the checks; absent if there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    checks: Option<HealthChecksOut>,
    /// Number of the release, which increases with the version.
    release_id: u32,
    status: HealthStatus,
    /// Version of the server.
    version: &'static str,
}

/// The checks of a health check, by what they measure.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct HealthChecksOut {
    /// Whether the database answers.
    #[serde(rename = "db:ping", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    db_ping: Option<HealthCheckOut>,
    /// Always 1.
    #[serde(rename = "system:goroutines", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    system_goroutines: Option<HealthCheckOut>,
    #[serde(rename = "system:memory", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    system_memory: Option<HealthCheckOut>,
}

/// One value that was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct HealthCheckOut {
    description: &'static str,
    #[cfg_attr(feature = "openapi", schemars(example = &"ms"))]
    observed_unit: &'static str,
    observed_value: i64,
    status: HealthStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
enum HealthStatus {
    Pass,
    Fail,
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
    if answered {
        return Json(HealthOut::of_database(HealthStatus::Pass, took_ms)).into_response();
    }
    let failure = Extension(Failure::from(ErrorCode::Unavailable));
    let failed = Json(HealthOut::of_database(HealthStatus::Fail, took_ms));
    (StatusCode::SERVICE_UNAVAILABLE, failure, failed).into_response()
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
pub(crate) async fn live() -> Json<HealthOut> {
    Json(HealthOut::of_instance(memory_mib()))
}

/// `GET /health/startup`: always ready, because nothing needs to start.
pub(crate) async fn startup() -> Json<HealthOut> {
    Json(HealthOut::of(HealthStatus::Pass, None))
}

/// Descriptions of the routes of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<Operation> {
    let operation =
        |path, id, summary| Operation::new(Method::Get, path, id, summary).tag("Health");
    let ready = |path, id| {
        operation(path, id, "Check whether the database answers")
            .describe("The result is cached for five seconds.")
            .answers_json::<HealthOut, 200>()
            .fails_as(UNHEALTHY, 503, &[ErrorCode::Unavailable], "The database does not answer.")
    };
    let live = |path, id| operation(path, id, "Check the server alone");
    let startup = |path, id| {
        operation(path, id, "Check whether the server has started")
            .describe("Always passes, because nothing needs to start.")
    };
    vec![
        ready("/health", "getHealth"),
        live("/health/live", "getLiveness"),
        ready("/health/ready", "getReadiness"),
        startup("/health/startup", "getStartup"),
        ready("/3rdparty/v1/health", "getIntegratorHealth"),
        live("/3rdparty/v1/health/live", "getIntegratorLiveness"),
        ready("/3rdparty/v1/health/ready", "getIntegratorReadiness"),
        startup("/3rdparty/v1/health/startup", "getIntegratorStartup"),
    ]
}

/// Format of the answer of a check that fails.
#[cfg(feature = "openapi")]
const UNHEALTHY: ErrorFormat = ErrorFormat {
    content_type: Some("application/json"),
    schema: Some(Schemas::answer::<HealthOut>),
};

impl HealthOut {
    fn of(status: HealthStatus, checks: Option<HealthChecksOut>) -> Self {
        Self { checks, release_id: RELEASE_ID, status, version: env!("CARGO_PKG_VERSION") }
    }

    fn of_database(status: HealthStatus, took_ms: i64) -> Self {
        let check = HealthCheckOut {
            description: "Time the database took to answer",
            observed_unit: "ms",
            observed_value: took_ms,
            status,
        };
        Self::of(status, Some(HealthChecksOut { db_ping: Some(check), ..Default::default() }))
    }

    fn of_instance(memory_mib: i64) -> Self {
        let check = |description, observed_unit, observed_value| {
            let status = HealthStatus::Pass;
            Some(HealthCheckOut { description, observed_unit, observed_value, status })
        };
        let checks = HealthChecksOut {
            system_goroutines: check("Threads of execution", "threads", 1),
            system_memory: check("Memory of this instance", "MiB", memory_mib),
            ..Default::default()
        };
        Self::of(HealthStatus::Pass, Some(checks))
    }
}

/// Returns the memory's size. WebAssembly counts it in pages of 64 KiB.
fn memory_mib() -> i64 {
    #[cfg(target_arch = "wasm32")]
    return i64::try_from(core::arch::wasm32::memory_size(0) / 16).unwrap_or(i64::MAX);
    #[cfg(not(target_arch = "wasm32"))]
    return 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_their_members_in_alphabetical_order() {
        let shown = |health: &HealthOut| {
            let text = serde_json::to_string(health).unwrap();
            text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
        };
        assert_eq!(
            shown(&HealthOut::of_database(HealthStatus::Fail, 7)),
            concat!(
                r#"{"checks":{"db:ping":{"description":"Time the database took to answer","observedUnit":"ms","#,
                r#""observedValue":7,"status":"fail"}},"releaseId":1,"status":"fail","version":"VERSION"}"#,
            )
        );
        assert_eq!(
            shown(&HealthOut::of_instance(3)),
            concat!(
                r#"{"checks":{"system:goroutines":{"description":"Threads of execution","observedUnit":"threads","#,
                r#""observedValue":1,"status":"pass"},"system:memory":{"description":"Memory of this instance","#,
                r#""observedUnit":"MiB","observedValue":3,"status":"pass"}},"releaseId":1,"status":"pass","#,
                r#""version":"VERSION"}"#,
            )
        );
        assert_eq!(
            shown(&HealthOut::of(HealthStatus::Pass, None)),
            r#"{"releaseId":1,"status":"pass","version":"VERSION"}"#
        );
    }

    #[test]
    fn a_ping_holds_for_five_seconds() {
        let ping = DatabaseCheck { at_ms: UnixMillis::new(10_000), answered: true, took_ms: 1 };
        assert!(ping.holds_at(UnixMillis::new(10_000)) && ping.holds_at(UnixMillis::new(14_999)));
        assert!(!ping.holds_at(UnixMillis::new(15_000)) && !ping.holds_at(UnixMillis::new(9_999)));
    }
}
