//! `GET /mobile/v1/settings` (contract 6.7).

use axum::response::Response;
use edge_kit::{RequestContext, auth::Reads};
use store_d1::Store;

use crate::{access::DeviceTo, error::ApiResult, settings};

/// The whole document, `{}` where nothing was ever set.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Reads>,
) -> ApiResult<Response> {
    let (_, document) = settings::read(&Store::open(&context.env)?, &device.account_id).await?;
    Ok(settings::answer(&document))
}
