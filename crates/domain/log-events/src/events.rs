//! The events, by subject.

mod codes;
mod cron;
mod grants;
mod identity;
mod limits;
mod providers;
mod publications;
mod runtime;
mod webhook_endpoints;

pub use codes::CodeEvent;
pub use cron::CronEvent;
pub use grants::GrantEvent;
pub use identity::IdentityEvent;
pub use limits::LimitEvent;
pub use providers::ProviderEvent;
pub use publications::PublicationEvent;
pub use runtime::RuntimeEvent;
pub use webhook_endpoints::WebhookEndpointEvent;

use crate::Section;

/// Every event, in the order of the documentation.
pub const SECTIONS: &[Section] = &[
    RuntimeEvent::SECTION,
    CronEvent::SECTION,
    IdentityEvent::SECTION,
    LimitEvent::SECTION,
    CodeEvent::SECTION,
    WebhookEndpointEvent::SECTION,
    ProviderEvent::SECTION,
    GrantEvent::SECTION,
    PublicationEvent::SECTION,
];
