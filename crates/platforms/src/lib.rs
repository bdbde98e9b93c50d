//! What online platforms say and want to hear (contract `relaysms`, sections 2.1, 2.3 and 3.4): consent, tokens,
//! publishing.
//!
//! Pure codecs: one file a platform, one trait ([`Platform`]). Every step is a request to make and what its answer
//! means; the clock, the randomness and the requests themselves are the callers'. A whole publication, which may need
//! a fresh token first and several posts after each other, is a [`Publishing`], which can be put away between any two
//! requests and taken up again.
//!
//! A request whose URL was found in somebody's answer says so ([`HttpRequest::is_guarded`]): it has to pass the guard
//! for outbound URLs first. No request may follow a redirect.

mod account_digests;
mod answer;
mod bluesky;
mod catalog;
mod consent;
mod content;
mod failure;
mod gmail;
mod http_request;
mod icon;
mod kind;
mod links;
#[cfg(test)]
mod live_tests;
mod mastodon;
mod oauth;
mod pkce;
mod platform;
mod publishing;
mod secret;
mod settings;
mod split;
mod telegram;
#[cfg(test)]
mod testing;
mod tokens;
mod twitter;

pub use account_digests::AccountDigests;
pub use answer::{Answer, MAX_ANSWER_BYTES};
pub use bluesky::{ClientMetadata, client_metadata};
pub use catalog::{PlatformEntry, WalletPlatform, platform_entries, wallet_platform};
pub use consent::{ConsentStep, PendingConsent};
pub use content::{Content, Email, MAX_TEXT_BYTES};
pub use failure::Failure;
pub use http_request::HttpRequest;
pub use icon::{IconFile, icon};
pub use kind::{PlatformKind, ServiceType};
pub use pkce::CodeVerifier;
pub use platform::{Context, IdentityStep, Platform, Sending, of};
pub use publishing::{Next, Progress, Publishing};
pub use secret::Secret;
pub use settings::{MissingSetting, SETTINGS, SettingName, Settings};
pub use split::MAX_POSTS;
pub use telegram::{CodeAnswer, TelegramAdapter};
pub use tokens::{Account, BlueskySession, GrantTokens, PostReference};
