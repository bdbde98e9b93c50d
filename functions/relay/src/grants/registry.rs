//! `GET /v1/platforms` (contract 3.4): the offered platforms.

use ::platforms::{PlatformKind, platform_entries};
use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode, Uri};
use platform_grants::GrantStore;
use throttling::Limit;

use super::out::PlatformOut;
use crate::{
    error::{RelayError, RelayResult},
    grants::redirect_urls::logos_url,
};

/// `GET /v1/platforms`: lists the offered platforms, and the reliability test.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
) -> RelayResult<Json<Vec<PlatformOut>>> {
    count(&context, &headers).await?;
    Ok(Json(entries(&context, &uri)))
}

/// `GET /v1/platforms/{name}`: returns one platform.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
    name: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<PlatformOut>> {
    count(&context, &headers).await?;
    let Path(name) = name.map_err(|_| not_found())?;
    let entry = entries(&context, &uri).into_iter().find(|entry| entry.name == name);
    entry.map(Json).ok_or_else(not_found)
}

/// Counts a public request against its network's limit.
pub(crate) async fn count(context: &RequestContext, headers: &HeaderMap) -> RelayResult<()> {
    let network = client_network(headers);
    Ok(throttling::count(context, Limit::Catalog, network.expose()).await?)
}

/// 404, with the original's text.
pub(crate) fn not_found() -> RelayError {
    RelayError::detail(ErrorCode::PlatformNotFound, StatusCode::NOT_FOUND, "Platform not found")
}

fn entries(context: &RequestContext, uri: &Uri) -> Vec<PlatformOut> {
    let mut entries = platform_entries(&logos_url(context, uri));
    entries.retain(|entry| {
        PlatformKind::parse(entry.name)
            .is_none_or(|kind| GrantStore::offers(&context.settings, kind))
    });
    entries.into_iter().map(PlatformOut::from).collect()
}
