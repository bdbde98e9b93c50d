//! `DELETE /tn` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use serde_json::{Value, json};
use store_d1::{Store, masking::numbers::NumberRemoved};

use super::value;
use crate::{
    access::{Client, MayManage},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    json_object::JsonObject,
    session::MOST_EXPIRED,
    session_closing,
};

/// `DELETE /tn`: removes a number from the pool, unless a session uses it.
#[worker::send]
pub(crate) async fn remove(
    context: RequestContext,
    client: Client<MayManage>,
    body: JsonObject,
) -> ProxyResult<Json<Value>> {
    let value = value(&body)?;
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
            Ok(Json(json!({
                "message": "Successfully removed TN from pool",
                "value": value,
                "status": "succeeded",
            })))
        }
        NumberRemoved::Busy { session_id } => {
            let message = format!(
                "Cannot delete the number. There is an active ProxySession {session_id} using that VirtualTN."
            );
            Err(ProxyError::refused(message))
        }
        NumberRemoved::Unknown => Err(ProxyError::number_not_found()),
    }
}
