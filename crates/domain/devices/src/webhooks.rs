//! Webhooks that phones deliver by themselves (smsgate contract 3.7, 5 and 6.7): the events, the app versions that
//! understand them, and the accepted URLs.
//!
//! Nothing here sends a request: the URL is for the phone, which may be in a network of its own.

mod event;
mod hook_url;

pub use event::DeviceHookEvent;
pub use hook_url::{HookUrl, LanHttp, RefusedHookUrl};
