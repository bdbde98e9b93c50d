//! The events, by subject.

mod callback;
mod gateway_api;
mod masking;
mod relay;
mod relay_user;
mod request;
mod runtime;
mod smsgate;

pub use callback::CallbackEvent;
pub use gateway_api::GatewayApiEvent;
pub use masking::MaskingEvent;
pub use relay::RelayEvent;
pub use relay_user::RelayUserEvent;
pub use request::RequestEvent;
pub use runtime::RuntimeEvent;
pub use smsgate::SmsgateEvent;

use crate::Section;

/// Every event, in the order of the documentation.
pub const SECTIONS: &[Section] = &[
    RuntimeEvent::SECTION,
    RequestEvent::SECTION,
    GatewayApiEvent::SECTION,
    SmsgateEvent::SECTION,
    MaskingEvent::SECTION,
    CallbackEvent::SECTION,
    RelayEvent::SECTION,
    RelayUserEvent::SECTION,
];
