//! Where platforms send people back to.

use ::platforms::PlatformKind;
use edge_kit::RequestContext;
use http::Uri;

/// `RELAY_ORIGIN`, or `PUBLIC_URL`, or where the request came; without a slash at its end.
pub(crate) fn origin(context: &RequestContext, uri: &Uri) -> String {
    let said = context.settings.relay.grants.origin.clone();
    said.unwrap_or_else(|| crate::origin::of(context, uri))
}

/// The folder of the platforms' logos, without a slash at its end.
pub(crate) fn logos_url(context: &RequestContext, uri: &Uri) -> String {
    let said = context.settings.relay.grants.logos_url.clone();
    said.unwrap_or_else(|| format!("{}/logos", origin(context, uri)))
}

/// The redirect URI of contract 2.1.
pub(crate) fn redirect_uri(origin: &str, platform: PlatformKind) -> String {
    let (name, protocol) = (platform.as_str(), platform.protocol());
    format!("{origin}/platforms/{name}/protocols/{protocol}/redirect_codes/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_back_where_the_contract_says() {
        let uri: Uri = "http://127.0.0.1:8787/v2/users/u/platforms?x=1".parse().unwrap();
        assert_eq!(
            redirect_uri(&crate::origin::of_request(&uri), PlatformKind::Gmail),
            "http://127.0.0.1:8787/platforms/gmail/protocols/oauth2/redirect_codes/"
        );
    }
}
