//! Frames sent to the browser.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use relay_users::RelayUserId;
use serde::{Deserialize, Serialize};

/// Sent after an app posted its key.
pub const PAUSE: &str = "201- pause";
/// Sent after an app posted the right password.
pub const ACK: &str = "200- ack";
/// Close reason for a second connection.
pub const ALREADY_CONNECTED: &str = "already connected";

/// Characters that are not encoded in a path (RFC 3986, unreserved).
const IN_A_SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Format of the frames, which also selects the rules of its era.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frames {
    /// Each frame is a URL (era A1). A handshake ends the display.
    Url,
    /// Each frame has `qr_url` and `mobile_url` (era A2). A handshake pauses the display.
    Json,
    /// Like `Json`, but with a new random id in each frame that is not stored (era B).
    OneStep,
}

/// Display settings of one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Display {
    pub frames: Frames,
    /// Scheme and host of the URLs, without a trailing slash. Frames always include the port.
    pub origin: String,
    /// Fingerprint of the server's key, included in `qr_url`.
    pub fingerprint: Option<String>,
}

#[derive(Serialize)]
struct Urls {
    qr_url: String,
    mobile_url: String,
}

impl Display {
    /// Returns the frame with the URL of this session.
    pub(crate) fn frame(&self, user_id: &RelayUserId, session_id: &str) -> String {
        let origin = with_port(&self.origin);
        let session = format!("{origin}{}", session_path(user_id, session_id));
        let url = match self.frames {
            Frames::Url => return format!("{session}/handshake"),
            Frames::Json => format!("{session}/handshake"),
            Frames::OneStep => format!("{session}/"),
        };
        // `http` becomes `app`, `https` becomes `apps`.
        let mobile_url = url.replacen("http", "app", 1);
        let qr_url = match &self.fingerprint {
            Some(fingerprint) => format!("{url}?fingerprint={fingerprint}"),
            None => url,
        };
        // Two strings always serialize.
        serde_json::to_string(&Urls { qr_url, mobile_url }).unwrap_or_default()
    }
}

/// Returns the path to which an app posts its key and password.
pub fn session_path(user_id: &RelayUserId, session_id: &str) -> String {
    format!("/v2/sync/users/{}/sessions/{}", segment(user_id.as_str()), segment(session_id))
}

/// Returns the path of the WebSocket that shows a session's URLs; without a session, that of the one-step handshake.
pub fn socket_path(user_id: &RelayUserId, session_id: Option<&str>) -> String {
    let session = session_id.map(|id| format!("/{}", segment(id))).unwrap_or_default();
    format!("/v2/sync/init/{}{session}", segment(user_id.as_str()))
}

/// Adds the scheme's default port to an origin without a port. The app of 2022 copies the port of a URL of the handshake
/// into its next request, and reads a missing port as -1.
pub fn with_port(origin: &str) -> String {
    let (scheme, rest) = origin.split_once("://").unwrap_or(("https", origin));
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    // The colons of an IPv6 address are inside brackets.
    let after_address = host.rsplit(']').next().unwrap_or_default();
    if after_address.contains(':') {
        return origin.to_owned();
    }
    let port = if scheme == "http" { 80 } else { 443 };
    format!("{scheme}://{host}:{port}{path}")
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, IN_A_SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(frames: Frames, origin: &str, fingerprint: Option<&str>) -> String {
        let fingerprint = fingerprint.map(str::to_owned);
        Display { frames, origin: origin.to_owned(), fingerprint }
            .frame(&RelayUserId::from_text("u-1"), "5e55")
    }

    #[test]
    fn frame_is_a_url_or_json_with_the_url_in_two_schemes() {
        let http = "http://localhost:6969";
        assert_eq!(
            frame(Frames::Url, http, None),
            "http://localhost:6969/v2/sync/users/u-1/sessions/5e55/handshake"
        );
        assert_eq!(
            frame(Frames::Json, "https://example.com", None),
            r#"{"qr_url":"https://example.com:443/v2/sync/users/u-1/sessions/5e55/handshake","mobile_url":"apps://example.com:443/v2/sync/users/u-1/sessions/5e55/handshake"}"#
        );
        assert_eq!(
            frame(Frames::OneStep, http, None),
            r#"{"qr_url":"http://localhost:6969/v2/sync/users/u-1/sessions/5e55/","mobile_url":"app://localhost:6969/v2/sync/users/u-1/sessions/5e55/"}"#
        );
    }

    #[test]
    fn every_frame_includes_a_port() {
        for (origin, expected) in [
            ("https://example.com", "https://example.com:443"),
            ("http://example.com", "http://example.com:80"),
            ("https://example.com:8443", "https://example.com:8443"),
            ("https://example.com/sms", "https://example.com:443/sms"),
            ("https://example.com:8443/a:b", "https://example.com:8443/a:b"),
            ("https://example.com/a:b", "https://example.com:443/a:b"),
            ("https://[::1]", "https://[::1]:443"),
            ("https://[::1]:8443", "https://[::1]:8443"),
        ] {
            assert_eq!(with_port(origin), expected);
            for frames in [Frames::Url, Frames::Json, Frames::OneStep] {
                let shown = frame(frames, origin, None);
                let (_, rest) = expected.split_once("://").unwrap_or_default();
                assert!(shown.contains(&format!("://{rest}/v2/sync/")), "{shown}");
            }
        }
    }

    #[test]
    fn fingerprint_appears_only_in_the_qr_url() {
        assert_eq!(
            frame(Frames::Json, "https://example.com", Some("ab12")),
            r#"{"qr_url":"https://example.com:443/v2/sync/users/u-1/sessions/5e55/handshake?fingerprint=ab12","mobile_url":"apps://example.com:443/v2/sync/users/u-1/sessions/5e55/handshake"}"#
        );
        assert!(!frame(Frames::Url, "https://example.com", Some("ab12")).contains("ab12"));
    }

    #[test]
    fn user_id_cannot_escape_its_path_segment() {
        let display =
            Display { frames: Frames::Url, origin: "http://h".to_owned(), fingerprint: None };
        assert_eq!(
            display.frame(&RelayUserId::from_text("a/b?c#d é"), "0\n0"),
            "http://h:80/v2/sync/users/a%2Fb%3Fc%23d%20%C3%A9/sessions/0%0A0/handshake"
        );
    }
}
