//! The gateway channel: the right to subscribe, and the payloads (contract B.4, B.6).

use serde::{Deserialize, Serialize};
use serde_json::Value;

const CHANNEL: &str = "GatewayChannel";

/// The parsed identifier of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ChannelIdentifier {
    pub channel: String,
    /// Digest of the client's key, which older clients repeat here.
    #[serde(default)]
    pub api_key_digest: Option<Value>,
}

/// Answer to a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionDecision {
    Confirm,
    Reject,
    /// The subscription gets no answer.
    UnknownChannel,
}

impl ChannelIdentifier {
    /// Parses the identifier's JSON. `None` when it names no channel.
    pub fn parse(identifier: &str) -> Option<Self> {
        lenient_input::read_of(identifier).ok()
    }

    /// Decides on a subscription. The digest may be absent, but a given one must match the connection key's.
    pub fn decide(&self, connection_key_digest: &str) -> SubscriptionDecision {
        if self.channel != CHANNEL {
            return SubscriptionDecision::UnknownChannel;
        }
        match &self.api_key_digest {
            None | Some(Value::Null) => SubscriptionDecision::Confirm,
            Some(Value::String(digest)) if digest.eq_ignore_ascii_case(connection_key_digest) => {
                SubscriptionDecision::Confirm
            }
            Some(_) => SubscriptionDecision::Reject,
        }
    }
}

/// The command to the phone to transmit one SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SendSms<'a> {
    action: &'static str,
    message_id: &'a str,
    recipient: &'a str,
    message: &'a str,
}

impl<'a> SendSms<'a> {
    pub fn new(message_id: &'a str, recipient: &'a str, message: &'a str) -> Self {
        Self { action: "send_sms", message_id, recipient, message }
    }
}

/// The reason why a frame of the phone was refused. Phones that do not know this action ignore it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelError<'a> {
    action: &'static str,
    error: &'a str,
}

impl<'a> ChannelError<'a> {
    pub fn new(error: &'a str) -> Self {
        Self { action: "error", error }
    }
}

/// A phone's report on itself. Missing and invalid values are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeartbeatReport {
    pub status: Option<String>,
    /// Percent, 0 to 100.
    pub battery_level: Option<u8>,
    /// Bars, 0 to 5.
    pub signal_strength: Option<u8>,
    pub messages_in_queue: Option<u32>,
}

/// A phone's message to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayAction {
    Heartbeat(HeartbeatReport),
    DeliveryReport { message_id: String, status: String, error_message: Option<String> },
    MessageReceived { sender: String, message: String, timestamp: Option<String> },
}

