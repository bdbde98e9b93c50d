//! Relay users' grants on online platforms, sealed under a key per user (contract `relaysms`, sections 2.1
//! and 7).
//!
//! - [`GrantStore`] stores the grants. A publisher leases one with [`GrantStore::open`], calls [`GrantStore::replace`]
//!   whenever an answer changed the tokens, and finally [`GrantStore::release`].
//! - [`PlatformClient`] makes the requests of the `platforms` crate: with a deadline, without following redirects, and
//!   to URLs from another party's answer only if the guard allows it.
//! - [`GrantStore::begin`] and [`GrantStore::take`] store a consent while its owner is at the platform.
//! - [`sweep`] is the cron's part: key rotation, abandoned consents, and revocations that a platform has not confirmed.
//!
//! Sealed data is bound to account, user and platform, so a row copied to another user cannot be opened there.

mod client;
mod consents;
mod fault;
mod keys;
mod leasing;
mod revocation;
mod store;
mod sweeping;

pub use client::PlatformClient;
pub use consents::{SignInState, TakenConsent, TelegramStep};
pub use fault::GrantFault;
pub use leasing::{OpenGrant, OpenOutcome, ReplaceOutcome, StoreOutcome};
pub use revocation::Revoked;
pub use store::GrantStore;
pub use sweeping::sweep;
