//! `POST /api/v1/admin/gateways/:id/test`.

use axum::extract::{Path, rejection::PathRejection};
use edge_kit::{Accepted, RequestContext};
use http::HeaderMap;
use identity::Permission;
use messaging::{Content, Draft, Options};
use store_d1::Store;
use telephony::{Address, MessageText};

use super::{input::TestMessageIn, number};
use crate::{
    access::{Client, MayManageGateways},
    addresses,
    error::{ApiError, ApiResult},
    input::In,
    sms::{
        out::SendSmsOut,
        send::{idempotency, submit},
    },
};

const ROUTE: &str = "POST /api/v1/admin/gateways/{id}/test";
const TEXT: &str = "This is a test message.";

/// `POST /api/v1/admin/gateways/:id/test`: sends one message through this gateway, like any other. The key needs the
/// permission to send, too.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    client: Client<MayManageGateways>,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
    In { input, params }: In<TestMessageIn>,
) -> ApiResult<(HeaderMap, Accepted<SendSmsOut>)> {
    let number = number(path)?;
    let found = Store::open(&context.env)?.find_gateway(&client.account_id, number).await?;
    let gateway = found.ok_or_else(ApiError::gateway_not_found)?;
    if !client.permissions.allows(Permission::SendSms) {
        return Err(ApiError::insufficient_permissions());
    }
    // The number in the path is part of the request that a key belongs to.
    let idempotency = idempotency(&headers, &format!("{ROUTE} {number}"), &params)?;
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
    submit(&context, &client.account_id, draft, idempotency).await
}
