//! How requests are limited, and how a client is told (contract A.9; draft-ietf-httpapi-ratelimit-headers-11).
//!
//! Pure rules: what counts as one network, under what digest it is counted, where a window begins and ends,
//! and the headers. Who counts is the caller's business: the platform's limiters, or a row of `store-d1`.
//! Beside them the rules of what goes on without HTTP: token buckets for frames, and bounds on what is under
//! way at once.

mod ceilings;
mod headers;
mod in_flight;
mod network;
mod policy;
mod sliding_window;
mod token_bucket;
mod window;

pub use ceilings::{Bucket, Ceiling, Ceilings};
pub use headers::{policy_header, state_header};
pub use in_flight::{InFlight, Place};
pub use network::{Network, NetworkKey};
pub use policy::{Counted, Policy, Remaining};
pub use sliding_window::SlidingWindow;
pub use token_bucket::{Rate, TokenBucket};
pub use window::Window;
