//! `DELETE /session` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use masking::ProxySessionId;
use messaging::InteractionKind;
use serde::Serialize;
use store_d1::Store;

use crate::{
    access::{Client, MayConnect},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::{Body, FromBody},
    json_object::JsonObject,
    session_closing,
};

/// Body of `DELETE /session`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct EndSessionIn {
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1)))]
    session_id: ProxySessionId,
}

/// Answer of `DELETE /session`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct EndSessionOut {
    /// Always `Successfully ended the session.`
    message: &'static str,
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    session_id: ProxySessionId,
    /// Always `succeeded`.
    status: &'static str,
}

/// `DELETE /session`: ends a session and tells both participants. It ends even if they cannot be told. They are told
/// once: ending it again is 404.
#[worker::send]
pub(crate) async fn end(
    context: RequestContext,
    client: Client<MayConnect>,
    Body(EndSessionIn { session_id }): Body<EndSessionIn>,
) -> ProxyResult<Json<EndSessionOut>> {
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
    Ok(Json(EndSessionOut::of(session_id)))
}

impl FromBody for EndSessionIn {
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        let missing = || ProxyError::missing("Required argument: 'session_id' (str)");
        let id = body.text("session_id").filter(|id| !id.is_empty()).ok_or_else(missing)?;
        Ok(Self { session_id: ProxySessionId::from_text(id) })
    }
}

impl EndSessionOut {
    fn of(session_id: ProxySessionId) -> Self {
        Self { message: "Successfully ended the session.", session_id, status: "succeeded" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_the_answer_are_in_alphabetical_order() {
        let answer = serde_json::to_string(&EndSessionOut::of(ProxySessionId::from_text("s")));
        let expected = r#"{"message":"Successfully ended the session.","session_id":"s","status":"succeeded"}"#;
        assert_eq!(answer.unwrap(), expected);
    }
}
