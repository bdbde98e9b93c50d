//! The interface of every platform's codec.

use rand_core::RngCore;
use unix_time::UnixMillis;

use crate::{
    ConsentStep, Failure, GrantTokens, HttpAnswer, HttpRequest, PendingConsent, PlatformKind,
    PlatformSettings, PostContent, PostReference, Secret, bluesky::Bluesky, gmail::Gmail,
    mastodon::Mastodon, telegram::Telegram, twitter::Twitter,
};

/// Settings, time and randomness for building a request.
pub struct Context<'a> {
    pub settings: &'a PlatformSettings,
    pub now_ms: UnixMillis,
    /// Must be cryptographic.
    pub rng: &'a mut dyn RngCore,
}

/// One post of a publication.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    pub content: &'a PostContent,
    /// Text of this post: one element of [`Platform::posts`].
    pub piece: &'a str,
    /// Earlier posts of the same publication, in order.
    pub before: &'a [PostReference],
    /// The publication's own id, the same on every try.
    pub key: &'a str,
    /// Start time of the publication, the same on every try.
    pub started_at_ms: UnixMillis,
    /// Whether this post was tried before with an unknown outcome.
    pub is_repeat: bool,
}

/// Progress of finding the tokens' account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityStep {
    /// The tokens' account is known and verified.
    Known,
    /// Another request is needed: ask for it again.
    More,
}

/// One platform's codec.
///
/// A `…_request` method may change its arguments only to remember state for the answer; the matching `read_…` takes
/// that answer. After [`Failure::NonceRequired`] the caller repeats the same request once.
pub trait Platform: Sync {
    fn kind(&self) -> PlatformKind;

    /// Scopes that the owner must grant.
    fn required_scopes(&self) -> &'static [&'static str];

    /// Returns the next step to the owner's consent.
    fn consent(
        &self,
        pending: &mut PendingConsent,
        context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure>;

    /// Reads the answer to a [`ConsentStep::SendRequest`].
    fn read_consent(
        &self,
        _pending: &mut PendingConsent,
        _answer: &HttpAnswer,
    ) -> Result<(), Failure> {
        Err(Failure::refused("no_question"))
    }

    /// Whether a list of scopes, separated by spaces, includes all required ones. Clients may send the list with the
    /// code (contract 2.1); [`read_exchange`](Self::read_exchange) checks the token's own list.
    fn check_scopes(&self, granted: &str) -> Result<(), Failure> {
        let granted: Vec<&str> = granted.split_ascii_whitespace().collect();
        let has_all = self.required_scopes().iter().all(|scope| granted.contains(scope));
        if has_all { Ok(()) } else { Err(Failure::ScopeMissing) }
    }

    /// Builds the request that exchanges the code for tokens.
    fn exchange_request(
        &self,
        pending: &mut PendingConsent,
        code: &Secret,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    fn read_exchange(
        &self,
        pending: &mut PendingConsent,
        answer: &HttpAnswer,
    ) -> Result<GrantTokens, Failure>;

    /// Builds a request that finds the tokens' account.
    fn identity_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    /// Stores the account in the tokens.
    fn read_identity(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<IdentityStep, Failure>;

    /// Builds a request for a fresh access token; [`Failure::ConsentGone`] if these tokens cannot be refreshed.
    fn refresh_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    fn read_refresh(&self, tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure>;

    /// Builds a request that revokes the tokens.
    fn revoke_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    /// Reads the answer to a revocation. Tokens that were already invalid count as revoked.
    fn read_revoke(&self, tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure>;

    /// Splits the content into the texts of its posts, in order; refused if the platform cannot publish it.
    fn posts(&self, content: &PostContent) -> Result<Vec<String>, Failure>;

    /// Builds the request that publishes one post.
    fn send_request(
        &self,
        sending: &Sending<'_>,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    /// Reads the answer to a post.
    fn read_send(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<PostReference, Failure>;

    /// Whether a post of unknown outcome may be sent again under the same key without being duplicated.
    fn may_repeat(&self) -> bool;
}

/// Returns the codec of a platform.
pub fn of(kind: PlatformKind) -> &'static dyn Platform {
    match kind {
        PlatformKind::Gmail => &Gmail,
        PlatformKind::Twitter => &Twitter,
        PlatformKind::Telegram => &Telegram,
        PlatformKind::Mastodon => &Mastodon,
        PlatformKind::Bluesky => &Bluesky,
    }
}
