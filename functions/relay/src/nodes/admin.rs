//! `/relay/nodes`: administration of nodes, which the original lacks.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use store_d1::{Store, relay::nodes::NodeChange};

use super::{
    body::NodeBody,
    input::{ChangeNodeIn, ListNodesIn},
    not_found,
    out::{NodeChangedOut, NodeOut, NodesOut},
};
use crate::{
    access::{Client, MayManageGateways},
    error::RelayResult,
    query::Query,
};

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1_000;

/// `GET /relay/nodes`: lists all stored nodes, live or not, in the order of their arrival.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    Query(input): Query<ListNodesIn>,
) -> RelayResult<Json<NodesOut>> {
    let after = input.after.unwrap_or(0);
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let store = Store::open(&context.env)?;
    let nodes = store.list_nodes(&client.account_id, i64::from(after), limit).await?;
    let is_full = u32::try_from(nodes.len()).is_ok_and(|count| count >= limit);
    let next_after = nodes.last().filter(|_| is_full).map(|node| node.number);
    let nodes = nodes.into_iter().map(|node| NodeOut::of(&context, node)).collect();
    Ok(Json(NodesOut { next_after, nodes }))
}

/// `PATCH /relay/nodes/{imsi}` `{approved?, operator_name?, operator_id?}`: approves or refuses a node, or sets its
/// network.
#[worker::send]
pub(crate) async fn change(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
    body: NodeBody<ChangeNodeIn>,
) -> RelayResult<Json<NodeChangedOut>> {
    let Path(imsi) = path.map_err(|_| not_found())?;
    let wanted = ChangeNodeIn::read(&body)?;
    let change = NodeChange {
        approved: wanted.approved,
        operator_name: wanted.operator_name.as_deref(),
        operator_id: wanted.operator_id.as_deref(),
    };
    let store = Store::open(&context.env)?;
    let node = store.change_node(&client.account_id, &imsi, change).await?;
    let node = NodeOut::of(&context, node.ok_or_else(not_found)?);
    Ok(Json(NodeChangedOut { node, success: true }))
}
