//! Decrypts and parses a text into a publication that has not begun, with the same work for success and failure.

use platforms::{PlatformKind, PostSequence};
use relay_crypto::{SealedRequest, SharedKey};
use relay_requests::PublishRequest;
use unix_time::UnixMillis;

/// A valid request: its platform, and the posts to publish.
pub(crate) struct ParsedRequest {
    pub(crate) kind: PlatformKind,
    pub(crate) posts: PostSequence,
}

/// Decrypts and parses a text. `None` without a key, with the wrong key, if the plaintext is no request, or if the
/// platform would never accept it. Callers must not learn which of these it was.
pub(crate) fn read(
    sealed: &SealedRequest,
    key: Option<&SharedKey>,
    publication_id: &str,
    now_ms: UnixMillis,
) -> Option<ParsedRequest> {
    let opened = sealed.open(key).ok()?;
    let request = PublishRequest::parse(opened.expose()).ok()?;
    begin(&request, publication_id, now_ms)
}

/// Prepares the posts of a request. `None` if the platform would never accept it.
pub(crate) fn begin(
    request: &PublishRequest,
    id: &str,
    now_ms: UnixMillis,
) -> Option<ParsedRequest> {
    let kind = request.platform;
    let posts = PostSequence::begin(kind, id, request.content.clone(), now_ms).ok()?;
    Some(ParsedRequest { kind, posts })
}
