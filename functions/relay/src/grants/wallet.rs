//! `GET /v2/users/{uid}/platforms` (contract 2.1).

use axum::Json;
use edge_kit::RequestContext;
use http::Uri;

use super::platforms::{UserPlatforms, of_user};
use crate::{error::RelayResult, users::session::LoggedInUser};

/// Returns the platforms for which the user has stored a grant, and those for which they could.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    user: LoggedInUser,
    uri: Uri,
) -> RelayResult<Json<UserPlatforms>> {
    of_user(&context, &user.account_id, &user.user_id, &uri).await.map(Json)
}
