//! The one guard for URLs that users give and that Wireroom will request: webhook endpoints, callbacks.
//!
//! A URL is accepted only in a spelling that every parser reads alike, so what was checked is what is
//! requested: [`OutboundUrl::as_str`] is a fixed point of the WHATWG parser behind the platform's
//! `fetch` (an invalid `xn--` label is refused by that parser, never read as another host). No parser
//! is therefore needed at runtime; the tests hold this one against the `url` crate.
//!
//! A name may lead anywhere, and elsewhere tomorrow. Before each request the caller looks up A and AAAA
//! records of [`OutboundUrl::name_to_resolve`], reads the answers with [`addresses_of`], and requests
//! only if [`verdict`] agrees. Redirects must not be followed: their targets passed no guard.

mod allowances;
mod dns_answer;
mod host;
mod names;
mod outbound_url;
mod public_address;
mod refused_url;
mod request_target;
#[cfg(test)]
mod tests;

pub use allowances::{Allowances, BadSetting};
pub use dns_answer::{DnsAnswerError, RefusedAddresses, addresses_of, verdict};
pub use outbound_url::OutboundUrl;
pub use public_address::is_public;
pub use refused_url::RefusedUrl;
