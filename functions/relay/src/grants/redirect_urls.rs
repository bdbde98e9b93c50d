//! URLs to which platforms redirect owners.

use ::platforms::PlatformKind;
use edge_kit::RequestContext;
use http::Uri;

/// Returns `RELAY_ORIGIN`, `PUBLIC_URL`, or the origin of the request, without a trailing slash.
pub(crate) fn origin(context: &RequestContext, uri: &Uri) -> String {
    let said = context.settings.relay.grants.origin.clone();
    said.unwrap_or_else(|| crate::origin::of(context, uri))
}

/// Returns the folder of the platforms' logos, without a trailing slash.
pub(crate) fn logos_url(context: &RequestContext, uri: &Uri) -> String {
    let said = context.settings.relay.grants.logos_url.clone();
    said.unwrap_or_else(|| format!("{}/logos", origin(context, uri)))
}

/// Returns the redirect URI of contract 2.1.
pub(crate) fn redirect_uri(origin: &str, platform: PlatformKind) -> String {
    let (name, protocol) = (platform.as_str(), platform.protocol());
    format!("{origin}/platforms/{name}/protocols/{protocol}/redirect_codes/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uri_matches_the_contract() {
        let uri: Uri = "http://127.0.0.1:8787/v2/users/u/platforms?x=1".parse().unwrap();
        assert_eq!(
            redirect_uri(&crate::origin::of_request(&uri), PlatformKind::Gmail),
            "http://127.0.0.1:8787/platforms/gmail/protocols/oauth2/redirect_codes/"
        );
    }
}
