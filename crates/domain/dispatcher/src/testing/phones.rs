//! Phones that fetch their messages (polling).

use ids::GatewayId;
use messaging::{Content, Protocol, ReportStatus};
use object_commands::dispatcher::{
    FetchMessages, FetchedMessage, MessageReport, MessageReports, PresenceSign, RecipientReport,
    Submit,
};
use telephony::{Address, Region};
use unix_time::UnixMillis;

use crate::testing::{Object, START_MS, plain};

pub(crate) const NEW_APP: Protocol = Protocol::Poll { keeps_schedules: true, multimedia: true };
pub(crate) const OLD_APP: Protocol = Protocol::Poll { keeps_schedules: false, multimedia: false };
pub(crate) const ONE: &str = "+12025550123";
pub(crate) const TWO: &str = "+12025550124";

impl Object<'_> {
    pub(crate) fn phone(&mut self, id: &str, protocol: Protocol, push_token: Option<&str>) {
        self.phone_seen(id, protocol, push_token, UnixMillis::EPOCH);
    }

    /// Registers a phone that D1 knows to have been seen at that time.
    pub(crate) fn phone_seen(
        &mut self,
        id: &str,
        protocol: Protocol,
        token: Option<&str>,
        seen_at_ms: UnixMillis,
    ) {
        let settings = dispatcher_records::GatewaySettings {
            id: GatewayId::from_text(id),
            device_id: id.to_owned(),
            priority: 1,
            active: true,
            protocol,
            kind: messaging::GatewayKind::Ordinary,
            pacing: None,
            send_window: None,
            push_token: token.map(str::to_owned),
            usage: messaging::RouteUse::Usual,
            number: None,
            is_masking: false,
            seen_at_ms,
        };
        self.core.apply_gateway_settings(&settings.id, Some(&settings), START_MS).unwrap();
    }

    /// Registers a phone with an open event stream.
    pub(crate) fn streaming(&mut self, id: &str, now_ms: UnixMillis) {
        self.phone(id, NEW_APP, None);
        self.sign(id, PresenceSign::Connected, now_ms);
    }

    pub(crate) fn fetch(&mut self, id: &str, now_ms: UnixMillis) -> Vec<FetchedMessage> {
        let fetch = FetchMessages { gateway_id: GatewayId::from_text(id), latest_first: false };
        self.core.fetch(&fetch, now_ms).unwrap().0.messages
    }

    pub(crate) fn say(
        &mut self,
        gateway_id: &str,
        id: &str,
        says: &[(&str, ReportStatus)],
        now_ms: UnixMillis,
    ) {
        let recipients = says.iter().map(|(address, status)| RecipientReport {
            address: Address::Literal((*address).to_owned()),
            status: status.clone(),
        });
        let report = MessageReport {
            message_id: id.to_owned(),
            recipients: recipients.collect(),
            reached: Vec::new(),
        };
        let gateway_id = GatewayId::from_text(gateway_id);
        let reports = MessageReports { gateway_id, messages: vec![report] };
        self.core.report_messages(&reports, now_ms).unwrap();
    }

    /// Returns the gateways that were notified. All notices count as delivered.
    pub(crate) fn told(&mut self, now_ms: UnixMillis) -> Vec<String> {
        self.core.pump(now_ms).unwrap();
        self.core
            .take_notices()
            .into_iter()
            .map(|notice| notice.gateway_id.as_str().to_owned())
            .collect()
    }
}

pub(crate) fn two_recipients() -> Submit {
    let mut submit = plain();
    let region = Region::parse("US").unwrap();
    submit.draft.recipients.push(Address::lenient("+12025550124", region));
    submit
}

pub(crate) fn multimedia(bytes: usize) -> Submit {
    let mut submit = plain();
    let text = telephony::MessageText::new("a".repeat(bytes));
    submit.draft.content = Content::Multimedia(text);
    submit
}
