//! Frames from the client (contract B.3, B.4).

use serde::Deserialize;

/// A client's command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientFrame {
    Subscribe {
        identifier: String,
    },
    Unsubscribe {
        identifier: String,
    },
    Message {
        identifier: String,
        data: String,
    },
    /// The echo of a ping.
    Pong,
}

#[derive(Deserialize)]
struct Raw {
    command: String,
    identifier: Option<String>,
    data: Option<String>,
}

impl ClientFrame {
    /// Parses one text frame. `None` for everything that gets no answer and leaves the connection open: bad JSON,
    /// an unknown command, a missing identifier.
    pub fn parse(text: &str) -> Option<Self> {
        let raw: Raw = lenient_input::read_of(text).ok()?;
        match raw.command.as_str() {
            "subscribe" => Some(Self::Subscribe { identifier: raw.identifier? }),
            "unsubscribe" => Some(Self::Unsubscribe { identifier: raw.identifier? }),
            "message" => Some(Self::Message { identifier: raw.identifier?, data: raw.data? }),
            "pong" => Some(Self::Pong),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn commands_and_the_pong_are_parsed() {
        let identifier = "{\"channel\":\"GatewayChannel\"}".to_owned();
        let text =
            r#"{"command":"message","identifier":"{\"channel\":\"GatewayChannel\"}","data":"{}"}"#;
        let data = "{}".to_owned();
        assert_eq!(ClientFrame::parse(text), Some(ClientFrame::Message { identifier, data }));
        assert_eq!(ClientFrame::parse(r#"{"command":"pong"}"#), Some(ClientFrame::Pong));
    }

    #[test]
    fn frame_with_half_a_surrogate_pair_or_duplicate_members_is_parsed() {
        let data = "{\"message\":\"\u{fffd}\"}".to_owned();
        let expected = Some(ClientFrame::Message { identifier: "i".to_owned(), data });
        for text in [
            r#"{"command":"message","identifier":"i","data":"{\"message\":\"\ud83d\"}"}"#,
            r#"{"command":"message","identifier":"h","data":"","identifier":"i","data":"{\"message\":\"\udc00\"}"}"#,
            "\u{feff}{\"command\":\"message\",\"identifier\":\"i\",\"data\":\"{\\\"message\\\":\\\"\\ud83d\\\"}\",\"more\":null}",
        ] {
            assert_eq!(ClientFrame::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn frame_without_a_valid_command_is_ignored() {
        for text in [
            "",
            "null",
            "[]",
            "{",
            r#"{"command":"subscribe"}"#,
            r#"{"command":"subscribe","identifier":{}}"#,
            r#"{"command":"history","identifier":"x"}"#,
            r#"{"identifier":"x"}"#,
        ] {
            assert_eq!(ClientFrame::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_no_harm(text in "\\PC*") {
            ClientFrame::parse(&text);
        }
    }
}
