//! `POST /sms/platform/{platform}` and `POST /v3/publish`: forwarded SMS (contract 1.6, 3.1).

use axum::{
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use edge_kit::{ErrorCode, RequestContext, client_network};
use http::StatusCode;
use ids::AccountId;
use publishing::{ReceivedText, Source, TextOrigin};
use relay_requests::{Dialect, ForwardingOutcome};
use throttling::Limit;

use super::{forwarded_request::ForwardedRequest, input::ForwardedSmsIn, sms_answer, twilio};
use crate::{
    account,
    error::RelayError,
    forwarder::{self, Forwarder, ForwarderFault},
};

/// Platform name in the path from which forms are expected.
const TWILIO: &str = "twilio";
/// Platform name used for `/v3/publish`, whose path has none.
const APP: &str = "app";

/// `POST /sms/platform/{platform}`: publishes a forwarded request. The answer's dialect is `RELAY_SMS_DIALECT`'s, or
/// Twilio's.
#[worker::send]
pub(crate) async fn receive(
    context: RequestContext,
    platform: Result<Path<String>, PathRejection>,
    forwarded: ForwardedRequest<ForwardedSmsIn>,
) -> Response {
    let platform = platform.map(|Path(platform)| platform).unwrap_or_default();
    if platform == TWILIO {
        if !twilio::is_signed(&context, &forwarded) {
            return unsigned("bad signature").into_response();
        }
        return handle(&context, &forwarded, &platform, Source::Twilio, Dialect::Twilio).await;
    }
    let dialect = context.settings.relay.publishing.dialect;
    handle(&context, &forwarded, &platform, Source::GatewayClient, dialect).await
}

/// `POST /v3/publish`: the same for apps that are online.
#[worker::send]
pub(crate) async fn publish(
    context: RequestContext,
    forwarded: ForwardedRequest<ForwardedSmsIn>,
) -> Response {
    handle(&context, &forwarded, APP, Source::App, Dialect::V3).await
}

async fn handle(
    context: &RequestContext,
    forwarded: &ForwardedRequest<ForwardedSmsIn>,
    platform: &str,
    source: Source,
    dialect: Dialect,
) -> Response {
    let later = |secs| sms_answer::render(dialect, &ForwardingOutcome::Unavailable, Some(secs));
    // A forwarder does not retry, and others may share its network, so only unpublishable texts are limited.
    let network = client_network(&forwarded.headers);
    let is_over_limit =
        throttling::count(context, Limit::Requests, network.expose()).await.is_err();
    let sms = match ForwardedSmsIn::read(platform, forwarded) {
        Ok(ForwardedSmsIn(sms)) => sms,
        Err(error) => return sms_answer::render(dialect, &error.into(), None),
    };
    let Ok(account_id) = account::of(context).await else { return later(1) };
    let signer = match identify_forwarder(context, &account_id, forwarded, source).await {
        Ok(signer) => signer,
        Err(ForwarderFault::Refused) => {
            return unsigned("unknown forwarder").into_response();
        }
        Err(ForwarderFault::Unavailable) => return later(1),
    };
    let known = signer.number().map(telephony::PhoneNumber::as_str);
    let name = known.unwrap_or_else(|| network.expose());
    let arrival = ReceivedText {
        sender: &sms.sender,
        text: &sms.text,
        source,
        origin: TextOrigin { name, is_over_limit: is_over_limit && known.is_none() },
        gateway_client: known.or(sms.tag.as_deref()),
        received_at_ms: sms.received_at_ms,
        sent_at_ms: sms.sent_at_ms,
    };
    let handled = publishing::handle(&context.env, &context.settings, &account_id, &arrival).await;
    if handled.is_published() {
        forwarder::record_published_later(context, &account_id, &signer);
    }
    sms_answer::answer(context, &account_id, dialect, handled)
}

/// 403: a required signature is missing or wrong.
fn unsigned(text: &str) -> RelayError {
    RelayError::text(ErrorCode::InvalidSignature, StatusCode::FORBIDDEN, text)
}

/// Identifies the forwarder. Twilio's requests have Twilio's own signature instead.
async fn identify_forwarder(
    context: &RequestContext,
    account_id: &AccountId,
    forwarded: &ForwardedRequest<ForwardedSmsIn>,
    source: Source,
) -> Result<Forwarder, ForwarderFault> {
    if source == Source::Twilio {
        return Ok(Forwarder::Unknown);
    }
    forwarder::identify(context, account_id, &forwarded.headers, &forwarded.body).await
}
