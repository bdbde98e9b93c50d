//! Requests to publish by SMS: their arrival, their contents, and the answers (contract `relaysms`, sections 1.6, 2.2,
//! 2.3, 3.1 and 3.5).
//!
//! Parsing is lenient where clients differ, and strict where the content decides who may read it: without a MAC, any
//! carrier of a request can change its first block (contract 7, #8).

#[cfg(test)]
mod altered_messages;
mod content;
mod dialect;
mod email_address;
mod forwarding_outcome;
mod incoming;
mod node;
mod plain_request;
mod reliability_test;
mod sender;
mod values;

pub use content::{MAX_EMAIL_RECIPIENTS, PublishRequest, RequestError};
pub use dialect::{Dialect, RenderedAnswer};
pub use email_address::{EmailAddress, EmailAddressError};
pub use forwarding_outcome::ForwardingOutcome;
pub use incoming::{IncomingError, IncomingSms};
pub use node::{NodeError, NodeNumber, NodePing, Operator, imsi_of_sim_data};
pub use plain_request::{PlainRequest, PlainRequestError};
pub use reliability_test::{ReliabilityOutcome, ReliabilityTest, ReliabilityTestError};
pub use sender::SenderText;
