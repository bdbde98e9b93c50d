//! Endpoints that only Bluesky needs (contract 3.4): our client metadata, and a callback under `/v1`.

use ::platforms::{Failure, PlatformKind, client_metadata};
use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::Html,
};
use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, Uri};
use platform_grants::GrantStore;

use super::{
    callback::complete,
    failure::refusal,
    fields::Body,
    input::RedirectIn,
    out::ClientMetadataOut,
    redirect_urls::{origin, redirect_uri},
    registry::{count, not_found},
};
use crate::{
    error::{RelayError, RelayResult},
    users::session::LoggedInUser,
};

const CLIENT_NAME: &str = "Wireroom";

/// `GET /v1/platforms/{name}/oauth/client-metadata.json`: returns our client metadata. `BLUESKY_CLIENT_ID` must be its
/// URL.
#[worker::send]
pub(crate) async fn metadata(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
    name: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<ClientMetadataOut>> {
    count(&context, &headers).await?;
    check(&context, name)?;
    let origin = origin(&context, &uri);
    let callback = format!("{origin}/v1/platforms/bluesky/oauth/callback");
    let redirect_uris = [redirect_uri(&origin, PlatformKind::Bluesky), callback];
    let settings = &context.settings.relay.platforms;
    let metadata = client_metadata(settings, CLIENT_NAME, &origin, &redirect_uris);
    metadata.map(|metadata| Json(metadata.into())).map_err(|failure| unusable_key(&failure))
}

/// The answer if the metadata cannot be made: that of a refusal, though no platform was asked.
fn unusable_key(failure: &Failure) -> RelayError {
    match failure {
        Failure::NotConfigured(_) => refusal(failure),
        _ => refusal(failure).with_code(ErrorCode::NotConfigured),
    }
}

/// `GET /v1/platforms/{name}/oauth/callback`: finishes the user's Bluesky consent.
#[worker::send]
pub(crate) async fn callback(
    context: RequestContext,
    user: LoggedInUser,
    name: Result<Path<String>, PathRejection>,
    body: Body<RedirectIn>,
) -> RelayResult<Html<&'static str>> {
    check(&context, name)?;
    complete(&context, &user, PlatformKind::Bluesky, &body).await
}

/// 404 if it is another platform or Bluesky is not offered.
fn check(context: &RequestContext, name: Result<Path<String>, PathRejection>) -> RelayResult<()> {
    let Path(name) = name.map_err(|_| not_found())?;
    let kind = PlatformKind::parse(&name).filter(|kind| *kind == PlatformKind::Bluesky);
    let offered = kind.is_some_and(|kind| GrantStore::offers(&context.settings, kind));
    if offered { Ok(()) } else { Err(not_found()) }
}
