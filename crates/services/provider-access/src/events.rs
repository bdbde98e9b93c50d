//! Translation of providers' events into commands of an account's Dispatcher.

use messaging::{PartNumber, message::ReportStatus};
use object_commands::dispatcher::{Masking, Receive, ReceivedAt, ReferenceReport};
use sms_providers::{DeliveryReport, InboundSms, ProviderKind, ReportedStatus};
use telephony::{Address, MessageText, Region};

/// Returns the command for an SMS that arrived at a provider's number, in any spelling of numbers.
pub fn receive(
    provider: ProviderKind,
    sms: InboundSms,
    region: Region,
    masking: Masking,
) -> Receive {
    Receive {
        at: ReceivedAt::Number {
            provider: provider.as_str().to_owned(),
            address: Address::international(&sms.to, region),
        },
        sender: Address::international(&sms.from, region),
        body: MessageText::new(sms.text),
        reported_at_ms: sms.received_at_ms,
        reference: sms.reference,
        masking,
    }
}

/// Returns the report on a message that the provider was given. `None` if it adds nothing to the acceptance.
pub fn reference_report(provider: ProviderKind, report: DeliveryReport) -> Option<ReferenceReport> {
    let status = match report.status {
        ReportedStatus::Pending => return None,
        ReportedStatus::Sent => ReportStatus::Sent,
        ReportedStatus::Delivered => ReportStatus::Delivered,
        ReportedStatus::Failed { reason } => ReportStatus::Failed { reason },
    };
    let reference = format!("{}:{}", provider.as_str(), report.reference);
    let part = report.part.map(|it| PartNumber { number: it.number, total: it.total });
    Some(ReferenceReport { reference, status, part })
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
    fn sms_is_received_with_any_spelling_of_its_numbers() {
        let region = Region::parse("DE").unwrap();
        let told = |from| {
            receive(ProviderKind::Vonage, sms(from, "Hi".to_owned()), region, Masking::IfMasked)
        };
        let receive = told("14155550100");
        let ReceivedAt::Number { provider, address } = &receive.at else { panic!("a gateway") };
        assert_eq!((provider.as_str(), address.as_str()), ("vonage", "+14155550199"));
        assert_eq!(receive.sender.as_str(), "+14155550100");
        assert_eq!(told("+14155550100").sender, receive.sender);
        assert_eq!(told("MyBank").sender.as_str(), "MyBank");
        assert_eq!(
            (receive.reference.as_deref(), receive.reported_at_ms),
            (Some("0A1"), Some(UnixMillis::new(5)))
        );
        assert_eq!(receive.masking, Masking::IfMasked);
    }

    #[test]
    fn report_names_its_provider_and_pending_reports_are_dropped() {
        let report = |status| {
            let report = DeliveryReport { reference: "SM1".to_owned(), status, part: None };
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
}
