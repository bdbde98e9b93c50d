//! What phones are to be set to (smsgate contract 3.8): one JSON document of groups for all phones of an account.
//!
//! A null is a value of its own here: the phone goes back to its default. What a document does not name, the phone
//! keeps as it is.

mod document;
mod schema;

pub use document::{Changes, Document, SettingsFault};
