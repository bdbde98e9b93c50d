//! An account's webhook endpoints, outside the objects that deliver to them: rules for new ones, notices of changes, and
//! events that arise outside the account's Dispatcher.

mod announcements;
mod management;

pub use announcements::{AnnounceFault, announce_events};
pub use management::{announce_change, new_id, parse_url};
