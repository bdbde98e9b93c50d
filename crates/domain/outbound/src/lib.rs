//! The one guard for user-given URLs that Wireroom requests: webhook endpoints, callbacks.
//!
//! A URL is accepted only in a spelling that every parser reads alike, so the URL that was checked is the one that
//! is requested. [`OutboundUrl::as_str`] is a fixed point of the WHATWG parser behind the platform's `fetch` (that
//! parser refuses an invalid `xn--` label and never reads it as another host). No such parser is therefore needed
//! at runtime; the tests compare this one with the `url` crate.
//!
//! A name may resolve to any address, and to another one tomorrow. Before each request the caller looks up the A
//! and AAAA records of [`OutboundUrl::name_to_resolve`], parses the answers with [`addresses_of`], and sends the
//! request only if [`check_addresses`] agrees. Redirects must not be followed, because their targets passed no guard.

mod allowances;
mod dns_answer;
mod host;
mod names;
mod outbound_url;
mod public_address;
mod refused_url;
mod request_target;
mod retry_after;
#[cfg(test)]
mod tests;

pub use allowances::{Allowances, BadSetting};
pub use dns_answer::{DnsAnswerError, RefusedAddresses, addresses_of, check_addresses};
pub use outbound_url::OutboundUrl;
pub use public_address::is_public;
pub use refused_url::RefusedUrl;
pub use retry_after::{MAX_RETRY_AFTER_MS, retry_after_ms};
