//! Frames from the phone (contract B.3, B.4, B.6).

use cable::{
    client_frame::ClientFrame,
    flow::{
        FrameCost, FrameWeight, MAX_FRAME_BYTES, MAX_QUEUED_REPORTS, MAX_WIRE_ID_BYTES, PAUSE_MS,
    },
    gateway_channel::{
        ChannelError, ChannelIdentifier, GatewayAction, HeartbeatReport, SubscriptionDecision,
    },
    server_frame::{self, DisconnectReason},
};
use messaging::{GatewayHealth, ReportStatus};
use object_commands::dispatcher::{PresenceSign, ReportBatch, ReportIn};
use object_kit::backpressure;
use runtime::{
    clock,
    log::{self, events::GatewayEvent},
    objects::{self, ObjectClass},
};
use telephony::check_inbound;
use unix_time::UnixMillis;
use worker::{Result, WebSocket};

use crate::{
    GatewayConnection,
    attachment::{
        MAX_IDENTIFIER_BYTES, MAX_SUBSCRIPTIONS, SocketAttachment, Subscription, stored_ms,
    },
    disconnect,
};

/// Maximum number of reports in one call.
const MAX_REPORTS: usize = 200;
/// Number of tries before a report is given up with a log line.
const REPORT_TRIES: u32 = 4;
const REPORT_RETRY_DELAY_MS: u64 = 250;
const MAX_REASON_CHARS: usize = 500;

/// Delivery reports on their way to the Dispatcher.
#[derive(Debug, Default)]
pub(crate) struct ReportQueue {
    waiting: Vec<ReportIn>,
    sending: bool,
}

impl GatewayConnection {
    /// Handles one text frame. An unreadable frame is ignored. A gateway that exceeds its rate limit loses the
    /// socket, and reconnects.
    pub(crate) async fn receive_frame(&self, socket: &WebSocket, text: &str) -> Result<()> {
        let Some(mut attachment) = SocketAttachment::of(socket) else {
            self.pace(FrameWeight::Discarded);
            return Ok(());
        };
        self.pace(FrameWeight::Usual);
        if !self.flow.borrow_mut().admits_frame(text.len(), clock::now_ms()) {
            disconnect(socket, DisconnectReason::TooManyFrames, true);
            return Ok(());
        }
        if text.len() > MAX_FRAME_BYTES {
            let most = format!("Frame is too long (maximum is {MAX_FRAME_BYTES} bytes)");
            return refuse(socket, &attachment, None, &most);
        }
        if attachment.unanswered_pings > 0 {
            attachment.unanswered_pings = 0;
            attachment.save(socket)?;
        }
        let frame = ClientFrame::parse(text);
        let changes_presence =
            matches!(frame, Some(ClientFrame::Subscribe { .. } | ClientFrame::Unsubscribe { .. }));
        if changes_presence && !self.admits(FrameCost::Presence, socket) {
            return Ok(());
        }
        match frame {
            Some(ClientFrame::Subscribe { identifier }) => {
                self.subscribe(socket, attachment, identifier).await
            }
            Some(ClientFrame::Unsubscribe { identifier }) => {
                self.unsubscribe(socket, attachment, &identifier).await
            }
            Some(ClientFrame::Message { identifier, data }) => {
                if attachment.is_subscribed(&identifier) {
                    self.act(socket, &attachment, &identifier, &data).await
                } else {
                    Ok(())
                }
            }
            Some(ClientFrame::Pong) => {
                self.record_sign_of_life(socket, &attachment, None).await;
                Ok(())
            }
            None => {
                self.unreadable.write(
                    &GatewayEvent::FrameUnreadable { account_id: &attachment.account_id },
                    clock::now_ms(),
                );
                Ok(())
            }
        }
    }

    /// Counts a frame, and holds the object's events briefly if the gateway sends many.
    pub(crate) fn pace(&self, weight: FrameWeight) {
        if self.flow.borrow_mut().needs_pause(weight, clock::now_ms()) {
            backpressure::hold(&self.state, PAUSE_MS);
        }
    }

    async fn subscribe(
        &self,
        socket: &WebSocket,
        mut attachment: SocketAttachment,
        identifier: String,
    ) -> Result<()> {
        let decision = ChannelIdentifier::parse(&identifier)
            .map_or(SubscriptionDecision::UnknownChannel, |it| it.decide(&attachment.key_digest));
        let known = attachment.is_subscribed(&identifier);
        let fits = identifier.len() <= MAX_IDENTIFIER_BYTES
            && (known || attachment.subscriptions.len() < MAX_SUBSCRIPTIONS);
        match decision {
            // An unknown channel gets no answer, and the socket stays open (contract B.4).
            SubscriptionDecision::UnknownChannel => Ok(()),
            SubscriptionDecision::Confirm if fits => {
                let frame = server_frame::confirm_subscription(&identifier);
                if known {
                    // The confirmation is repeated because the first may have been lost. The phone's presence has
                    // not changed.
                    return socket.send_with_str(frame);
                }
                let subscribed_at_ms = stored_ms(clock::now_ms());
                attachment.subscriptions.push(Subscription { identifier, subscribed_at_ms });
                attachment.save(socket)?;
                socket.send_with_str(frame)?;
                // Set before the call, so that frames that arrive during it do not announce the gateway again.
                self.announced_at_ms.set(clock::now_ms());
                self.announce(&attachment.account_id, PresenceSign::Connected, None).await;
                Ok(())
            }
            SubscriptionDecision::Confirm | SubscriptionDecision::Reject => {
                attachment.subscriptions.retain(|it| it.identifier != identifier);
                attachment.save(socket)?;
                socket.send_with_str(server_frame::reject_subscription(&identifier))
            }
        }
    }

