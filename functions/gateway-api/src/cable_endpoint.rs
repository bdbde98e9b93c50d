//! `GET /cable`: the handshake of the phones' socket (contract B.1). The socket itself lives in the
//! gateway's GatewayConnection object.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;

use axum::response::{IntoResponse, Response};
use cable::{
    handshake,
    server_frame::{self, DisconnectReason},
};
use edge_kit::{
    AuthFault, RequestContext,
    auth::{self, AuthenticatedCaller},
    client_network,
};
use futures_util::StreamExt;
use http::{HeaderMap, StatusCode, Uri, header};
use identity::{Credential, GatewayAct};
use ids::GatewayId;
use object_commands::gateway_connection::{
    ACCOUNT_ID_HEADER, DEFAULT_COUNTRY_HEADER, KEY_DIGEST_HEADER, PING_INTERVAL_HEADER,
};
use runtime::{
    gate::Gate,
    log::{self, events::GatewayApiEvent},
    objects::{CallError, ObjectClass},
};
use throttling::Limit;
use worker::{Headers, Request, RequestInit, WebSocket, WebSocketPair, WebsocketEvent};

use self::input::ConnectIn;
use crate::error::ApiError;

const PROTOCOL: &str = "sec-websocket-protocol";
/// Largest number of refused sockets in one isolate that their clients have not closed yet.
const MAX_REFUSED_SOCKETS: usize = 256;
/// Milliseconds after which a refused socket no longer counts.
const REFUSED_SOCKET_MS: i64 = 30_000;

thread_local! {
    static REFUSED: Gate = Gate::new(MAX_REFUSED_SOCKETS);
}

/// `GET /cable`: opens a socket for the gateway whose key is in `?api_key=`.
#[worker::send]
pub(crate) async fn connect(
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
    input: ConnectIn,
) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let upgrades = text("upgrade").is_some_and(|it| it.eq_ignore_ascii_case("websocket"));
    let host = text("x-forwarded-host").or(text("host")).unwrap_or_default();
    let scheme = text("x-forwarded-proto").or(uri.scheme_str()).unwrap_or("http");
    let policy = &context.settings.origin_policy;
    if !upgrades || !policy.admits(text("origin"), scheme, host) {
        return page_not_found();
    }
    let presented = input.api_key.or_else(|| auth::bearer(&headers).map(str::to_owned));
    let ping_secs =
        handshake::ping_interval_secs(input.pi.as_deref(), context.settings.cable_ping_secs);
    let offered = text(PROTOCOL);
    let network = client_network(&headers);
    // Connecting always reads D1 and not the cache, so attempts are counted by network before the look-up.
    if let Err(exceeded) = throttling::count(&context, Limit::Requests, network.expose()).await {
        return ApiError::from(exceeded).into_response();
    }
    let opened = match auth::authenticate_now(&context, presented.as_deref()).await {
        Ok(known) => match &known.principal.credential {
            Credential::Gateway { pass, .. } => match pass.to(GatewayAct::Connect) {
                Ok(gateway_id) => open(&context, gateway_id, &known, ping_secs, offered).await,
                Err(_) => refuse(&context, offered, DisconnectReason::Unauthorized, false),
            },
            _ => refuse(&context, offered, DisconnectReason::Unauthorized, false),
        },
        Err(AuthFault::Missing | AuthFault::Invalid) => {
            refuse(&context, offered, DisconnectReason::Unauthorized, false)
        }
        Err(AuthFault::Unavailable) => {
            // The key may be valid, and a client that is told not to reconnect stays away.
            refuse(&context, offered, DisconnectReason::ServerRestart, true)
        }
    };
    opened.unwrap_or_else(|error| {
        log::write(&GatewayApiEvent::SocketNotOpened { error: &error });
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    })
}

/// Forwards the upgrade to the gateway's object and returns the object's answer.
async fn open(
    context: &RequestContext,
    gateway_id: &GatewayId,
    known: &AuthenticatedCaller,
    ping_secs: u32,
    offered: Option<&str>,
) -> Result<Response, CallError> {
    let transport = |error: worker::Error| CallError::Transport(error.to_string());
    let headers = Headers::new();
    let ping_secs = ping_secs.to_string();
    let own = [
        ("upgrade", "websocket"),
        (ACCOUNT_ID_HEADER, known.principal.account_id.as_str()),
        (KEY_DIGEST_HEADER, known.key_digest.as_str()),
        (DEFAULT_COUNTRY_HEADER, known.default_region.as_str()),
        (PING_INTERVAL_HEADER, &ping_secs),
    ];
    for (name, value) in own.into_iter().chain(offered.map(|offered| (PROTOCOL, offered))) {
        headers.set(name, value).map_err(transport)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init("https://object/", &init).map_err(transport)?;
    let stub = ObjectClass::GatewayConnection.stub(&context.env, gateway_id.as_str())?;
    let response = stub.fetch_with_request(request).await.map_err(transport)?;
    Ok(response.into())
}

/// Refuses like Action Cable, after the upgrade: 101, a `disconnect` frame, close. If too many refused clients have not
/// closed their sockets yet, the answer is 503 without an upgrade.
fn refuse(
    context: &RequestContext,
    offered: Option<&str>,
    reason: DisconnectReason,
    reconnect: bool,
) -> Result<Response, CallError> {
    let transport = |error: worker::Error| CallError::Transport(error.to_string());
    // This check only spares the pair of sockets; the place is taken when the task is spawned below.
    if REFUSED.with(Gate::is_full) {
        return Ok(ApiError::unavailable().into_response());
    }
    let pair = WebSocketPair::new().map_err(transport)?;
    pair.server.accept().map_err(transport)?;
    let frame = server_frame::disconnect(reason, reconnect);
    pair.server.send_with_str(frame).map_err(transport)?;
    pair.server.close(Some(1000), None::<&str>).map_err(transport)?;
    let closed = until_closed(pair.server);
    if !REFUSED.with(|gate| context.background.spawn_under(gate, REFUSED_SOCKET_MS, closed)) {
        return Ok(ApiError::unavailable().into_response());
    }
    let mut response = worker::Response::from_websocket(pair.client).map_err(transport)?;
    if let Some(protocol) = handshake::select_subprotocol(offered) {
        response.headers_mut().set(PROTOCOL, protocol).map_err(transport)?;
    }
    Ok(response.into())
}

/// Waits until the other end has closed the socket as well.
async fn until_closed(socket: WebSocket) {
    #[expect(clippy::disallowed_methods, reason = "the stream is dropped before the socket")]
    let Ok(mut events) = socket.events() else { return };
    while let Some(Ok(WebsocketEvent::Message(_))) = events.next().await {}
}

fn page_not_found() -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::NOT_FOUND, content_type, "Page not found").into_response()
}
