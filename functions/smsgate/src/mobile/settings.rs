//! `GET /mobile/v1/settings` (contract 6.7).

use axum::response::Response;
use edge_kit::RequestContext;
use store_d1::Store;

use crate::{access::Device, error::ApiResult, settings};

/// The whole document, `{}` where nothing was ever set.
#[worker::send]
pub(crate) async fn show(context: RequestContext, device: Device) -> ApiResult<Response> {
    let (_, document) = settings::read(&Store::open(&context.env)?, &device.account_id).await?;
    Ok(settings::answer(&document))
}
