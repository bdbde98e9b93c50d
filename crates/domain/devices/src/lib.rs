//! Rules for SMSGate phones: the capabilities of their app's versions, the events they are sent, the inbox items they
//! upload, their settings, and the webhooks that they deliver by themselves.

pub mod app_version;
pub mod capabilities;
pub mod events;
pub mod inbox;
pub mod settings;
pub mod webhooks;
