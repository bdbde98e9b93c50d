//! `GET /mobile/v1/events` (contract 7.1).

use axum::response::Response;
use edge_kit::{RequestContext, auth::Connects, event_stream};

use crate::{
    access::{Device, DeviceTo},
    error::ApiResult,
};

/// `GET /mobile/v1/events`: streams the phone's events until the stream's time is up.
#[worker::send]
pub(crate) async fn events(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Connects>,
) -> ApiResult<Response> {
    let Device { account_id, gateway_id, key_digest } = &device;
    Ok(event_stream::open(&context, account_id, gateway_id, key_digest).await?)
}
