//! `GET /v2/sync/init/…`: a browser's WebSocket (contract 1.3 and 1.5). The session's object holds it.

use axum::response::Response;
use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode, Uri};
use object_commands::sync_session::{CONNECT_HEADER, ConnectBrowser, SyncSessionKey};
use runtime::{
    OsRng,
    objects::{CallError, ObjectClass},
};
use sync_session::{Display, Frames, new_session_id};
use worker::{Headers, Request, RequestInit};

use super::{
    input::SocketIn,
    path_session::{PathSession, PathUser},
    responses::failed,
    throttle,
};
use crate::{
    error::{RelayError, RelayResult},
    origin,
};

/// `GET /v2/sync/init/{user_id}/{session_id}`, with `?frames=url` or `json`: shows the session's handshake URLs, even
/// if the session was not opened before.
#[worker::send]
pub(crate) async fn of_session(
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
    session: PathSession,
    query: SocketIn,
) -> RelayResult<Response> {
    let frames = query.frames.unwrap_or(context.settings.relay.sync.frames);
    connect(&context, &uri, &headers, session, frames).await
}

/// `GET /v2/sync/init/{user_id}`: shows URLs of the one-step handshake, whose ids are not stored.
#[worker::send]
pub(crate) async fn of_one_step(
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
    PathUser(user_id): PathUser,
) -> RelayResult<Response> {
    let session = PathSession(SyncSessionKey { user_id, session_id: new_session_id(&mut OsRng) });
    connect(&context, &uri, &headers, session, Frames::OneStep).await
}

async fn connect(
    context: &RequestContext,
    uri: &Uri,
    headers: &HeaderMap,
    session: PathSession,
    frames: Frames,
) -> RelayResult<Response> {
    let upgrade = headers.get("upgrade").and_then(|value| value.to_str().ok());
    if !upgrade.is_some_and(|it| it.eq_ignore_ascii_case("websocket")) {
        let (code, status) = (ErrorCode::WebsocketExpected, StatusCode::UPGRADE_REQUIRED);
        return Err(RelayError::text(code, status, "a websocket is expected"));
    }
    throttle::by_network(context, headers).await?;
    throttle::openings(context, &session.0.user_id).await?;
    let sync = &context.settings.relay.sync;
    let key = sync.server_keys.as_ref().filter(|_| sync.qr_fingerprint);
    let display = Display {
        frames,
        origin: origin::of_handshake(context, uri),
        fingerprint: key.map(|keys| keys.newest().fingerprint().to_owned()),
    };
    let name = session.object_name();
    let connect = ConnectBrowser { session: session.0, display };
    hand_over(context, &name, &connect).await.map_err(failed)
}

/// Passes the upgrade to the object and returns its answer.
async fn hand_over(
    context: &RequestContext,
    object_name: &str,
    connect: &ConnectBrowser,
) -> Result<Response, CallError> {
    let transport = |error: worker::Error| CallError::Transport(error.to_string());
    let json =
        serde_json::to_vec(connect).map_err(|it| CallError::InvalidAnswer(it.to_string()))?;
    let headers = Headers::new();
    for (name, value) in [("upgrade", "websocket"), (CONNECT_HEADER, &hex::encode(json))] {
        headers.set(name, value).map_err(transport)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init("https://object/", &init).map_err(transport)?;
    let stub = ObjectClass::SyncSession.stub(&context.env, object_name)?;
    Ok(stub.fetch_with_request(request).await.map_err(transport)?.into())
}
