//! `GET /mobile/v1/events` (contract 7.1).

use axum::response::Response;
use edge_kit::{RequestContext, event_stream};

use crate::{access::Device, error::ApiResult};

/// `GET /mobile/v1/events`: the phone's events as they come, until the stream's time is up.
#[worker::send]
pub(crate) async fn events(context: RequestContext, device: Device) -> ApiResult<Response> {
    Ok(event_stream::open(&context, &device.account_id, &device.gateway_id).await?)
}
