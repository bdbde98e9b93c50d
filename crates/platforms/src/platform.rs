//! What every platform's codec can do.

use rand_core::RngCore;

use crate::{
    Answer, ConsentStep, Content, Failure, GrantTokens, HttpRequest, PendingConsent, PlatformKind,
    PostReference, Secret, Settings, bluesky::Bluesky, gmail::Gmail, mastodon::Mastodon,
    telegram::Telegram, twitter::Twitter,
};

/// What a request is made of besides what it is about.
pub struct Context<'a> {
    pub settings: &'a Settings,
    pub now_ms: i64,
    /// Has to be cryptographic.
    pub rng: &'a mut dyn RngCore,
}

/// One post of a publication.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    pub content: &'a Content,
    /// The text of this post: one of [`Platform::posts`].
    pub piece: &'a str,
    /// The posts of the same publication that are there already, in order.
    pub before: &'a [PostReference],
    /// The publication's own id, which is the same at every try.
    pub key: &'a str,
    /// When the publication began, which is the same at every try.
    pub started_at_ms: i64,
    /// This post was tried before, and nobody knows whether it is there.
    pub is_repeat: bool,
}

/// How far the question is whose tokens these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityStep {
    /// The tokens' account is known and belongs to them.
    Known,
    /// Another request is needed: ask for it again.
    More,
}

/// One platform's way of saying things.
///
/// Every `…_request` may change what it is given only by remembering; every `read_…` takes the answer to it. Where
/// [`Failure::NonceRequired`] is read, the same request is to be made again, once.
pub trait Platform: Sync {
    fn kind(&self) -> PlatformKind;

    /// What the owner has to agree to.
    fn required_scopes(&self) -> &'static [&'static str];

    /// What to do next to get the owner's consent.
    fn consent(
        &self,
        pending: &mut PendingConsent,
        context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure>;

    /// Reads the answer to a [`ConsentStep::Ask`].
    fn read_consent(
        &self,
        _pending: &mut PendingConsent,
        _answer: &Answer<'_>,
    ) -> Result<(), Failure> {
        Err(Failure::refused("no_question"))
    }

    /// Whether a list of scopes, separated by spaces, has all that are required. Clients may bring the list with the
    /// code (contract 2.1), and [`read_exchange`](Self::read_exchange) checks the token's own.
    fn check_scopes(&self, granted: &str) -> Result<(), Failure> {
        let granted: Vec<&str> = granted.split_ascii_whitespace().collect();
        let has_all = self.required_scopes().iter().all(|scope| granted.contains(scope));
        if has_all { Ok(()) } else { Err(Failure::ScopeMissing) }
    }

    /// Exchanges the code for tokens.
    fn exchange_request(
        &self,
        pending: &mut PendingConsent,
        code: &Secret,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    fn read_exchange(
        &self,
        pending: &mut PendingConsent,
        answer: &Answer<'_>,
    ) -> Result<GrantTokens, Failure>;

    /// Asks whose tokens they are.
    fn identity_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    /// Puts the account into the tokens.
    fn read_identity(
        &self,
        tokens: &mut GrantTokens,
        answer: &Answer<'_>,
    ) -> Result<IdentityStep, Failure>;

    /// Asks for a fresh access token; [`Failure::ConsentGone`] where these tokens cannot be refreshed.
    fn refresh_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    fn read_refresh(&self, tokens: &mut GrantTokens, answer: &Answer<'_>) -> Result<(), Failure>;

    /// Gives the tokens back.
    fn revoke_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    /// Tokens that were no longer good are revoked, too.
    fn read_revoke(&self, tokens: &mut GrantTokens, answer: &Answer<'_>) -> Result<(), Failure>;

    /// The texts of the posts that the content becomes, one after the other; refused if it cannot be published here.
    fn posts(&self, content: &Content) -> Result<Vec<String>, Failure>;

    /// The request that publishes one post.
    fn send_request(
        &self,
        sending: &Sending<'_>,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure>;

    /// What became of it.
    fn read_send(
        &self,
        tokens: &mut GrantTokens,
        answer: &Answer<'_>,
    ) -> Result<PostReference, Failure>;

    /// A post whose outcome is unknown may be sent again under the same key without being there twice.
    fn may_repeat(&self) -> bool;
}

/// The codec of that platform.
pub fn of(kind: PlatformKind) -> &'static dyn Platform {
    match kind {
        PlatformKind::Gmail => &Gmail,
        PlatformKind::Twitter => &Twitter,
        PlatformKind::Telegram => &Telegram,
        PlatformKind::Mastodon => &Mastodon,
        PlatformKind::Bluesky => &Bluesky,
    }
}
