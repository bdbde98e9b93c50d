//! What phones uploaded of their inboxes: storing it, listing it together with what arrived otherwise, and reading
//! attachments.

pub mod attachments;
pub mod listing;
pub mod upload;

/// Counts the items of each day and of all days (day -1). The statements that store and delete items keep it.
#[cfg(test)]
pub(crate) const METRIC: &str = "inbox";
