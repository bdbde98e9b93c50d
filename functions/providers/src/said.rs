//! What a provider said, in the words of the account's Dispatcher.

use contracts::{
    Command,
    dispatcher::{
        DispatcherCommand, HandOver, Masking, Receive, Received, ReceivedAt, ReferenceReport,
    },
};
use edge_kit::RequestContext;
use messaging::message::ReportStatus;
use runtime::{
    log,
    objects::{self, ObjectClass},
};
use sms_providers::{CallbackEvent, DeliveryReport, InboundSms, ProviderKind, ReportedStatus};
use telephony::{Address, MessageText, Region};

use crate::{endpoint::KnownEndpoint, error::CallbackError};

/// Far more than any concatenated SMS, and little enough for a row.
const MAX_TEXT_CHARS: usize = 65_535;

/// Tells the Dispatcher. Whatever it says of things that are none of ours is passed over.
pub(crate) async fn tell(
    context: &RequestContext,
    endpoint: &KnownEndpoint,
    event: CallbackEvent,
) -> Result<(), CallbackError> {
    match event {
        CallbackEvent::Inbound(sms) => {
            let receive = receive(endpoint.provider, sms, context.settings.default_region)?;
            settled(endpoint, &call(context, endpoint, receive).await?)
        }
        CallbackEvent::Report(report) => {
            if let Some(report) = reference_report(endpoint.provider, report) {
                call(context, endpoint, report).await?;
            }
            Ok(())
        }
    }
}

async fn call<C>(
    context: &RequestContext,
    endpoint: &KnownEndpoint,
    command: C,
) -> Result<C::Outcome, CallbackError>
where
    C: Command<Envelope = DispatcherCommand>,
{
    let name = endpoint.account_id.as_str();
    Ok(objects::call(&context.env, ObjectClass::Dispatcher, name, command).await?)
}

fn receive(
    provider: ProviderKind,
    sms: InboundSms,
    region: Region,
) -> Result<Receive, CallbackError> {
    let body = MessageText::new(sms.text);
    if body.char_count() > MAX_TEXT_CHARS {
        return Err(CallbackError::Malformed("the text is too long"));
    }
    Ok(Receive {
        at: ReceivedAt::Number {
            provider: provider.as_str().to_owned(),
            address: Address::international(&sms.to, region),
        },
        sender: Address::international(&sms.from, region),
        body,
        reported_at_ms: sms.received_at_ms,
        reference: sms.reference,
        masking: Masking::IfMasked,
    })
}

/// `None`: it says nothing that the acceptance did not say.
fn reference_report(provider: ProviderKind, report: DeliveryReport) -> Option<ReferenceReport> {
    let status = match report.status {
        ReportedStatus::Pending => return None,
        ReportedStatus::Sent => ReportStatus::Sent,
        ReportedStatus::Delivered => ReportStatus::Delivered,
        ReportedStatus::Failed { reason } => ReportStatus::Failed { reason },
    };
    let reference = format!("{}:{}", provider.as_str(), report.reference);
    Some(ReferenceReport { reference, status })
}

/// Whether there is nothing left for the provider to do. A relay that was refused is tried again when the
/// provider comes again; a number that is switched off is no reason for it to.
fn settled(endpoint: &KnownEndpoint, received: &Received) -> Result<(), CallbackError> {
    match received {
        Received::Stored { hand_over: Some(HandOver::Refused { .. }), .. } => {
            Err(CallbackError::NotHandedOver)
        }
        Received::Stored { .. } => Ok(()),
        Received::GatewayInactive => {
            let fields = [("account.id", endpoint.account_id.as_str())];
            log::warn("an SMS arrived at a number that is switched off", &fields);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use identity::AccountId;
    use runtime::provider_access::ProviderAccess;

    use super::*;

    fn endpoint() -> KnownEndpoint {
        KnownEndpoint {
            account_id: AccountId::parse("00112233aabbccdd").unwrap(),
            provider: ProviderKind::Vonage,
            access: ProviderAccess::default(),
        }
    }

    fn sms(from: &str, text: String) -> InboundSms {
        InboundSms {
            reference: Some("0A1".to_owned()),
            from: from.to_owned(),
            to: "14155550199".to_owned(),
            text,
            received_at_ms: Some(5),
        }
    }

    #[test]
    fn an_sms_arrives_at_the_number_however_its_provider_writes_numbers() {
        let region = Region::parse("DE").unwrap();
        let told =
            |from| receive(ProviderKind::Vonage, sms(from, "Hi".to_owned()), region).unwrap();
        let receive = told("14155550100");
        let ReceivedAt::Number { provider, address } = &receive.at else { panic!("a gateway") };
        assert_eq!((provider.as_str(), address.as_str()), ("vonage", "+14155550199"));
        assert_eq!(receive.sender.as_str(), "+14155550100");
        assert_eq!(told("+14155550100").sender, receive.sender);
        assert_eq!(told("MyBank").sender.as_str(), "MyBank");
        assert_eq!((receive.reference.as_deref(), receive.reported_at_ms), (Some("0A1"), Some(5)));
        assert_eq!(receive.masking, Masking::IfMasked);
    }

    #[test]
    fn a_text_that_no_row_could_hold_is_malformed() {
        let region = Region::parse("US").unwrap();
        let told = |chars| receive(ProviderKind::Plivo, sms("1", "é".repeat(chars)), region);
        assert!(told(MAX_TEXT_CHARS).is_ok());
        let refused = CallbackError::Malformed("the text is too long");
        assert_eq!(told(MAX_TEXT_CHARS + 1).unwrap_err(), refused);
    }

    #[test]
    fn a_report_names_its_provider_and_one_that_says_nothing_is_not_told() {
        let report = |status| {
            let report = DeliveryReport { reference: "SM1".to_owned(), status };
            let told = reference_report(ProviderKind::Twilio, report)?;
            assert_eq!(told.reference, "twilio:SM1");
            Some(told.status)
        };
        let failed = |reason: &str| ReportStatus::Failed { reason: reason.to_owned() };
        assert_eq!(report(ReportedStatus::Pending), None);
        assert_eq!(report(ReportedStatus::Sent), Some(ReportStatus::Sent));
        assert_eq!(report(ReportedStatus::Delivered), Some(ReportStatus::Delivered));
        let reason = "30005".to_owned();
        assert_eq!(report(ReportedStatus::Failed { reason }), Some(failed("30005")));
    }

    #[test]
    fn a_provider_comes_again_only_for_what_was_refused() {
        let stored = |hand_over| Received::Stored {
            message_id: "msg_1".to_owned(),
            duplicate: false,
            hand_over,
        };
        let settled = |received: Received| super::settled(&endpoint(), &received);
        let refused = stored(Some(HandOver::Refused { answer: None }));
        assert_eq!(settled(refused), Err(CallbackError::NotHandedOver));
        for hand_over in
            [None, Some(HandOver::HandedOver), Some(HandOver::Unknown), Some(HandOver::Waiting)]
        {
            assert_eq!(settled(stored(hand_over)), Ok(()));
        }
    }
}
