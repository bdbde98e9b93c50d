//! The events, by subject.

mod callback;
mod codes;
mod cron;
mod dispatcher;
mod gateway_api;
mod gateway_connection;
mod grants;
mod identity;
mod limits;
mod masking;
mod providers;
mod publications;
mod push_queue;
mod relay;
mod relay_user;
mod request;
mod runtime;
mod smsgate;
mod sync_session;
mod webhook_delivery;
mod webhook_endpoints;

pub use callback::ProviderCallbackEvent;
pub use codes::CodeEvent;
pub use cron::CronEvent;
pub use dispatcher::DispatcherEvent;
pub use gateway_api::GatewayApiEvent;
pub use gateway_connection::GatewayEvent;
pub use grants::GrantEvent;
pub use identity::IdentityEvent;
pub use limits::LimitEvent;
pub use masking::MaskingEvent;
pub use providers::ProviderEvent;
pub use publications::PublicationEvent;
pub use push_queue::PushEvent;
pub use relay::RelayEvent;
pub use relay_user::RelayUserEvent;
pub use request::RequestEvent;
pub use runtime::RuntimeEvent;
pub use smsgate::SmsgateEvent;
pub use sync_session::SyncSessionEvent;
pub use webhook_delivery::WebhookEvent;
pub use webhook_endpoints::WebhookEndpointEvent;

use crate::Section;

/// Every event, in the order of the documentation.
pub const SECTIONS: &[Section] = &[
    RuntimeEvent::SECTION,
    RequestEvent::SECTION,
    CronEvent::SECTION,
    IdentityEvent::SECTION,
    LimitEvent::SECTION,
    GatewayApiEvent::SECTION,
    SmsgateEvent::SECTION,
    CodeEvent::SECTION,
    DispatcherEvent::SECTION,
    GatewayEvent::SECTION,
    PushEvent::SECTION,
    ProviderEvent::SECTION,
    ProviderCallbackEvent::SECTION,
    MaskingEvent::SECTION,
    WebhookEndpointEvent::SECTION,
    WebhookEvent::SECTION,
    SyncSessionEvent::SECTION,
    RelayEvent::SECTION,
    RelayUserEvent::SECTION,
    GrantEvent::SECTION,
    PublicationEvent::SECTION,
];
