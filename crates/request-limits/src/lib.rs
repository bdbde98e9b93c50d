//! How requests are limited, and how a client is told (contract A.9; draft-ietf-httpapi-ratelimit-headers-11).
//!
//! Pure rules: what counts as one network, under what digest it is counted, where a window begins and ends,
//! and the headers. Who counts is the caller's business: the platform's limiters, or a row of `store-d1`.

mod ceilings;
mod headers;
mod network;
mod policy;
mod sliding_window;
mod window;

pub use ceilings::{Bucket, Ceiling, Ceilings};
pub use headers::{policy_header, state_header};
pub use network::{Network, NetworkKey};
pub use policy::{Counted, Policy, Remaining};
pub use sliding_window::SlidingWindow;
pub use window::Window;
