//! `GET /api/v1/admin/audit`: what administrators changed.

use std::collections::BTreeMap;

use axum::Json;
use edge_kit::{RequestContext, TimeMs, params::read};
#[cfg(feature = "openapi")]
use edge_kit::{openapi::Operation, route_table::Method};
use serde::{Deserialize, Serialize};
use store_d1::{Store, audit::ListedAuditEntry};

use crate::{
    access::Administrator,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

/// Query of `GET /api/v1/admin/audit`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListAuditIn {
    /// Entries per page; more than 200 counts as 200.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    cursor: Option<String>,
}

/// Answer of `GET /api/v1/admin/audit`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AuditOut {
    /// The newest first.
    entries: Vec<AuditEntryOut>,
    /// Cursor of the next page; `null` on the last one.
    next_cursor: Option<String>,
}

/// A change, or an attempt at one by somebody who was admitted.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AuditEntryOut {
    actor: ActorOut,
    at: TimeMs,
    id: String,
    method: String,
    /// Ids by name: parameters of the path, and `created` for what the request created. No phone number is shown.
    objects: BTreeMap<String, String>,
    /// Path of the route, with the names of its parameters in braces.
    route: String,
    /// Status of the answer.
    status: u16,
}

/// The author of a change.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct ActorOut {
    /// Id of the key, of the person, or of the operator's token.
    id: Option<String>,
    /// `key`, `person` or `operator`.
    kind: String,
    /// Name of a person at the time of the change.
    name: Option<String>,
}

impl From<&ListedAuditEntry> for AuditEntryOut {
    fn from(entry: &ListedAuditEntry) -> Self {
        Self {
            actor: ActorOut {
                id: entry.actor_id.clone(),
                kind: entry.actor_kind.clone(),
                name: entry.actor_name.clone(),
            },
            at: TimeMs(entry.at_ms),
            id: entry.id.to_string(),
            method: entry.method.clone(),
            objects: serde_json::from_str(&entry.objects).unwrap_or_default(),
            route: entry.route.clone(),
            status: entry.status,
        }
    }
}

/// `GET /api/v1/admin/audit`: the changes of the account, or of the deployment, the newest first.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Administrator,
    In { input, .. }: In<ListAuditIn>,
) -> ApiResult<Json<AuditOut>> {
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let before = input.cursor.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| ApiError::bad_parameter("cursor"))?;
    let store = Store::open(&context.env)?;
    // One row more than the page shows whether another page follows.
    let found = store.list_audit_entries(&caller.scope, before, limit.saturating_add(1)).await?;
    let page = found.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(&found);
    let next_cursor = page.last().filter(|_| page.len() < found.len()).map(|it| it.id.to_string());
    Ok(Json(AuditOut { entries: page.iter().map(AuditEntryOut::from).collect(), next_cursor }))
}

/// Description of the route.
#[cfg(feature = "openapi")]
pub(super) fn operations() -> Vec<Operation> {
    let path = "/api/v1/admin/audit";
    vec![
        Operation::new(Method::Get, path, "listAuditEntries", "List what was changed")
            .tag("People")
            .describe(
                "Who changed what, by key, session or the operator's token: route, parameters of the path, and status. \
                 Bodies and secrets are not kept. With a credential of the deployment and without `Wireroom-Account`, \
                 the changes of the deployment itself. An account has at most 10,000 entries a day, which are kept for \
                 `AUDIT_RETENTION_DAYS`.",
            ),
    ]
}
