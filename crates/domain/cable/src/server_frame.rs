//! Frames from the server (contract B.2). Identifiers are returned exactly as the client sent them.

use serde::Serialize;

/// Reason why the server closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisconnectReason {
    Unauthorized,
    InvalidRequest,
    ServerRestart,
    Remote,
    IdleTimeout,
    NoPong,
    /// The gateway exceeded its rate limits, or a queue is full.
    TooManyFrames,
}

impl DisconnectReason {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::InvalidRequest => "invalid_request",
            Self::ServerRestart => "server_restart",
            Self::Remote => "remote",
            Self::IdleTimeout => "idle_timeout",
            Self::NoPong => "no_pong",
            Self::TooManyFrames => "too_many_frames",
        }
    }
}

/// Returns the first frame. With the pong extension, it asks the client to echo pings.
pub fn welcome(pong_extension: bool) -> &'static str {
    if pong_extension {
        r#"{"type":"welcome","extensions":["pong"]}"#
    } else {
        r#"{"type":"welcome"}"#
    }
}

/// Returns a ping, with the time in Unix seconds.
pub fn ping(unix_secs: u64) -> String {
    format!(r#"{{"type":"ping","message":{unix_secs}}}"#)
}

pub fn confirm_subscription(identifier: &str) -> String {
    format!(r#"{{"identifier":{},"type":"confirm_subscription"}}"#, quoted(identifier))
}

pub fn reject_subscription(identifier: &str) -> String {
    format!(r#"{{"identifier":{},"type":"reject_subscription"}}"#, quoted(identifier))
}

/// Returns a frame with a payload for the subscription.
pub fn data(identifier: &str, message: &impl Serialize) -> String {
    // Payloads are plain structs of strings, which always serialize.
    let message = serde_json::to_string(message).unwrap_or_else(|_| "null".to_owned());
    format!(r#"{{"identifier":{},"message":{message}}}"#, quoted(identifier))
}

/// Returns the last frame before the server closes. `reconnect` says whether the client may reconnect by itself.
pub fn disconnect(reason: DisconnectReason, reconnect: bool) -> String {
    let reason = reason.as_str();
    format!(r#"{{"type":"disconnect","reason":"{reason}","reconnect":{reconnect}}}"#)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn frames_match_the_contract() {
        assert_eq!(welcome(false), r#"{"type":"welcome"}"#);
        assert_eq!(ping(1_760_000_000), r#"{"type":"ping","message":1760000000}"#);
        assert_eq!(
            confirm_subscription(r#"{"channel": "GatewayChannel"}"#),
            r#"{"identifier":"{\"channel\": \"GatewayChannel\"}","type":"confirm_subscription"}"#
        );
        assert_eq!(
            disconnect(DisconnectReason::Unauthorized, false),
            r#"{"type":"disconnect","reason":"unauthorized","reconnect":false}"#
        );
    }

    proptest! {
        #[test]
        fn any_identifier_comes_back_byte_for_byte(identifier in "\\PC*|[\\x00-\\x7f]*") {
            let frame = data(&identifier, &"x");
            let frame: serde_json::Value = serde_json::from_str(&frame).unwrap();
            prop_assert_eq!(frame["identifier"].as_str(), Some(identifier.as_str()));
        }
    }
}
