//! Rate limits on requests, and their announcement to clients (contract A.9;
//! draft-ietf-httpapi-ratelimit-headers-11).
//!
//! Pure rules: the definition of a network, the digest under which it is counted, the boundaries of a window, and
//! the headers. The caller does the counting, with the platform's limiters or a row of `store-d1`. Limits on work
//! outside HTTP are here too: token buckets for frames, and bounds on concurrent work.

mod ceilings;
mod headers;
mod in_flight;
mod ledger;
mod network;
mod policy;
mod sliding_window;
mod token_bucket;
mod window;

pub use ceilings::{Bucket, Ceiling, Ceilings};
pub use headers::{policy_header, state_header};
pub use in_flight::{InFlight, Place};
pub use ledger::LimitLedger;
pub use network::{Network, NetworkKey};
pub use policy::{Counted, RateLimitPolicy, Remaining};
pub use sliding_window::SlidingWindow;
pub use token_bucket::{Rate, TokenBucket};
pub use window::Window;
