//! The vault: what relay users granted us on online platforms, sealed under a key of their own (contract
//! `relaysms`, sections 2.1 and 7).
//!
//! - [`Vault`] has the grants. Whoever publishes opens one, which leases it: [`Vault::open`], then
//!   [`Vault::replace`] whenever reading an answer changed the tokens, at last [`Vault::release`].
//! - [`PlatformClient`] makes the requests of the `platforms` crate: with a deadline, without following redirects,
//!   and to addresses from somebody's answer only if the guard agrees.
//! - [`Vault::begin`] and [`Vault::take`] keep a consent between sending its owner away and their coming back.
//! - [`sweep`] is the cron's part: rotation, forgotten consents, platforms that were down when a grant was taken back.
//!
//! What is sealed names account, user and platform, so a row that is copied to somebody else does not open there.

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
