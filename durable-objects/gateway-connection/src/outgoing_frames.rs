//! Writes frames to the phone's socket (contract B.6).

use cable::{gateway_channel::SendSms, server_frame};
use object_commands::gateway_connection::{Deliver, DeliverOutcome, OutboundSms};
use worker::WebSocket;

use crate::{GatewayConnection, attachment::SocketAttachment};

impl GatewayConnection {
    /// Writes every frame to the socket that subscribed last. If that socket turns out to be closed, the remaining
    /// frames go to the one before it.
    pub(crate) fn deliver(&self, command: &Deliver) -> DeliverOutcome {
        let mut handed_over = 0_usize;
        for (socket, identifier) in self.subscribed() {
            let left = command.frames.iter().skip(handed_over);
            for sms in left {
                if socket.send_with_str(send_sms(&identifier, sms)).is_err() {
                    break;
                }
                handed_over += 1;
            }
            if handed_over == command.frames.len() {
                break;
            }
        }
        match u32::try_from(handed_over) {
            Ok(0) | Err(_) => DeliverOutcome::NoSocket,
            Ok(frames) => DeliverOutcome::HandedOver { frames },
        }
    }

    /// Returns the subscribed sockets with the identifier to address, the latest subscription first.
    fn subscribed(&self) -> Vec<(WebSocket, String)> {
        let mut subscribed: Vec<(WebSocket, f64, String)> = Vec::new();
        for socket in self.state.get_websockets() {
            let latest = SocketAttachment::of(&socket).and_then(|attachment| {
                let by_time = |left: &_, right: &_| subscribed_order(left, right);
                attachment.subscriptions.into_iter().max_by(by_time)
            });
            if let Some(latest) = latest {
                subscribed.push((socket, latest.subscribed_at_ms, latest.identifier));
            }
        }
        subscribed.sort_by(|left, right| right.1.total_cmp(&left.1));
        subscribed.into_iter().map(|(socket, _, identifier)| (socket, identifier)).collect()
    }
}

fn subscribed_order(
    left: &crate::attachment::Subscription,
    right: &crate::attachment::Subscription,
) -> std::cmp::Ordering {
    left.subscribed_at_ms.total_cmp(&right.subscribed_at_ms)
}

fn send_sms(identifier: &str, sms: &OutboundSms) -> String {
    let payload = SendSms::new(&sms.wire_id, sms.recipient.as_str(), sms.text.as_str());
    server_frame::data(identifier, &payload)
}
