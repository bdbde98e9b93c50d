//! `POST /api/v1/gateway/sms/received` (contract A.3).

use axum::Json;
use edge_kit::{RequestContext, auth::Uploads};
use object_commands::dispatcher::{Masking, Receive, ReceiveOutcome, ReceivedAt};
use serde_json::{Value, json};
use telephony::{MessageText, check_inbound};

use crate::{
    access::Gateway,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// `POST /api/v1/gateway/sms/received`: stores an inbound SMS; repeating the report changes nothing.
#[worker::send]
pub(crate) async fn received(
    context: RequestContext,
    gateway: Gateway<Uploads>,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    let sender = fields.required_text("sender")?;
    let body = MessageText::new(fields.required_text("message")?);
    check_inbound(&sender, body.as_str()).map_err(|fault| ApiError::invalid(fault.to_string()))?;
    let reported_at_ms = fields.reported_ms("timestamp");
    let sender = fields.sender("sender", gateway.default_region)?;
    let receive = Receive {
        at: ReceivedAt::Gateway { gateway_id: gateway.gateway_id },
        sender,
        body,
        reported_at_ms,
        reference: None,
        masking: Masking::IfMasked,
    };
    match dispatcher_calls::dispatcher(&context, &gateway.account_id, receive).await? {
        ReceiveOutcome::Stored { message_id, .. } => {
            Ok(Json(json!({ "success": true, "message_id": message_id })))
        }
        ReceiveOutcome::GatewayInactive => Err(ApiError::forbidden("Gateway is not active")),
    }
}
