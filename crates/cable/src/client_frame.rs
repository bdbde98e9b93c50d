//! Frames from the client (contract B.3, B.4).

use serde::Deserialize;

/// What a client asks for.
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
    /// Reads one text frame. `None` stands for everything that gets no answer and leaves the connection
    /// open: bad JSON, an unknown command, a missing identifier.
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
    fn the_three_commands_and_the_pong_are_read() {
        let identifier = "{\"channel\":\"GatewayChannel\"}".to_owned();
        let text =
            r#"{"command":"message","identifier":"{\"channel\":\"GatewayChannel\"}","data":"{}"}"#;
        let data = "{}".to_owned();
        assert_eq!(ClientFrame::parse(text), Some(ClientFrame::Message { identifier, data }));
        assert_eq!(ClientFrame::parse(r#"{"command":"pong"}"#), Some(ClientFrame::Pong));
    }

    #[test]
    fn a_frame_with_half_an_emoji_or_a_member_twice_is_read() {
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
    fn what_is_not_a_command_gets_no_answer() {
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
