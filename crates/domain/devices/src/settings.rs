//! Settings for phones (smsgate contract 3.8): one JSON document of groups for all phones of an account.
//!
//! A null is a value of its own: it resets the phone's setting to its default. A setting that the document does not
//! contain stays as it is on the phone.

mod document;
mod schema;

pub use document::{Changes, Document, SettingsFault};
pub use schema::{GROUPS, Group, Rule, Setting};
