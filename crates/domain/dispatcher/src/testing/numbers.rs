//! Providers' numbers as routes.

use dispatcher_records::{GatewaySettings, ProviderNumber};
use ids::GatewayId;
use messaging::{MessageId, Options, Protocol, ReportEffect, ReportStatus, RouteUse};
use object_commands::dispatcher::ReferenceReport;
use telephony::{Address, Region};
use unix_time::UnixMillis;

use crate::{
    CallOutcome, ProviderCall,
    testing::{Object, START_MS, accepted, with_options},
};

impl Object<'_> {
    pub(crate) fn number(&mut self, id: &str, usage: RouteUse) {
        let address = Address::lenient("+12062992129", Region::parse("US").unwrap());
        let settings = GatewaySettings {
            id: GatewayId::from_text(id),
            device_id: address.as_str().to_owned(),
            priority: 1,
            active: true,
            protocol: Protocol::Provider,
            kind: messaging::GatewayKind::Ordinary,
            pacing: None,
            send_window: None,
            push_token: None,
            usage,
            number: Some(ProviderNumber { provider: "flowroute".to_owned(), address }),
            is_masking: false,
            seen_at_ms: UnixMillis::EPOCH,
        };
        self.core.apply_gateway_settings(&settings.id, Some(&settings), START_MS).unwrap();
    }

    /// Pumps until nothing is left and returns the provider calls. Frames for phones count as handed over.
    pub(crate) fn calls(&mut self, now_ms: UnixMillis) -> Vec<ProviderCall> {
        while !self.core.pump(now_ms).unwrap().is_empty() {}
        self.core.take_calls(usize::MAX)
    }

    pub(crate) fn answer(
        &mut self,
        call: &ProviderCall,
        outcome: &CallOutcome,
        now_ms: UnixMillis,
    ) {
        self.core.record_call_outcome(call, outcome, now_ms).unwrap();
    }

    pub(crate) fn send_pinned(&mut self, options: Options) -> String {
        let options = Options { gateway_id: Some(GatewayId::from_text("n")), ..options };
        accepted(self.submit(with_options(options), START_MS)).message_id
    }
}

pub(crate) fn ids(calls: &[ProviderCall]) -> Vec<String> {
    calls.iter().map(|call| call.sms.wire_id.clone()).collect()
}

pub(crate) fn taken(reference: &str) -> CallOutcome {
    CallOutcome::Accepted { reference: Some(reference.to_owned()) }
}

pub(crate) fn refused() -> CallOutcome {
    CallOutcome::Refused { reason: "401".to_owned() }
}

pub(crate) fn report_on(reference: &str, status: ReportStatus) -> ReferenceReport {
    ReferenceReport { reference: reference.to_owned(), status, part: None }
}

/// Reports on one part of the message's only recipient.
pub(crate) fn report_part(
    object: &mut Object<'_>,
    id: &MessageId,
    part: &str,
    status: ReportStatus,
) -> ReportEffect {
    let report = report_on(&format!("flowroute:{part}"), status);
    object.core.report_reference(id, 0, &report, START_MS + 2).unwrap()
}
