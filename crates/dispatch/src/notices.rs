//! Telling gateways that fetch their messages that there is something for them.

use contracts::gateway_connection::DeviceEvent;
use messaging::MessageId;
use object_sql::Sql;

use crate::{Dispatch, DispatchError, messages};

/// One gateway that is to be told of one thing. The caller tells it and then says how that went; if it never
/// can, the assignments run out by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub gateway_id: String,
    pub push_token: Option<String>,
    pub event: DeviceEvent,
    /// The messages that wait to be fetched because of it.
    messages: Vec<MessageId>,
}

/// The queue of messages that a gateway is to fetch, or has fetched and said nothing about.
pub(crate) fn fetch_queue(gateway_id: &str) -> String {
    format!("@{gateway_id}")
}

/// The queue of messages that a gateway may fetch ahead of their schedule.
pub(crate) fn ahead_queue(gateway_id: &str) -> String {
    format!("~{gateway_id}")
}

impl<S: Sql> Dispatch<S> {
    /// Who is to be told of what, each once.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Says how telling a gateway went. If nothing reached it, what was assigned to it is free for others.
    pub fn notified(
        &mut self,
        notice: &Notice,
        reached: bool,
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        if reached {
            return Ok(());
        }
        self.lost_socket(&notice.gateway_id, now_ms)?;
        for id in &notice.messages {
            let Some(mut stored) = messages::load(&self.sql, id)? else { continue };
            let waits = stored.message.assigned_to() == Some(notice.gateway_id.as_str());
            if !waits || stored.message.leasable(now_ms).is_empty() {
                continue;
            }
            let recipients = stored.message.leasable(now_ms).len();
            self.adjust_in_flight(&notice.gateway_id, u32::try_from(recipients).unwrap_or(0));
            stored.message.unassign(now_ms);
            stored.queue = None;
            self.lanes.push(messages::rank(&stored.message), id.clone());
            self.save(stored, now_ms)?;
        }
        Ok(())
    }

    /// Notes that a gateway is to be told that it has a message to fetch.
    pub(crate) fn tell_of_message(&mut self, gateway_id: &str, id: &MessageId) {
        let event = DeviceEvent::MessageEnqueued;
        self.tell(gateway_id, event, Some(id.clone()));
    }

    /// Notes that a gateway is to be told that a message is to be cancelled, by the id it knows.
    pub(crate) fn tell_of_cancellation(&mut self, gateway_id: &str, message_id: &str) {
        let message_id = message_id.to_owned();
        self.tell(gateway_id, DeviceEvent::MessageCancelled { message_id }, None);
    }

    /// The gateway is fetching now, so it need not be told to.
    pub(crate) fn drop_notices_of_messages(&mut self, gateway_id: &str) {
        let moot = |notice: &Notice| {
            notice.gateway_id == gateway_id && notice.event == DeviceEvent::MessageEnqueued
        };
        self.notices.retain(|notice| !moot(notice));
    }

    fn tell(&mut self, gateway_id: &str, event: DeviceEvent, message: Option<MessageId>) {
        let same = |it: &&mut Notice| it.gateway_id == gateway_id && it.event == event;
        if let Some(notice) = self.notices.iter_mut().find(same) {
            notice.messages.extend(message);
            return;
        }
        let gateway = self.gateways.get(gateway_id);
        self.notices.push(Notice {
            gateway_id: gateway_id.to_owned(),
            push_token: gateway.and_then(|gateway| gateway.push_token.clone()),
            event,
            messages: message.into_iter().collect(),
        });
    }
}