    async fn unsubscribe(
        &self,
        socket: &WebSocket,
        mut attachment: SocketAttachment,
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

    /// Whether the gateway may take this action now. If not, the socket is closed.
    fn admits(&self, cost: FrameCost, socket: &WebSocket) -> bool {
        let admitted = self.flow.borrow_mut().admits(cost, clock::now_ms());
        if !admitted {
            disconnect(socket, DisconnectReason::TooManyFrames, true);
        }
        admitted
    }

    async fn act(
        &self,
        socket: &WebSocket,
        attachment: &SocketAttachment,
        identifier: &str,
        data: &str,
    ) -> Result<()> {
        match GatewayAction::parse(data) {
            Some(GatewayAction::Heartbeat(report)) => {
                self.heartbeat(socket, attachment, &report).await;
            }
            Some(GatewayAction::DeliveryReport { message_id, status, error_message }) => {
                let status = report_status(&status, error_message);
                // An id longer than every wire id cannot belong to a message.
                if let Some(status) = status.filter(|_| message_id.len() <= MAX_WIRE_ID_BYTES) {
                    let report = ReportIn { wire_id: message_id, status };
                    self.report(socket, attachment, report).await;
                }
                self.record_sign_of_life(socket, attachment, None).await;
            }
            Some(GatewayAction::MessageReceived { sender, message, timestamp }) => {
                self.pace(FrameWeight::Inbound);
                if !self.admits(FrameCost::Inbound, socket) {
                    return Ok(());
                }
                if let Err(fault) = check_inbound(&sender, &message) {
                    return refuse(socket, attachment, Some(identifier), &fault.to_string());
                }
                self.receive_sms(socket, attachment, &sender, message, timestamp.as_deref())
                    .await?;
                self.record_sign_of_life(socket, attachment, None).await;
            }
            None => {
                let account_id = &attachment.account_id;
                self.unreadable
                    .write(&GatewayEvent::ActionUnreadable { account_id }, clock::now_ms());
                self.record_sign_of_life(socket, attachment, None).await;
            }
        }
        Ok(())
    }

    async fn heartbeat(
        &self,
        socket: &WebSocket,
        attachment: &SocketAttachment,
        report: &HeartbeatReport,
    ) {
        let health = GatewayHealth {
            battery_level: report.battery_level,
            signal_strength: report.signal_strength,
            messages_in_queue: report.messages_in_queue,
        };
        if report.status.as_deref() == Some("offline") {
            if !self.admits(FrameCost::Presence, socket) {
                return;
            }
            // Any later frame then announces at once that the gateway is back.
            self.announced_at_ms.set(UnixMillis::EPOCH);
            self.unannounced.set(None);
            self.announce(&attachment.account_id, PresenceSign::Leaving, Some(health)).await;
        } else {
            self.record_sign_of_life(socket, attachment, Some(health)).await;
        }
    }

    /// Queues a delivery report. Reports that arrive during a call go out together in the next one. The protocol
    /// has no acknowledgement, so a failed call is retried here.
    async fn report(&self, socket: &WebSocket, attachment: &SocketAttachment, report: ReportIn) {
        let is_full = self.reports.borrow().waiting.len() >= MAX_QUEUED_REPORTS;
        if is_full {
            disconnect(socket, DisconnectReason::TooManyFrames, true);
            return;
        }
        {
            let mut queue = self.reports.borrow_mut();
            queue.waiting.push(report);
            // Only the call that set `sending` drains the queue, so reports go out one batch after another, in their
            // order.
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

    async fn send_reports(&self, attachment: &SocketAttachment, reports: Vec<ReportIn>) {
        let account_id = attachment.account_id.as_str();
        for attempt in 1..=REPORT_TRIES {
            let batch = ReportBatch { gateway_id: self.gateway_id(), reports: reports.clone() };
            let called = objects::call(&self.env, ObjectClass::Dispatcher, account_id, batch).await;
            let Err(error) = called else { return };
            let (attempt, error) = (&attempt, &error);
            log::write(&GatewayEvent::ReportsNotHandedOver { attempt, error });
            clock::pause(REPORT_RETRY_DELAY_MS << attempt).await;
        }
    }
}

/// Answers a frame with the reason why it was refused. Without a subscription there is no channel for the answer.
fn refuse(
    socket: &WebSocket,
    attachment: &SocketAttachment,
    identifier: Option<&str>,
    error: &str,
) -> Result<()> {
    let first = attachment.subscriptions.first().map(|it| it.identifier.as_str());
    match identifier.or(first) {
        Some(identifier) => {
            socket.send_with_str(server_frame::data(identifier, &ChannelError::new(error)))
        }
        None => Ok(()),
    }
}

/// Parses a status word of the channel. `None` for any other word.
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
