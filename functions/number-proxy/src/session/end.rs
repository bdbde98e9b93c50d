//! `DELETE /session` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use masking::ProxySessionId;
use messaging::InteractionKind;
use serde_json::{Value, json};
use store_d1::Store;

use crate::{
    access::{Client, MayConnect},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    json_object::JsonObject,
    session_closing,
};

/// `DELETE /session`: ends a session and tells both participants. It ends even if they cannot be told. They are told
/// once: ending it again is 404.
#[worker::send]
pub(crate) async fn end(
    context: RequestContext,
    client: Client<MayConnect>,
    body: JsonObject,
) -> ProxyResult<Json<Value>> {
    let missing = || ProxyError::invalid("Required argument: 'session_id' (str)");
    let session_id = body.text("session_id").filter(|id| !id.is_empty()).ok_or_else(missing)?;
    let session_id = ProxySessionId::from_text(session_id);
    let store = Store::open(&context.env)?;
    let ended = store.end_session(&client.account_id, &session_id, context.now_ms).await?;
    let ended = ended.ok_or_else(|| {
        let what = "could not be deleted because it does not exist";
        ProxyError::session_not_found(&session_id, what)
    })?;
    let (env, account_id) = (context.env.clone(), client.account_id.clone());
    let event = session_closing::end(&ended, context.now_ms);
    // Started before the SMS, because their failure ends this function.
    context.background.spawn(async move {
        session_closing::notify_subscribers(&env, &account_id, &[event]).await;
    });
    let kind = InteractionKind::SessionEnd;
    dispatcher_calls::notify_participants(&context, &client.account_id, &ended, kind).await?;
    Ok(Json(json!({
        "message": "Successfully ended the session.",
        "status": "succeeded",
        "session_id": session_id,
    })))
}
