//! `GET /v2/sync/users/{user_id}` (contract 1.2, step 0, and 1.5).

use edge_kit::RequestContext;
use http::{HeaderMap, Uri};
use object_commands::sync_session::{OpenSyncSession, SyncSessionKey};
use runtime::OsRng;
use sync_session::{new_session_id, socket_path};

use super::{
    path_session::{PathSession, PathUser},
    responses::failed,
    throttle,
};
use crate::{answers::Text, error::RelayResult, origin};

/// Opens a session and returns the URL of the WebSocket that shows its URLs. Does not check whether the user exists.
/// Costs one object call, and no row of D1 unless the operator has openings counted exactly.
#[worker::send]
pub(crate) async fn open(
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
    PathUser(user_id): PathUser,
) -> RelayResult<Text> {
    throttle::by_network(&context, &headers).await?;
    throttle::openings(&context, &user_id).await?;
    let sockets = origin::of_sockets(&origin::of_handshake(&context, &uri));
    if context.settings.relay.sync.one_step {
        // Sessions of the one-step handshake are not stored.
        return Ok(Text(format!("{sockets}{}", socket_path(&user_id, None))));
    }
    let session = PathSession(SyncSessionKey { user_id, session_id: new_session_id(&mut OsRng) });
    session.call(&context, OpenSyncSession { session: session.0.clone() }).await.map_err(failed)?;
    let path = socket_path(&session.0.user_id, Some(&session.0.session_id));
    Ok(Text(format!("{sockets}{path}")))
}
