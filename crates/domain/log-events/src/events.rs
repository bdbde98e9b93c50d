//! The events, by subject.

mod dispatcher;
mod gateway_connection;
mod push_queue;
mod runtime;
mod sync_session;
mod webhook_delivery;

pub use dispatcher::DispatcherEvent;
pub use gateway_connection::GatewayEvent;
pub use push_queue::PushEvent;
pub use runtime::RuntimeEvent;
pub use sync_session::SyncSessionEvent;
pub use webhook_delivery::WebhookEvent;

use crate::Section;

/// Every event, in the order of the documentation.
pub const SECTIONS: &[Section] = &[
    RuntimeEvent::SECTION,
    DispatcherEvent::SECTION,
    GatewayEvent::SECTION,
    WebhookEvent::SECTION,
    PushEvent::SECTION,
    SyncSessionEvent::SECTION,
];
