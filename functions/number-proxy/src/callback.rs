//! `POST /` (contract C.4): Flowroute's callback, in both of its versions.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;

use axum::response::{IntoResponse, Response};
use edge_kit::RequestContext;
use http::StatusCode;
use object_commands::dispatcher::{HandOver, Masking, ReceiveOutcome, ReceivedAt};
use runtime::log::{
    self,
    events::{MaskingEvent, ProviderCallbackEvent},
};
use sms_providers::{CallbackEvent, InboundSms, ProviderKind};

use self::input::CallbackIn;
use crate::{
    access::SmsReporter,
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::Body,
    session::MOST_EXPIRED,
    session_closing,
};

const PROVIDER: ProviderKind = ProviderKind::Flowroute;

/// `POST /`: an SMS arrived at a number. It is relayed, or its sender is told that there is no session; the outcome is
/// known before the answer. Any status other than 200 makes Flowroute retry.
#[worker::send]
pub(crate) async fn callback(
    context: RequestContext,
    caller: SmsReporter,
    Body(CallbackIn(events)): Body<CallbackIn>,
) -> ProxyResult<Response> {
    // The first failure ends the loop. Flowroute then repeats the whole callback, and an SMS whose id was handled
    // before is not relayed twice.
    for event in events {
        match event {
            CallbackEvent::Inbound(sms) => receive(&context, &caller, sms).await?,
            CallbackEvent::Report(report) => {
                if let Some(report) = provider_access::events::reference_report(PROVIDER, report) {
                    dispatcher_calls::call(&context, &caller.account_id, report).await?;
                }
            }
        }
    }
    Ok(StatusCode::OK.into_response())
}

async fn receive(
    context: &RequestContext,
    caller: &SmsReporter,
    sms: InboundSms,
) -> ProxyResult<()> {
    let account_id = &caller.account_id;
    let masking = Masking::Always { wait_ms: dispatcher_calls::WAIT_MS };
    let receive = provider_access::events::receive(PROVIDER, sms, caller.default_region, masking);
    if matches!(&receive.at, ReceivedAt::Number { address, .. } if *address == receive.sender) {
        // Any answer would arrive here again.
        log::write(&MaskingEvent::NumberWroteToItself);
        return Ok(());
    }
    let received = dispatcher_calls::call(context, account_id, receive).await?;
    context.background.spawn(expire(context.clone()));
    match received {
        ReceiveOutcome::Stored { hand_over: Some(HandOver::Refused { answer }), .. } => {
            Err(ProxyError::provider_failed(answer.as_deref()))
        }
        ReceiveOutcome::Stored { .. } => Ok(()),
        ReceiveOutcome::GatewayInactive => {
            log::write(&ProviderCallbackEvent::NumberInactive);
            Ok(())
        }
    }
}

/// Expires sessions after an inbound SMS, so that they leave the listings as in the original; without further SMS the
/// cron expires them.
async fn expire(context: RequestContext) {
    let expired = session_closing::expire(&context.env, context.now_ms, MOST_EXPIRED).await;
    if let Err(error) = expired {
        log::write(&MaskingEvent::ExpiredSessionsNotEnded { error: &error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{input::FromBody, json_object::JsonObject};

    fn events(body: &str) -> Option<Vec<CallbackEvent>> {
        let read = CallbackIn::read(&JsonObject::read(body.as_bytes().to_vec()));
        read.ok().map(|CallbackIn(events)| events)
    }

    fn inbound(body: &str) -> Option<InboundSms> {
        match events(body)?.as_slice() {
            [CallbackEvent::Inbound(sms)] => Some(sms.clone()),
            _ => None,
        }
    }

    #[test]
    fn both_callback_versions_read_the_same() {
        let flat = inbound(r#"{"to":"12065550001","from":"12065550101","body":"hi","id":"mdr"}"#);
        let nested = inbound(
            r#"{"data":{"id":"mdr","type":"message","attributes":{"to":"12065550001","from":"12065550101","body":"hi","direction":"inbound"}}}"#,
        );
        let numbers = inbound(r#"{"to":12065550001,"from":12065550101,"body":"hi","id":"mdr"}"#);
        assert!(flat.is_some());
        assert_eq!(flat, numbers);
        let same = nested.map(|sms| InboundSms { received_at_ms: None, ..sms });
        assert_eq!(flat, same);
    }

    #[test]
    fn callback_with_a_missing_field_or_overlong_number_is_unreadable() {
        let long = "1234567890123456789";
        for body in [
            "",
            "null",
            "[]",
            "{",
            r#"{"to":"1","from":"2"}"#,
            r#"{"to":"1","body":"x"}"#,
            r#"{"from":"1","body":"x"}"#,
            &format!(r#"{{"to":"{long}","from":"2","body":"x"}}"#),
            &format!(r#"{{"to":"1","from":"{long}","body":"x"}}"#),
            &format!(
                r#"{{"data":{{"id":"m","type":"message","attributes":{{"to":"1","from":"{long}","body":"x","direction":"inbound"}}}}}}"#
            ),
        ] {
            assert_eq!(events(body), None, "{body}");
        }
        let empty = inbound(r#"{"to":"1","from":"2","body":""}"#);
        assert_eq!(empty.map(|sms| (sms.text, sms.reference)), Some((String::new(), None)));
    }
}
