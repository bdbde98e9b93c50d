//! Webhooks that phones deliver by themselves (smsgate contract 3.7, 5 and 6.7): which events there are, which of them
//! a phone's app understands, and which URLs are taken.
//!
//! Nothing here requests anything: the URL is for the phone, which may stand in a network of its own.

mod app_version;
mod event;
mod hook_url;

pub use app_version::AppVersion;
pub use event::DeviceHookEvent;
pub use hook_url::{HookUrl, LanHttp, RefusedHookUrl};
