//! Everything that Wireroom writes to its log, as data.
//!
//! One enum per subject in [`events`] lists the events: level, message, fields, and the meaning for an operator, which
//! is the variant's doc comment. The tables of `docs/LOGGING.md` and the alerts of `docs/OPERATIONS.md` are written
//! from these enums by `WRITE_LOG_EVENTS=1 cargo test -p log-events`, so no line is undocumented and no alert is out
//! of date. [`line()`] renders one line. The adapter `runtime::log` adds the context and writes it.
//!
//! No field ever holds a phone number, a message body, a code, a key or a token. Their types have no `Display`, which
//! every field needs. The text of an error is free, so it must not quote what it could not read:
//! `lenient_input::describe_json_error` for JSON.

mod event;
pub mod events;
mod field;
mod line;

pub use event::{EventEntry, Level, LogEvent, Section};
pub use field::{FIELDS, Field, FieldKind};
pub use line::line;

#[cfg(test)]
mod tests;
