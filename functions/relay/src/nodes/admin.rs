//! `/relay/nodes`: administration of nodes, which the original lacks.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use http::{StatusCode, Uri};
use ids::GatewayId;
use runtime::timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store_d1::{
    Store,
    relay::nodes::{NodeChange, NodeRecord, NodesShown},
};
use unix_time::UnixMillis;

use super::{body::NodeBody, live_since_ms, shown};
use crate::{
    access::{Client, MayManageGateways},
    error::{RelayError, RelayResult},
    query,
};

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1_000;
const MAX_NAME_CHARS: usize = 64;
const MAX_ID_DIGITS: usize = 6;

#[derive(Serialize)]
pub(crate) struct NodeOut {
    imsi: String,
    msisdn: String,
    seed_type: String,
    country: String,
    operator_name: String,
    operator_id: Option<String>,
    /// `null` if no administrator decided.
    approved: Option<bool>,
    signed: bool,
    /// Whether it pinged recently.
    live: bool,
    /// Whether it is listed while it is live.
    listed: bool,
    last_ping_at: Option<String>,
    created_at: String,
    /// Gateway of the account that is registered under the IMSI.
    gateway_id: Option<GatewayId>,
}

/// `GET /relay/nodes`: lists all stored nodes, live or not, in the order of their arrival.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    uri: Uri,
) -> RelayResult<Json<Value>> {
    let pairs = query::pairs(&uri)?;
    let number = |name: &str| {
        let value = pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        value.map(|text| text.trim().parse::<u32>()).transpose().map_err(|_| {
            let message = format!("{name} must be a number");
            RelayError::json(StatusCode::BAD_REQUEST, message)
        })
    };
    let after = number("after")?.unwrap_or(0);
    let limit = number("limit")?.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let store = Store::open(&context.env)?;
    let nodes = store.list_nodes(&client.account_id, i64::from(after), limit).await?;
    let is_full = u32::try_from(nodes.len()).is_ok_and(|count| count >= limit);
    let next_after = nodes.last().filter(|_| is_full).map(|node| node.number);
    let nodes: Vec<NodeOut> = nodes.into_iter().map(|node| shown_as(&context, node)).collect();
    Ok(Json(json!({ "nodes": nodes, "next_after": next_after })))
}

/// `PATCH /relay/nodes/{imsi}` `{approved?, operator_name?, operator_id?}`: approves or refuses a node, or sets its
/// network.
#[worker::send]
pub(crate) async fn change(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
    body: NodeBody,
) -> RelayResult<Json<Value>> {
    let unknown = || RelayError::json(StatusCode::NOT_FOUND, "Node not found");
    let Path(imsi) = path.map_err(|_| unknown())?;
    let wanted = RequestedChange::read(&body)?;
    let change = NodeChange {
        approved: wanted.approved,
        operator_name: wanted.operator_name.as_deref(),
        operator_id: wanted.operator_id.as_deref(),
    };
    let store = Store::open(&context.env)?;
    let node = store.change_node(&client.account_id, &imsi, change).await?;
    let node = shown_as(&context, node.ok_or_else(unknown)?);
    Ok(Json(json!({ "success": true, "node": node })))
}

/// Requested change.
struct RequestedChange {
    approved: Option<bool>,
    operator_name: Option<String>,
    operator_id: Option<String>,
}

impl RequestedChange {
    fn read(body: &NodeBody) -> RelayResult<Self> {
        let invalid = |what: &str| RelayError::json(StatusCode::BAD_REQUEST, what);
        let json = body.json().map_err(|_| invalid("Invalid JSON format"))?;
        let members = json.as_object().ok_or_else(|| invalid("Invalid JSON format"))?;
        let approved = match members.get("approved") {
            None => None,
            Some(Value::Bool(approved)) => Some(*approved),
            Some(_) => return Err(invalid("approved must be true or false")),
        };
        let text = |name: &str, fits: &dyn Fn(&str) -> bool| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if fits(text) => Ok(Some(text.trim().to_owned())),
            Some(_) => Err(invalid(&format!("{name} is invalid"))),
        };
        let operator_name = text("operator_name", &|text| {
            text.chars().count() <= MAX_NAME_CHARS && !text.chars().any(char::is_control)
        })?;
        let operator_id = text("operator_id", &|text| {
            text.len() <= MAX_ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
        })?;
        if approved.is_none() && operator_name.is_none() && operator_id.is_none() {
            return Err(invalid("Missing required field: approved"));
        }
        Ok(Self { approved, operator_name, operator_id })
    }
}

fn shown_as(context: &RequestContext, node: NodeRecord) -> NodeOut {
    let shown = shown(&context.settings.relay.nodes);
    let approved = match node.standing {
        1 => Some(true),
        -1 => Some(false),
        _ => None,
    };
    // The rule of the column `trust`, by which apps get nodes: a decision counts more than a signature.
    let trusted = approved.unwrap_or(node.signed != 0);
    let listed = match shown {
        NodesShown::All => approved != Some(false),
        NodesShown::Trusted => trusted,
    };
    NodeOut {
        imsi: node.imsi,
        msisdn: node.msisdn,
        seed_type: node.seed_type,
        country: node.country,
        operator_name: node.operator_name,
        operator_id: node.operator_id,
        approved,
        signed: node.signed != 0,
        live: node.last_ping_at_ms >= live_since_ms(context),
        listed,
        last_ping_at: Some(node.last_ping_at_ms)
            .filter(|at_ms| *at_ms > UnixMillis::EPOCH)
            .map(timestamp::format_ms),
        created_at: timestamp::format_secs(node.created_at_ms),
        gateway_id: node.gateway_id,
    }
}
