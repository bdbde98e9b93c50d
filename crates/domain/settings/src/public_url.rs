//! The URL under which clients reach this deployment.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// The setting of the public URL.
pub(crate) const SETTINGS: &[Setting] = &[Setting::variable("PUBLIC_URL")
    .accepts(AcceptedValues::PublicUrl)
    .default_described("the request's own URL")
    .meaning(
        "public URL of this deployment. Several vendors sign the URL that they call, so it must be \
         set behind a proxy that changes host, port or path. Every URL in an answer begins with it: new endpoints, the `websocket_url` of a registration, links to pages, the catalog of the API",
    )];

/// Reads `PUBLIC_URL`, without a trailing slash. Deployments behind a proxy need it, because the URL that they see
/// is not the one that clients use. `None`: the URL of the request is right.
pub(super) fn read(source: Source<'_>) -> Result<Option<String>, SettingsError> {
    source.public_url("PUBLIC_URL")
}
