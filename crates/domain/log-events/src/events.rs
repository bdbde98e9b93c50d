//! The events, by subject.

mod codes;
mod cron;
mod dispatcher;
mod gateway_connection;
mod grants;
mod identity;
mod limits;
mod providers;
mod publications;
mod push_queue;
mod runtime;
mod sync_session;
mod webhook_delivery;
mod webhook_endpoints;

pub use codes::CodeEvent;
pub use cron::CronEvent;
pub use dispatcher::DispatcherEvent;
pub use gateway_connection::GatewayEvent;
pub use grants::GrantEvent;
pub use identity::IdentityEvent;
pub use limits::LimitEvent;
pub use providers::ProviderEvent;
pub use publications::PublicationEvent;
pub use push_queue::PushEvent;
pub use runtime::RuntimeEvent;
pub use sync_session::SyncSessionEvent;
pub use webhook_delivery::WebhookEvent;
pub use webhook_endpoints::WebhookEndpointEvent;

use crate::Section;

/// Every event, in the order of the documentation.
pub const SECTIONS: &[Section] = &[
    RuntimeEvent::SECTION,
    CronEvent::SECTION,
    IdentityEvent::SECTION,
    LimitEvent::SECTION,
    CodeEvent::SECTION,
    DispatcherEvent::SECTION,
    GatewayEvent::SECTION,
    ProviderEvent::SECTION,
    PushEvent::SECTION,
    SyncSessionEvent::SECTION,
    WebhookEndpointEvent::SECTION,
    WebhookEvent::SECTION,
    GrantEvent::SECTION,
    PublicationEvent::SECTION,
];
