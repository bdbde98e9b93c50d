//! `POST /api/v1/gateway/sms/received` (contract A.3).

use axum::Json;
use edge_kit::{ErrorCode, RequestContext, auth::Uploads};
use object_commands::dispatcher::{Masking, Receive, ReceiveOutcome, ReceivedAt};
use telephony::{MessageText, check_inbound};

use super::{input::ReportReceivedIn, out::ReportReceivedOut};
use crate::{
    access::Gateway,
    addresses, dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// `POST /api/v1/gateway/sms/received`: stores an inbound SMS; repeating the report changes nothing.
#[worker::send]
pub(crate) async fn received(
    context: RequestContext,
    gateway: Gateway<Uploads>,
    In { input, .. }: In<ReportReceivedIn>,
) -> ApiResult<Json<ReportReceivedOut>> {
    let body = MessageText::new(input.message);
    let checked = check_inbound(&input.sender.text, body.as_str());
    checked.map_err(|fault| ApiError::refused(ErrorCode::InvalidParameter, fault.to_string()))?;
    let receive = Receive {
        at: ReceivedAt::Gateway { gateway_id: gateway.gateway_id },
        sender: addresses::sender(&input.sender, gateway.default_region),
        body,
        reported_at_ms: input.timestamp,
        reference: None,
        masking: Masking::IfMasked,
    };
    match dispatcher_calls::dispatcher(&context, &gateway.account_id, receive).await? {
        ReceiveOutcome::Stored { message_id, .. } => {
            Ok(Json(ReportReceivedOut { message_id, success: true }))
        }
        ReceiveOutcome::GatewayInactive => Err(ApiError::gateway_inactive()),
    }
}
