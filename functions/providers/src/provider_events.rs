//! Translation of a provider's events into calls of the account's Dispatcher.

use edge_kit::{RequestContext, dispatcher};
use object_commands::dispatcher::{HandOver, Masking, Receive, ReceiveOutcome};
use runtime::log::{self, events::ProviderCallbackEvent};
use sms_providers::{CallbackEvent, InboundSms, ProviderKind};
use telephony::{MAX_INBOUND_CHARS, Region};

use crate::{endpoint::CallbackEndpoint, error::CallbackError};

/// Passes the events to the Dispatcher. Reports on messages that are not ours are ignored.
pub(crate) async fn pass_to_dispatcher(
    context: &RequestContext,
    endpoint: &CallbackEndpoint,
    event: CallbackEvent,
) -> Result<(), CallbackError> {
    match event {
        CallbackEvent::Inbound(sms) => {
            let receive = receive(endpoint.provider, sms, endpoint.default_region)?;
            settled(&dispatcher::call(context, &endpoint.account_id, receive).await?)
        }
        CallbackEvent::Report(report) => {
            if let Some(report) =
                provider_access::events::reference_report(endpoint.provider, report)
            {
                dispatcher::call(context, &endpoint.account_id, report).await?;
            }
            Ok(())
        }
    }
}

fn receive(
    provider: ProviderKind,
    sms: InboundSms,
    region: Region,
) -> Result<Receive, CallbackError> {
    if sms.text.chars().count() > MAX_INBOUND_CHARS {
        return Err(CallbackError::Malformed("the text is too long"));
    }
    Ok(provider_access::events::receive(provider, sms, region, Masking::IfMasked))
}

/// Whether the provider need not retry. A refused relay is tried again when the provider retries; an SMS to a
/// switched-off number is not a reason to retry.
fn settled(received: &ReceiveOutcome) -> Result<(), CallbackError> {
    match received {
        ReceiveOutcome::Stored { hand_over: Some(HandOver::Refused { .. }), .. } => {
            Err(CallbackError::NotHandedOver)
        }
        ReceiveOutcome::Stored { .. } => Ok(()),
        ReceiveOutcome::GatewayInactive => {
            log::write(&ProviderCallbackEvent::NumberInactive);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    fn sms(from: &str, text: String) -> InboundSms {
        InboundSms {
            reference: Some("0A1".to_owned()),
            from: from.to_owned(),
            to: "14155550199".to_owned(),
            text,
            received_at_ms: Some(UnixMillis::new(5)),
        }
    }

    #[test]
    fn overlong_text_is_malformed() {
        let region = Region::parse("US").unwrap();
        let told = |chars| receive(ProviderKind::Plivo, sms("1", "é".repeat(chars)), region);
        assert!(told(MAX_INBOUND_CHARS).is_ok());
        let refused = CallbackError::Malformed("the text is too long");
        assert_eq!(told(MAX_INBOUND_CHARS + 1).unwrap_err(), refused);
    }

    #[test]
    fn provider_retries_only_a_refused_relay() {
        let stored = |hand_over| ReceiveOutcome::Stored {
            message_id: "msg_1".to_owned(),
            duplicate: false,
            hand_over,
        };
        let settled = |received: ReceiveOutcome| super::settled(&received);
        let refused = stored(Some(HandOver::Refused { answer: None }));
        assert_eq!(settled(refused), Err(CallbackError::NotHandedOver));
        for hand_over in
            [None, Some(HandOver::HandedOver), Some(HandOver::Unknown), Some(HandOver::Waiting)]
        {
            assert_eq!(settled(stored(hand_over)), Ok(()));
        }
    }
}
