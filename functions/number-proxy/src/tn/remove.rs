//! `DELETE /tn` (contract C.4).

use axum::Json;
use edge_kit::{ErrorCode, RequestContext};
use serde::Serialize;
use store_d1::{Store, masking::numbers::NumberRemoved};

use super::value;
use crate::{
    access::{Client, MayManage},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::{Body, FromBody},
    json_object::JsonObject,
    session::MOST_EXPIRED,
    session_closing,
};

/// Body of `DELETE /tn`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RemoveNumberIn {
    /// The number in any spelling, with its country code.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18), example = "12062992129"))]
    value: String,
}

/// Answer of `DELETE /tn`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RemoveNumberOut {
    /// Always `Successfully removed TN from pool`.
    message: &'static str,
    /// Always `succeeded`.
    status: &'static str,
    /// The number as it was given when it was added.
    value: String,
}

/// `DELETE /tn`: removes a number from the pool, unless a session uses it.
#[worker::send]
pub(crate) async fn remove(
    context: RequestContext,
    client: Client<MayManage>,
    Body(RemoveNumberIn { value }): Body<RemoveNumberIn>,
) -> ProxyResult<Json<RemoveNumberOut>> {
    let key = dispatcher_calls::number_key(&value, client.default_region);
    let store = Store::open(&context.env)?;
    if !store.has_proxy_number(&client.account_id, &key).await? {
        return Err(ProxyError::number_not_found());
    }
    // An expired session must not keep the number in the pool.
    session_closing::expire(&context.env, context.now_ms, MOST_EXPIRED).await?;
    match store.remove_proxy_number(&client.account_id, &key).await? {
        NumberRemoved::Removed { value, route_id } => {
            dispatcher_calls::route_changed(&context, &client.account_id, route_id).await;
            Ok(Json(RemoveNumberOut::of(value)))
        }
        NumberRemoved::Busy { session_id } => {
            let message = format!(
                "Cannot delete the number. There is an active ProxySession {session_id} using that VirtualTN."
            );
            Err(ProxyError::refused(ErrorCode::NumberInUse, message))
        }
        NumberRemoved::Unknown => Err(ProxyError::number_not_found()),
    }
}

impl FromBody for RemoveNumberIn {
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        value(body).map(|value| Self { value })
    }
}

impl RemoveNumberOut {
    fn of(value: String) -> Self {
        Self { message: "Successfully removed TN from pool", status: "succeeded", value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_the_answer_are_in_alphabetical_order() {
        let answer = serde_json::to_string(&RemoveNumberOut::of("12065550001".to_owned()));
        let expected = r#"{"message":"Successfully removed TN from pool","status":"succeeded","value":"12065550001"}"#;
        assert_eq!(answer.unwrap(), expected);
    }
}
