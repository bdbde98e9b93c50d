//! The vault: relay users' grants on online platforms, sealed under a key per user (contract `relaysms`, sections 2.1
//! and 7).
//!
//! - [`Vault`] stores the grants. A publisher leases one with [`Vault::open`], calls [`Vault::replace`] whenever an
//!   answer changed the tokens, and finally [`Vault::release`].
//! - [`PlatformClient`] makes the requests of the `platforms` crate: with a deadline, without following redirects, and
//!   to URLs from another party's answer only if the guard allows it.
//! - [`Vault::begin`] and [`Vault::take`] store a consent while its owner is at the platform.
//! - [`sweep`] is the cron's part: key rotation, abandoned consents, and revocations that a platform has not confirmed.
//!
//! Sealed data is bound to account, user and platform, so a row copied to another user cannot be opened there.

mod client;
mod consents;
mod fault;
mod grants;
mod keys;
mod revoking;
mod sweeping;
mod vault;

pub use client::{Asked, OwnedAnswer, PlatformClient};
pub use consents::{Begun, Pending, TelegramStep};
pub use fault::VaultFault;
pub use grants::{OpenGrant, Opened, Replaced, Stored};
pub use revoking::Revoked;
pub use sweeping::sweep;
pub use vault::Vault;
