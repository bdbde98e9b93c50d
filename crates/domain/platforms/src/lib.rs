//! Protocols of online platforms (contract `relaysms`, sections 2.1, 2.3 and 3.4): consent, tokens, publishing.
//!
//! Pure codecs: one file per platform, one trait ([`Platform`]). Each step builds a request or interprets an answer;
//! the caller provides the clock, the randomness and the HTTP calls. A whole publication, which may need a fresh token
//! first and then several posts, is a [`PostSequence`]; it can be stored between any two requests and resumed.
//!
//! A request whose URL came from another party's answer is marked ([`HttpRequest::is_guarded`]): it must pass the guard
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
mod post_sequence;
mod secret;
mod settings;
mod split;
mod telegram;
#[cfg(test)]
mod testing;
mod tokens;
mod twitter;

pub use account_digests::AccountDigests;
pub use answer::{HttpAnswer, MAX_ANSWER_BYTES};
pub use bluesky::{ClientMetadata, client_metadata};
pub use catalog::{PlatformEntry, WalletPlatform, platform_entries, wallet_platform};
pub use consent::{ConsentStep, PendingConsent};
pub use content::{Email, MAX_TEXT_BYTES, PostContent};
pub use failure::Failure;
pub use http_request::HttpRequest;
pub use icon::{IconFile, icon};
pub use kind::{PlatformKind, ServiceType};
pub use pkce::CodeVerifier;
pub use platform::{Context, IdentityStep, Platform, Sending, of};
pub use post_sequence::{NextStep, PostSequence, Progress};
pub use secret::Secret;
pub use settings::{MissingSetting, PlatformSettings, SETTINGS, SettingName};
pub use split::MAX_POSTS;
pub use telegram::{CodeAnswer, TelegramAdapter};
pub use tokens::{Account, BlueskySession, GrantTokens, PostReference};
