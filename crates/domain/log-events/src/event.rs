//! The shape of an event.

use std::fmt::Display;

/// Attention that a log line needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Progress. Off by default: `LOG_COMPLETIONS` turns these lines on.
    Info,
    /// Something unusual that was handled, or that concerns one tenant.
    Warn,
    /// A failure of the deployment that an operator should be alerted to.
    Error,
}

impl Level {
    /// Value of the field `level`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// One event with the values of its fields.
pub trait LogEvent {
    fn level(&self) -> Level;

    /// Constant text that can be read alone.
    fn message(&self) -> &'static str;

    /// Passes each field to `write` by the name that it has in [`crate::FIELDS`].
    fn each_field(&self, write: &mut dyn FnMut(&'static str, &dyn Display));
}

/// Documentation of one event.
#[derive(Clone, Copy, Debug)]
pub struct EventEntry {
    pub level: Level,
    pub message: &'static str,
    /// Lines of Markdown, each with a leading blank, as they stand in the doc comment.
    pub meaning: &'static [&'static str],
    /// Names of the event's own fields. Those of its context come on top.
    pub fields: &'static [&'static str],
}

/// The events of one subject.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub subject: &'static str,
    pub entries: &'static [EventEntry],
}

/// Type of a field's value. A gateway's id has its own, so that no other id is logged as one.
macro_rules! field_type {
    ($lifetime:lifetime gateway_id) => { &$lifetime ids::GatewayId };
    ($lifetime:lifetime $field:ident) => { &$lifetime dyn std::fmt::Display };
}
pub(crate) use field_type;

/// Generates an enum of events, its [`LogEvent`] and its [`Section`].
///
/// Each line reads `Variant { field, field } = Level "message"`, with the meaning as its doc comment.
macro_rules! events {
    (
        $(#[$attribute:meta])*
        $name:ident, $subject:literal {
            $(
                $(#[doc = $meaning:literal])+
                $variant:ident $({ $($field:ident),+ $(,)? })? = $level:ident $message:literal
            ),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy)]
        pub enum $name<'a> {
            $($(#[doc = $meaning])+ $variant $({ $($field: $crate::event::field_type!('a $field)),+ })?),+
        }

        impl $name<'_> {
            pub(crate) const SECTION: $crate::Section = $crate::Section {
                subject: $subject,
                entries: &[$($crate::EventEntry {
                    level: $crate::Level::$level,
                    message: $message,
                    meaning: &[$($meaning),+],
                    fields: &[$($(stringify!($field)),+)?],
                }),+],
            };
        }

        impl $crate::LogEvent for $name<'_> {
            fn level(&self) -> $crate::Level {
                match self {
                    $(Self::$variant { .. } => $crate::Level::$level),+
                }
            }

            fn message(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $message),+
                }
            }

            fn each_field(&self, write: &mut dyn FnMut(&'static str, &dyn std::fmt::Display)) {
                match self {
                    $(Self::$variant $({ $($field),+ })? => { $($(write(stringify!($field), $field);)+)? }),+
                }
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str($crate::LogEvent::message(self))
            }
        }
    };
}
pub(crate) use events;
