//! The nouns that all faces share, with their rules: a [`Message`] with its recipients and leases, the state
//! machine that reports drive, and the choice of a route.
//!
//! Nothing here reads a clock, draws a random number by itself or performs I/O.

pub mod content;
pub mod gateway;
pub mod id;
pub mod inbound;
pub mod interaction;
pub mod label;
pub mod message;
pub mod pacing;
pub mod policy;
pub mod routing;
pub mod search;
pub mod send_window;
pub mod test_numbers;

pub use content::{Content, DataContent, LongContent};
pub use gateway::{GatewayHealth, GatewayKind, GatewaySnapshot, Needs, Protocol, RouteUse};
pub use id::{MessageId, WireId};
pub use inbound::InboundMessage;
pub use interaction::{Interaction, InteractionKind};
pub use label::Label;
pub use message::{
    ChainVerdict, Draft, Lease, Message, OptOutRule, Options, PartNumber, Recipient,
    RecipientState, Report, ReportEffect, ReportStatus, TimelineChain, TimelineEntry,
    TimelineEvent, TimelineKeys, UnknownOutcome,
};
pub use pacing::{Demand, Pace, Pacing, PacingRule, SimRoom};
pub use policy::DispatchPolicy;
pub use send_window::SendWindow;
pub use test_numbers::TestNumbers;
