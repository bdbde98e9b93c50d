//! URLs of this deployment as browsers and apps reach it.

use edge_kit::RequestContext;
use http::{Uri, uri::Authority};
use sync_session::with_port;

/// Returns `PUBLIC_URL`, or the origin of the request, without a trailing slash.
pub(crate) fn of(context: &RequestContext, uri: &Uri) -> String {
    context.settings.public_url.clone().unwrap_or_else(|| of_request(uri))
}

/// Returns the same for the URLs of the sync handshake, which always have a port: the app of 2022 copies it.
pub(crate) fn of_handshake(context: &RequestContext, uri: &Uri) -> String {
    with_port(&of(context, uri))
}

/// Returns the same origin for the WebSocket protocol.
pub(crate) fn of_sockets(origin: &str) -> String {
    origin.replacen("http", "ws", 1)
}

/// Returns the origin of the request.
pub(crate) fn of_request(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or("https");
    let host = uri.authority().map(Authority::as_str).unwrap_or_default();
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn socket_scheme_follows_the_request_scheme() {
        for (url, origin, sockets) in [
            ("http://localhost:6969/v2/x?y", "http://localhost:6969", "ws://localhost:6969"),
            ("https://http.example.com/v2/x", "https://http.example.com", "wss://http.example.com"),
        ] {
            let found = of_request(&url.parse().unwrap());
            assert_eq!((found.as_str(), of_sockets(&found).as_str()), (origin, sockets));
        }
    }

    #[test]
    fn socket_origin_of_the_handshake_has_a_port() {
        for (origin, sockets) in [
            ("https://sms.example.org", "wss://sms.example.org:443"),
            ("http://http.example.com", "ws://http.example.com:80"),
            ("https://sms.example.org:8443", "wss://sms.example.org:8443"),
        ] {
            assert_eq!(of_sockets(&with_port(origin)), sockets);
        }
    }
}
