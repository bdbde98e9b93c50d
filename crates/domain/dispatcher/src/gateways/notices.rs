//! Notices that tell fetching gateways that there is something for them.

use ids::GatewayId;
use messaging::MessageId;
use object_commands::gateway_connection::DeviceEvent;
use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{DispatcherCore, DispatcherError, messages, queues::rank};

/// A notice of one event for one gateway. The caller delivers it and then reports the outcome with
/// [`DispatcherCore::record_notice_outcome`]; if it never does, the assignments of the messages run out by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub gateway_id: GatewayId,
    pub push_token: Option<String>,
    /// Whether the gateway counts as not reached by push, so that a push that is sent is news.
    pub unreached: bool,
    pub event: DeviceEvent,
    /// Messages that wait to be fetched because of this notice.
    messages: Vec<MessageId>,
}

impl<S: Sql> DispatcherCore<S> {
    /// Takes the pending notices, each once.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Records the outcome of a notice. If it did not reach the gateway, the messages assigned to it are free
    /// for others.
    pub fn record_notice_outcome(
        &mut self,
        notice: &Notice,
        reached: bool,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        if reached {
            return Ok(());
        }
        self.mark_unreachable(&notice.gateway_id, now_ms)?;
        for id in &notice.messages {
            let Some(mut stored) = messages::load(&self.sql, id)? else { continue };
            // The gateway may have fetched the message by itself meanwhile, or lost it.
            let waits = stored.message.assigned_to() == Some(&notice.gateway_id);
            if !waits || stored.message.leasable(now_ms).is_empty() {
                continue;
            }
            let recipients = stored.message.leasable(now_ms).len();
            self.adjust_in_flight(&notice.gateway_id, u32::try_from(recipients).unwrap_or(0));
            stored.message.unassign(now_ms);
            stored.queue = None;
            self.routing_work.push(rank(&stored.message), id.clone());
            self.save(stored, now_ms)?;
        }
        Ok(())
    }

    /// Queues a notice that the gateway has a message to fetch.
    pub(crate) fn queue_message_notice(&mut self, gateway_id: &GatewayId, id: &MessageId) {
        let event = DeviceEvent::MessageEnqueued;
        self.queue_notice(gateway_id, event, Some(id.clone()));
    }

    /// Queues a notice that a message is to be cancelled. `message_id` is the id that the gateway knows.
    pub(crate) fn queue_cancellation_notice(&mut self, gateway_id: &GatewayId, message_id: &str) {
        let message_id = message_id.to_owned();
        self.queue_notice(gateway_id, DeviceEvent::MessageCancelled { message_id }, None);
    }

    /// Drops notices that ask a gateway to fetch, because it is fetching now.
    pub(crate) fn drop_message_notices(&mut self, gateway_id: &GatewayId) {
        let moot = |notice: &Notice| {
            notice.gateway_id == *gateway_id && notice.event == DeviceEvent::MessageEnqueued
        };
        self.notices.retain(|notice| !moot(notice));
    }

    fn queue_notice(
        &mut self,
        gateway_id: &GatewayId,
        event: DeviceEvent,
        message: Option<MessageId>,
    ) {
        let same = |it: &&mut Notice| it.gateway_id == *gateway_id && it.event == event;
        if let Some(notice) = self.notices.iter_mut().find(same) {
            notice.messages.extend(message);
            return;
        }
        let gateway = self.gateways.get(gateway_id);
        self.notices.push(Notice {
            gateway_id: gateway_id.clone(),
            push_token: gateway.and_then(|gateway| gateway.push_token.clone()),
            unreached: gateway.is_some_and(|gateway| gateway.push_refused_at_ms.is_some()),
            event,
            messages: message.into_iter().collect(),
        });
    }
}
