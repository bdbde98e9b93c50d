//! `GET /seeds/{IMSI}`, `POST /seeds` (contract 1.1): the number of a SIM.

use axum::extract::{Path, rejection::PathRejection};
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode};
use store_d1::{Store, relay::nodes::NewNode};
use throttling::Limit;

use super::{
    admission::{self, AdmissionOutcome},
    body::NodeBody,
    broken, count,
    input::ReportNodeIn,
    live_since_ms,
    node_location::NodeLocation,
    ping::is_signed,
    shown,
};
use crate::{account::RelayAccount, error::RelayResult};

/// `GET /seeds/{IMSI}`: returns the SIM's number as text, or an empty text if its node is not live.
#[worker::send]
pub(crate) async fn find(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<String> {
    count(&context, Limit::Catalog, &headers).await?;
    let Ok(Path(imsi)) = path else { return Ok(String::new()) };
    let store = Store::open(&context.env).map_err(broken)?;
    let shown = shown(&context.settings.relay.nodes);
    let number = store.number_of_node(&account_id, &imsi, shown, live_since_ms(&context)).await;
    Ok(number.map_err(broken)?.unwrap_or_default())
}

/// `POST /seeds`: another node received an SMS from the SIM and reports its number. The node's own statement takes
/// precedence, and the report does not make the node live.
#[worker::send]
pub(crate) async fn report(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    body: NodeBody<ReportNodeIn>,
) -> RelayResult<StatusCode> {
    count(&context, Limit::Requests, &headers).await?;
    let told = ReportNodeIn::read(&body)?;
    let signed = is_signed(&context, &account_id, &headers, &told.msisdn, &body.bytes).await?;
    if admission::admit(&context, &headers, &told.msisdn, signed).await?
        == AdmissionOutcome::Unlisted
    {
        return Ok(StatusCode::OK);
    }
    let place = NodeLocation::of(&told.imsi, &told.msisdn);
    let node = NewNode {
        imsi: &told.imsi,
        msisdn: &told.msisdn,
        seed_type: "",
        country: place.country,
        operator_name: place.operator_name,
        operator_id: place.operator_id.as_deref(),
        signed,
    };
    let store = Store::open(&context.env).map_err(broken)?;
    let room = admission::room(&context.settings.relay.nodes);
    store.tell_node(&account_id, &node, room, context.now_ms).await.map_err(broken)?;
    Ok(StatusCode::OK)
}
