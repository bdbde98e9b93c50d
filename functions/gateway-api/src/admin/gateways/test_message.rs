//! `POST /api/v1/admin/gateways/:id/test`.

use axum::{
    extract::{Path, rejection::PathRejection},
    response::Response,
};
use edge_kit::RequestContext;
use http::HeaderMap;
use identity::Permission;
use messaging::{Content, Draft, Options};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use store_d1::Store;
use telephony::{Address, MessageText};

use super::{input::TestMessageIn, number};
use crate::{
    access::{Client, MaySendThroughGateways},
    addresses, dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
    sms::{
        idempotency,
        out::SendSmsOut,
        send::{accepted, refusal},
    },
};

const ROUTE: &str = "POST /api/v1/admin/gateways/{id}/test";
const TEXT: &str = "This is a test message.";

/// `POST /api/v1/admin/gateways/:id/test`: sends one message through this gateway, like any other. The key needs the
/// permission to send, too.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    client: Client<MaySendThroughGateways>,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
    In { input, params }: In<TestMessageIn>,
) -> ApiResult<Response> {
    let number = number(path)?;
    let found = Store::open(&context.env)?.find_gateway(&client.account_id, number).await?;
    let gateway = found.ok_or_else(ApiError::gateway_not_found)?;
    if !client.permissions.allows(Permission::SendSms) {
        return Err(ApiError::insufficient_permissions());
    }
    // The number in the path is part of the request that a key belongs to.
    let route = format!("{ROUTE} {number}");
    let idempotency = idempotency::read(&headers, &route, &params.canonical())?;
    let validation = context.settings.phone_validation;
    let to = addresses::phone_number("to", &input.to, client.default_region, validation)?;
    let draft = Draft {
        recipients: vec![Address::E164(to)],
        content: Content::Text(MessageText::new(TEXT.to_owned())),
        options: Options {
            gateway_id: Some(gateway.id),
            delivery_report: true,
            ..Options::default()
        },
        client_id: None,
    };
    let submit = Submit { idempotency, ..Submit::of(draft) };
    match dispatcher_calls::dispatcher(&context, &client.account_id, submit).await? {
        SubmitOutcome::Accepted { receipt, replayed, .. } => {
            Ok(accepted(SendSmsOut::of(&receipt, None), replayed))
        }
        refused => Err(refusal(&refused)),
    }
}
