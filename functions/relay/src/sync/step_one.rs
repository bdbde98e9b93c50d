//! `POST /v2/sync/users/{user_id}/sessions/{session_id}/handshake` (contract 1.2, step 1).

use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use object_commands::sync_session::{Handshake, HandshakeOutcome};
use relay_crypto::ClientKey;
use sync_session::session_path;

use super::{
    input::StepOneIn,
    json_body::JsonBody,
    keys,
    out::StepOneOut,
    path_session::PathSession,
    responses::{Keyed, bad_request, failed},
    throttle,
};
use crate::error::{RelayError, RelayResult};

const NOT_UPDATED: &str = "failed to update user's public key";

/// Stores the app's public key and returns the server's. The browser is told to wait.
#[worker::send]
pub(crate) async fn handshake(
    context: RequestContext,
    headers: HeaderMap,
    session: PathSession,
    body: JsonBody<StepOneIn>,
) -> RelayResult<Keyed<StepOneOut>> {
    throttle::by_network(&context, &headers).await?;
    let input = body.input(ErrorCode::MalformedRequest, "poorly formed json")?;
    let server_key = keys::required(&context)?.server.newest();
    // The original stores any text and fails in the next step, when the app can no longer correct it.
    let client_key = ClientKey::parse(&input.public_key).map_err(|_| not_updated())?;
    let command = Handshake {
        session: session.0.clone(),
        client_key: client_key.pem().to_owned(),
        server_key_id: server_key.id().to_owned(),
    };
    match session.call(&context, command).await {
        Ok(HandshakeOutcome::Stored) => {}
        Ok(HandshakeOutcome::Unknown) => return Err(not_updated()),
        Err(error) => {
            // Called for its log line: this step's answer has a text.
            let _ = failed(error);
            let (code, status) = (ErrorCode::InternalError, StatusCode::INTERNAL_SERVER_ERROR);
            return Err(RelayError::text(code, status, NOT_UPDATED));
        }
    }
    let verification_url = session_path(&session.0.user_id, &session.0.session_id);
    let public_key = server_key.public_pem().to_owned();
    Ok(Keyed::new(StepOneOut { public_key, verification_url }, server_key))
}

/// 400, the same for an unusable key and for a path that names no session.
fn not_updated() -> RelayError {
    bad_request(ErrorCode::InvalidParameter, NOT_UPDATED)
}
