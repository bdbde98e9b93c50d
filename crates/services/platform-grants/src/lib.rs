//! Relay users' grants on online platforms, sealed under a key per user (contract `relaysms`, sections 2.1
//! and 7).
//!
//! - [`GrantStore`] stores the grants. A publisher leases one with [`GrantStore::open`], calls [`GrantStore::replace`]
//!   whenever an answer changed the tokens, and finally [`GrantStore::release`].
//! - [`PlatformClient`] makes the requests of the `platforms` crate: with a deadline, without following redirects, and
//!   to URLs from another party's answer only if the guard allows it.
//! - [`GrantStore::begin_consent`] and [`GrantStore::claim_consent`] store a consent while its owner is at the platform.
//! - [`sweep()`] is the cron's part: key rotation, abandoned consents, and revocations that a platform has not confirmed.
//!
//! Sealed data is bound to account, user and platform, so a row copied to another user cannot be opened there.

mod client;
mod consents;
mod data_keys;
mod fault;
mod grant_leases;
mod grant_store;
mod revocation;
mod sweep;

pub use client::PlatformClient;
pub use consents::{ClaimedConsent, SignInState, TelegramStep};
pub use fault::GrantFault;
pub use grant_leases::{OpenGrant, OpenOutcome, ReplaceOutcome, StoreOutcome};
pub use grant_store::GrantStore;
pub use revocation::RevocationOutcome;
pub use sweep::sweep;
