//! Rules for SMSGate phones: the events they are sent, the inbox items they upload, their settings, and the webhooks
//! that they deliver by themselves.

pub mod events;
pub mod inbox;
pub mod settings;
pub mod webhooks;
