//! The inboxes that phones upload: storing items, listing them together with other inbound messages, and
//! reading attachments.

pub mod attachments;
pub mod listing;
pub mod upload;

/// Metric that counts the items of each day and of all days (day -1). The statements that store and delete
/// items keep it up to date.
#[cfg(test)]
pub(crate) const METRIC: &str = "inbox";
