//! From a text to a publication that has not begun, or to nothing: with the same work either way.

use platforms::{PlatformKind, Publishing};
use relay_crypto::{SealedRequest, SharedKey};
use relay_requests::PublishRequest;

use crate::conversion;

/// What is to be published where.
pub(crate) struct Readable {
    pub(crate) kind: PlatformKind,
    pub(crate) publishing: Publishing,
}

/// Decrypts and reads. `None`: there was no key, or it is the wrong one, or what came out is no request, or the
/// platform would never take it. Which of these it was is nobody's business.
pub(crate) fn read(
    sealed: &SealedRequest,
    key: Option<&SharedKey>,
    publication_id: &str,
    now_ms: i64,
) -> Option<Readable> {
    let opened = sealed.open(key).ok()?;
    let request = PublishRequest::parse(opened.expose()).ok()?;
    begin(&request, publication_id, now_ms)
}

pub(crate) fn begin(request: &PublishRequest, id: &str, now_ms: i64) -> Option<Readable> {
    let kind = conversion::platform(request.letter);
    let publishing = Publishing::begin(kind, id, conversion::content(request), now_ms).ok()?;
    Some(Readable { kind, publishing })
}
