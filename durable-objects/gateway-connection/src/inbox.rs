//! Frames from the phone (contract B.3, B.4, B.6).

use cable::{
    client_frame::ClientFrame,
    gateway_channel::{ChannelIdentifier, GatewayAction, HeartbeatReport, SubscriptionVerdict},
    server_frame,
};
use contracts::dispatcher::{
    Masking, PresenceSign, Receive, Received, ReceivedAt, ReportBatch, ReportIn,
};
use messaging::{GatewayHealth, ReportStatus};
use runtime::{
    Settings, clock, log,
    objects::{self, ObjectClass},
};
use telephony::{Address, MessageText};
use worker::{Result, WebSocket};

use crate::{
    GatewayConnection,
    attachment::{Attachment, MAX_IDENTIFIER_BYTES, MAX_SUBSCRIPTIONS, Subscription, stored_ms},
};

/// Longer frames than any phone has reason to send are dropped unread.
const MAX_FRAME_BYTES: usize = 262_144;
/// The most reports in one call.
const MAX_REPORTS: usize = 200;
/// A report is tried this often before it is given up, with a log line.
const REPORT_TRIES: u32 = 4;
const REPORT_RETRY_DELAY_MS: u64 = 250;
const MAX_REASON_CHARS: usize = 500;

/// Reports on their way to the Dispatcher.
#[derive(Debug, Default)]
pub(crate) struct ReportQueue {
    waiting: Vec<ReportIn>,
    sending: bool,
}

impl GatewayConnection {
    /// Handles one text frame. What is not understood gets no answer and does no harm.
    pub(crate) async fn receive_frame(&self, socket: &WebSocket, text: &str) -> Result<()> {
        let Some(mut attachment) = Attachment::of(socket) else { return Ok(()) };
        if text.len() > MAX_FRAME_BYTES {
            return Ok(());
        }
        if attachment.unanswered_pings > 0 {
            attachment.unanswered_pings = 0;
            attachment.save(socket)?;
        }
        match ClientFrame::parse(text) {
            Some(ClientFrame::Subscribe { identifier }) => {
                self.subscribe(socket, attachment, identifier).await
            }
            Some(ClientFrame::Unsubscribe { identifier }) => {
                self.unsubscribe(socket, attachment, &identifier).await
            }
            Some(ClientFrame::Message { identifier, data }) => {
                if attachment.is_subscribed(&identifier) {
                    self.act(socket, &attachment, &data).await;
                }
                Ok(())
            }
            Some(ClientFrame::Pong) => {
                self.sign_of_life(socket, &attachment, None).await;
                Ok(())
            }
            None => Ok(()),
        }
    }

    async fn subscribe(
        &self,
        socket: &WebSocket,
        mut attachment: Attachment,
        identifier: String,
    ) -> Result<()> {
        let verdict = ChannelIdentifier::parse(&identifier)
            .map_or(SubscriptionVerdict::UnknownChannel, |it| it.verdict(&attachment.key_digest));
        let known = attachment.is_subscribed(&identifier);
        let fits = identifier.len() <= MAX_IDENTIFIER_BYTES
            && (known || attachment.subscriptions.len() < MAX_SUBSCRIPTIONS);
        match verdict {
            SubscriptionVerdict::UnknownChannel => Ok(()),
            SubscriptionVerdict::Confirm if fits => {
                let frame = server_frame::confirm_subscription(&identifier);
                if known {
                    // A repeated confirmation cures lost ones; the phone is not new because of it.
                    return socket.send_with_str(frame);
                }
                let subscribed_at_ms = stored_ms(clock::now_ms());
                attachment.subscriptions.push(Subscription { identifier, subscribed_at_ms });
                attachment.save(socket)?;
                socket.send_with_str(frame)?;
                self.announced_at_ms.set(clock::now_ms());
                self.announce(&attachment.account_id, PresenceSign::Connected, None).await;
                Ok(())
            }
            SubscriptionVerdict::Confirm | SubscriptionVerdict::Reject => {
                attachment.subscriptions.retain(|it| it.identifier != identifier);
                attachment.save(socket)?;
                socket.send_with_str(server_frame::reject_subscription(&identifier))
            }
        }
    }

    async fn unsubscribe(
        &self,
        socket: &WebSocket,
        mut attachment: Attachment,
        identifier: &str,
    ) -> Result<()> {
        if !attachment.is_subscribed(identifier) {
            return Ok(());
        }
        attachment.subscriptions.retain(|it| it.identifier != identifier);
        attachment.save(socket)?;
        self.announce_if_last(&attachment.account_id).await;
        Ok(())
    }

