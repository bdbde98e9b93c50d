//! `GET /logos/{file}`: the platforms' icons, unless `RELAY_LOGOS_URL` names others.

use ::platforms::icon;
use axum::{
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};

use crate::error::RelayResult;

use super::registry::not_found;

/// Cache header: an icon never changes under its name while a version is deployed.
const CACHED_FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// `GET /logos/{file}`: returns an icon. There is no rate limit: icons are computed without I/O, and an app requests
/// all of them at once and drops every platform if one is refused.
#[worker::send]
pub(crate) async fn show(file: Result<Path<String>, PathRejection>) -> RelayResult<Response> {
    let Path(file) = file.map_err(|_| not_found())?;
    let file = icon(&file).ok_or_else(not_found)?;
    let content_type = HeaderValue::from_static(file.content_type);
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, CACHED_FOR_A_DAY)];
    Ok((headers, file.body).into_response())
}
