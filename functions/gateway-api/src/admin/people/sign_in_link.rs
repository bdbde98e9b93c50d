//! `POST /api/v1/admin/people/:id/sign-in-link`.

use edge_kit::{Created, RequestContext};
use http::{HeaderMap, Uri};
use store_d1::Store;

use super::{PathId, ensure_grantable, find};
use crate::{
    access::Administrator,
    error::{ApiError, ApiResult},
    people::{self, SignInLinkOut},
};

/// `POST /api/v1/admin/people/:id/sign-in-link`: makes a link that signs the person in once. Whoever gets it acts with
/// the person's role, so the caller needs all of its permissions.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    caller: Administrator,
    path: PathId,
    headers: HeaderMap,
    uri: Uri,
) -> ApiResult<Created<SignInLinkOut>> {
    let store = Store::open(&context.env)?;
    let (_, person) = find(&store, &caller, path).await?;
    ensure_grantable(&caller, person.role)?;
    let link = people::make_link(&context, (&headers, &uri), &caller.scope, &person).await?;
    link.map(Created).ok_or_else(ApiError::person_not_found)
}