    async fn act(&self, socket: &WebSocket, attachment: &Attachment, data: &str) {
        let action = GatewayAction::parse(data);
        match action {
            Some(GatewayAction::Heartbeat(report)) => {
                self.heartbeat(socket, attachment, &report).await;
            }
            Some(GatewayAction::DeliveryReport { message_id, status, error_message }) => {
                if let Some(status) = report_status(&status, error_message) {
                    self.report(attachment, ReportIn { wire_id: message_id, status }).await;
                }
                self.sign_of_life(socket, attachment, None).await;
            }
            Some(GatewayAction::MessageReceived { sender, message, timestamp }) => {
                self.message_received(attachment, &sender, message, timestamp.as_deref()).await;
                self.sign_of_life(socket, attachment, None).await;
            }
            None => self.sign_of_life(socket, attachment, None).await,
        }
    }

    async fn heartbeat(
        &self,
        socket: &WebSocket,
        attachment: &Attachment,
        report: &HeartbeatReport,
    ) {
        let health = GatewayHealth {
            battery_level: report.battery_level,
            signal_strength: report.signal_strength,
            messages_in_queue: report.messages_in_queue,
        };
        if report.status.as_deref() == Some("offline") {
            self.announced_at_ms.set(0);
            self.announce(&attachment.account_id, PresenceSign::Leaving, Some(health)).await;
        } else {
            self.sign_of_life(socket, attachment, Some(health)).await;
        }
    }

    /// Reports that arrive while a call is under way go out together with the next one. The phone gets
    /// no acknowledgement in this protocol, so a call that fails is repeated here.
    async fn report(&self, attachment: &Attachment, report: ReportIn) {
        {
            let mut queue = self.reports.borrow_mut();
            queue.waiting.push(report);
            if queue.sending {
                return;
            }
            queue.sending = true;
        }
        loop {
            let reports = {
                let mut queue = self.reports.borrow_mut();
                let count = queue.waiting.len().min(MAX_REPORTS);
                queue.sending = count > 0;
                queue.waiting.drain(..count).collect::<Vec<_>>()
            };
            if reports.is_empty() {
                return;
            }
            self.send_reports(attachment, reports).await;
        }
    }

    async fn send_reports(&self, attachment: &Attachment, reports: Vec<ReportIn>) {
        let account_id = attachment.account_id.as_str();
        for attempt in 1..=REPORT_TRIES {
            let batch = ReportBatch { gateway_id: self.gateway_id(), reports: reports.clone() };
            let called = objects::call(&self.env, ObjectClass::Dispatcher, account_id, batch).await;
            let Err(error) = called else { return };
            let fields = [("attempt", attempt.to_string()), ("error", error.to_string())];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            log::error("reports did not reach the dispatcher", &fields);
            clock::pause(REPORT_RETRY_DELAY_MS << attempt).await;
        }
    }

    async fn message_received(
        &self,
        attachment: &Attachment,
        sender: &str,
        message: String,
        timestamp: Option<&str>,
    ) {
        if sender.trim().is_empty() || message.is_empty() {
            return;
        }
        let Ok(settings) = Settings::of(&self.env) else { return };
        let receive = Receive {
            at: ReceivedAt::Gateway { gateway_id: self.gateway_id() },
            sender: Address::lenient(sender, settings.default_region),
            body: MessageText::new(message),
            reported_at_ms: timestamp.and_then(runtime::timestamp::parse_ms),
            reference: None,
            masking: Masking::IfMasked,
        };
        let account_id = attachment.account_id.as_str();
        match objects::call(&self.env, ObjectClass::Dispatcher, account_id, receive).await {
            Ok(Received::Stored { .. }) => {}
            Ok(Received::GatewayInactive) => {
                let fields = [("gateway.id", self.gateway_id())];
                let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
                log::warn("an inactive gateway's inbound message was refused", &fields);
            }
            Err(error) => {
                log::error("an inbound message was not stored", &[("error", &error.to_string())]);
            }
        }
    }
}

/// The status words of the channel; others are not reports.
fn report_status(status: &str, error_message: Option<String>) -> Option<ReportStatus> {
    match status {
        "sent" => Some(ReportStatus::Sent),
        "delivered" => Some(ReportStatus::Delivered),
        "failed" => {
            let reason = error_message.filter(|text| !text.trim().is_empty());
            let reason = reason.unwrap_or_else(|| "failed".to_owned());
            Some(ReportStatus::Failed { reason: reason.chars().take(MAX_REASON_CHARS).collect() })
        }
        _ => None,
    }
}
