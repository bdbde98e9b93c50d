//! Events of one phone (smsgate contract 7.1), fed by its GatewayConnection.

use devices::events::StreamBacklog;
use object_commands::gateway_connection::STREAM_IS_READ;
use runtime::log::{self, events::RequestEvent};

use super::source::{Backlog, Source};

/// The phone's GatewayConnection.
pub(super) struct DeviceEvents;

impl Backlog for StreamBacklog {
    fn take(&mut self) -> Option<String> {
        self.take()
    }

    fn keep_alive(&mut self) {
        self.keep_alive();
    }
}

impl Source for DeviceEvents {
    type Backlog = StreamBacklog;

    /// Only this frame makes the object tell the Dispatcher that the phone is connected.
    fn opening(&self) -> String {
        STREAM_IS_READ.to_owned()
    }

    fn receive(&mut self, frame: &str, backlog: &mut StreamBacklog) -> Option<String> {
        // A newer object may send events that this version does not know.
        if let Ok(event) = serde_json::from_str(frame)
            && !backlog.push(event)
        {
            log::write(&RequestEvent::EventStreamReaderTooSlow);
        }
        None
    }
}
