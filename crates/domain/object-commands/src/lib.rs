//! Commands between callers and Durable Objects. Both sides compile against these types, which travel as JSON in
//! the body of a `POST` to the object.
//!
//! Calls go one way: faces and gateway connections call a Dispatcher, and a Dispatcher calls gateway connections.
//! An object that is called never calls its caller before it has answered.

pub mod dispatcher;
pub mod event_feed;
pub mod gateway_connection;
pub mod push_queue;
pub mod request_id;
pub mod sync_session;
pub mod webhook_delivery;

use serde::{Serialize, de::DeserializeOwned};

/// A request to an object, with the single type of its answer.
pub trait Command: Serialize {
    type Outcome: DeserializeOwned + Serialize;

    /// The whole request as the receiving object reads it.
    type Envelope: From<Self> + Envelope + Serialize + DeserializeOwned
    where
        Self: Sized;
}

/// Every command of one object.
pub trait Envelope {
    /// Name of the command, for log lines.
    fn name(&self) -> &'static str;
}

/// Generates an object's envelope enum from its request structs.
macro_rules! commands {
    ($(#[$attribute:meta])* $envelope:ident { $($variant:ident($request:ty) -> $outcome:ty),+ $(,)? }) => {
        /// Every command that this object understands.
        $(#[$attribute])*
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "command", content = "with", rename_all = "snake_case")]
        pub enum $envelope { $($variant($request)),+ }

        impl $crate::Envelope for $envelope {
            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($variant)),+
                }
            }
        }

        $(
            impl From<$request> for $envelope {
                fn from(request: $request) -> Self {
                    Self::$variant(request)
                }
            }

            impl $crate::Command for $request {
                type Outcome = $outcome;
                type Envelope = $envelope;
            }
        )+
    };
}
pub(crate) use commands;
