//! An account's webhook endpoints, outside the objects that deliver to them: rules for new ones, those of callback URLs,
//! notices of changes, and events that arise outside the account's Dispatcher.

mod announcements;
mod callbacks;
mod management;

pub use announcements::{
    AnnounceFault, announce_alert, announce_events, announce_seldom_wanted, enqueue_events,
};
pub use callbacks::{CALLBACK_UNUSED_MS, CallbackRefusal, callback_endpoint};
pub use management::{announce_change, new_id, parse_url};