impl GatewayAction {
    /// Parses a message's data. Fields may stand beside `action`, or in an object under `data`. `None` for an
    /// unknown action or a missing required field.
    pub fn parse(data: &str) -> Option<Self> {
        let outer = lenient_input::value_of(data).ok()?;
        let inner = outer.get("data").filter(|value| value.is_object());
        let given = |value: &Value, name: &str| value.get(name).filter(|it| !it.is_null()).cloned();
        let field = |name: &str| given(&outer, name).or_else(|| given(inner?, name));
        let text = |name: &str| match field(name)? {
            Value::String(text) => Some(text),
            // Clients in untyped languages may write a text of digits as a number.
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let number = |name: &str| field(name)?.as_u64();
        match outer.get("action")?.as_str()? {
            "heartbeat" => Some(Self::Heartbeat(HeartbeatReport {
                status: text("status"),
                battery_level: within(number("battery_level"), 100),
                signal_strength: within(number("signal_strength"), 5),
                messages_in_queue: number("messages_in_queue")
                    .and_then(|count| u32::try_from(count).ok()),
            })),
            "delivery_report" => Some(Self::DeliveryReport {
                message_id: text("message_id")?,
                status: text("status")?,
                error_message: text("error_message"),
            }),
            "message_received" => Some(Self::MessageReceived {
                sender: text("sender")?,
                message: text("message")?,
                timestamp: text("timestamp"),
            }),
            _ => None,
        }
    }
}

fn within(number: Option<u64>, most: u8) -> Option<u8> {
    number.and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decide(identifier: &str) -> SubscriptionDecision {
        ChannelIdentifier::parse(identifier)
            .map_or(SubscriptionDecision::UnknownChannel, |it| it.decide("abc123"))
    }

    #[test]
    fn subscription_needs_no_digest_but_a_given_one_must_match() {
        use SubscriptionDecision as V;
        assert_eq!(decide(r#"{"channel":"GatewayChannel"}"#), V::Confirm);
        assert_eq!(
            decide(r#"{"channel": "GatewayChannel","api_key_digest":"ABC123"}"#),
            V::Confirm
        );
        assert_eq!(decide(r#"{"channel":"GatewayChannel","api_key_digest":"f00"}"#), V::Reject);
        assert_eq!(decide(r#"{"channel":"GatewayChannel","api_key_digest":7}"#), V::Reject);
        assert_eq!(decide(r#"{"channel":"AdminChannel"}"#), V::UnknownChannel);
        assert_eq!(decide("GatewayChannel"), V::UnknownChannel);
    }

    #[test]
    fn fields_are_found_beside_the_action_and_under_data() {
        let flat = r#"{"action":"heartbeat","battery_level":85,"signal_strength":4}"#;
        let nested = r#"{"action":"heartbeat","data":{"battery_level":85,"signal_strength":4}}"#;
        assert_eq!(GatewayAction::parse(flat), GatewayAction::parse(nested));
        let Some(GatewayAction::Heartbeat(report)) = GatewayAction::parse(nested) else {
            panic!("not a heartbeat")
        };
        assert_eq!((report.battery_level, report.signal_strength), (Some(85), Some(4)));
    }

    #[test]
    fn invalid_health_values_are_omitted() {
        let text = r#"{"action":"heartbeat","battery_level":185,"signal_strength":"4",
                       "messages_in_queue":-1,"status":null}"#;
        let expected = Some(GatewayAction::Heartbeat(HeartbeatReport::default()));
        assert_eq!(GatewayAction::parse(text), expected);
    }

    #[test]
    fn text_with_surrogates_nul_duplicates_or_numbers_is_read_leniently() {
        for (message, expected) in [
            (r#""cut \ud83d""#, "cut \u{fffd}"),
            (r#""a\u0000b""#, "a\0b"),
            (r#""first","message":"last""#, "last"),
            ("123456", "123456"),
            ("85.0", "85"),
            (r#"null,"data":{"message":"nested"}"#, "nested"),
        ] {
            let data =
                format!(r#"{{"action":"message_received","sender":"+1","message":{message}}}"#);
            let expected = GatewayAction::MessageReceived {
                sender: "+1".to_owned(),
                message: expected.to_owned(),
                timestamp: None,
            };
            assert_eq!(GatewayAction::parse(&data), Some(expected), "{data}");
        }
        let report = r#"{"action":"delivery_report","message_id":"m","status":"failed","error_message":"\udfff"}"#;
        let expected = GatewayAction::DeliveryReport {
            message_id: "m".to_owned(),
            status: "failed".to_owned(),
            error_message: Some("\u{fffd}".to_owned()),
        };
        assert_eq!(GatewayAction::parse(report), Some(expected));
        let heartbeat = r#"{"action":"heartbeat","battery_level":85.0,"signal_strength":4e0}"#;
        let Some(GatewayAction::Heartbeat(report)) = GatewayAction::parse(heartbeat) else {
            panic!("not a heartbeat")
        };
        assert_eq!((report.battery_level, report.signal_strength), (Some(85), Some(4)));
    }

    #[test]
    fn action_without_its_required_fields_is_ignored() {
        assert_eq!(GatewayAction::parse(r#"{"action":"delivery_report","status":"sent"}"#), None);
        assert_eq!(GatewayAction::parse(r#"{"action":"dance"}"#), None);
        assert_eq!(GatewayAction::parse(r#"{"data":{}}"#), None);
    }

    #[test]
    fn send_command_has_the_contracts_keys() {
        let order = serde_json::to_string(&SendSms::new("msg_1", "+12025550123", "Hi")).unwrap();
        let expected = r#"{"action":"send_sms","message_id":"msg_1","recipient":"+12025550123","message":"Hi"}"#;
        assert_eq!(order, expected);
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_no_harm(text in "\\PC*") {
            GatewayAction::parse(&text);
            ChannelIdentifier::parse(&text);
        }
    }
}
