//! A message as this face shows it: `MessageState` (contract 3.2). Fields stand in the alphabetical order in which they
//! are sent.

use edge_kit::TimeMs;
use ids::GatewayId;
use messaging::{Draft, Message, RecipientState};
use object_commands::dispatcher::Receipt;
use serde::Serialize;

use super::content::{ContentOut, DataMessageOut, HashedMessageOut, MmsMessageOut, TextMessageOut};

/// A message with the states of its recipients. At most one of `dataMessage`, `hashedMessage`, `mmsMessage` and
/// `textMessage` shows the content; lists show it only if asked to, and one-time codes never show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MessageOut {
    created_at: TimeMs,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "DataMessageOut"))]
    data_message: Option<DataMessageOut>,
    /// Id of the device that sends the message; empty if none was chosen yet.
    device_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "HashedMessageOut"))]
    hashed_message: Option<HashedMessageOut>,
    /// The sender's own id if it gave one, else the server's.
    id: String,
    /// Whether numbers and content are ciphertext for the device.
    is_encrypted: bool,
    /// Whether content and numbers were replaced by their hashes, which happens once the message is finished.
    is_hashed: bool,
    /// Content of an MMS; `null` if the stored content cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<MmsMessageOut>", extend("x-null-is-sent" = true)))]
    #[expect(clippy::option_option, reason = "it is absent from other contents")]
    mms_message: Option<Option<MmsMessageOut>>,
    recipients: Vec<RecipientOut>,
    state: MessageState,
    states: StatesOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "TextMessageOut"))]
    text_message: Option<TextMessageOut>,
}

/// A recipient of a message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RecipientOut {
    /// Reason of a failure, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    error: Option<String>,
    /// Number in the form `+12025550123`, or as it was given if it was not checked; 16 hexadecimal digits once it is
    /// hashed.
    phone_number: String,
    /// State of the recipient, which is never `Cancelling`.
    state: MessageState,
}

/// Time at which the message first reached each state; states that it did not reach are absent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "MessageStatesOut")
)]
pub(crate) struct StatesOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    cancelled: Option<TimeMs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    delivered: Option<TimeMs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    failed: Option<TimeMs>,
    pending: TimeMs,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    processed: Option<TimeMs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    sent: Option<TimeMs>,
}

/// State of a message or of a recipient. A message is `Pending` until the phone has reported that it has it
/// (`Processed`), and `Cancelling` until the phone has confirmed its cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) enum MessageState {
    Pending,
    Cancelling,
    Cancelled,
    Processed,
    Sent,
    Delivered,
    Failed,
}

impl MessageState {
    /// Returns the contract's name of a state. A state is pending until a phone has reported that it has the message.
    fn of(state: RecipientState) -> Self {
        match state {
            RecipientState::Accepted | RecipientState::Dispatched => Self::Pending,
            RecipientState::Acknowledged => Self::Processed,
            RecipientState::Sent => Self::Sent,
            RecipientState::Delivered => Self::Delivered,
            RecipientState::Failed => Self::Failed,
            RecipientState::Cancelling => Self::Cancelling,
            RecipientState::Cancelled => Self::Cancelled,
        }
    }

    /// Returns the contract's name of a recipient's state. Only the whole message can be cancelling: its recipients
    /// are pending until the phone reports.
    fn of_recipient(state: RecipientState) -> Self {
        if state == RecipientState::Cancelling { Self::Pending } else { Self::of(state) }
    }
}

/// Returns the state for a name of the contract.
pub(crate) fn state_of(word: &str) -> Option<RecipientState> {
    Some(match word {
        "Pending" => RecipientState::Accepted,
        "Processed" => RecipientState::Acknowledged,
        "Sent" => RecipientState::Sent,
        "Delivered" => RecipientState::Delivered,
        "Failed" => RecipientState::Failed,
        "Cancelling" => RecipientState::Cancelling,
        "Cancelled" => RecipientState::Cancelled,
        _ => return None,
    })
}

/// Returns the id under which integrators and phones know a message.
pub(crate) fn id_of(message: &Message) -> &str {
    message.client_id.as_deref().unwrap_or(message.id.as_str())
}

impl MessageOut {
    /// Shows a message, with or without its content.
    pub(crate) fn of(message: &Message, with_content: bool) -> Self {
        let recipients = message.recipients.iter().map(|it| RecipientOut {
            error: it.reason().filter(|_| it.state == RecipientState::Failed).map(str::to_owned),
            phone_number: it.address.as_str().to_owned(),
            state: MessageState::of_recipient(it.state),
        });
        let content =
            if with_content { ContentOut::of(&message.content) } else { ContentOut::default() };
        Self {
            created_at: TimeMs(message.created_at_ms),
            data_message: content.data_message,
            device_id: message.gateway_id().map_or("", GatewayId::as_str).to_owned(),
            hashed_message: content.hashed_message,
            id: id_of(message).to_owned(),
            is_encrypted: message.options.encrypted,
            is_hashed: message.content.is_hashed(),
            mms_message: content.mms_message,
            recipients: recipients.collect(),
            state: MessageState::of(message.state()),
            states: StatesOut::of(message),
            text_message: content.text_message,
        }
    }

    /// Shows a message that was just accepted.
    pub(crate) fn accepted(draft: &Draft, receipt: &Receipt) -> Self {
        let created_at = TimeMs(receipt.created_at_ms);
        let recipients = draft.recipients.iter().map(|address| RecipientOut {
            error: None,
            phone_number: address.as_str().to_owned(),
            state: MessageState::Pending,
        });
        let content = ContentOut::of(&draft.content);
        Self {
            created_at,
            data_message: content.data_message,
            device_id: receipt.gateway_id.as_ref().map_or("", GatewayId::as_str).to_owned(),
            hashed_message: content.hashed_message,
            id: draft.client_id.as_deref().unwrap_or(&receipt.message_id).to_owned(),
            is_encrypted: draft.options.encrypted,
            is_hashed: false,
            mms_message: content.mms_message,
            recipients: recipients.collect(),
            state: MessageState::Pending,
            states: StatesOut::since(created_at),
            text_message: content.text_message,
        }
    }
}

impl StatesOut {
    fn since(pending: TimeMs) -> Self {
        Self {
            cancelled: None,
            delivered: None,
            failed: None,
            pending,
            processed: None,
            sent: None,
        }
    }

    fn of(message: &Message) -> Self {
        let mut states = Self::since(TimeMs(message.created_at_ms));
        for (state, at_ms) in &message.reached {
            let at = match MessageState::of(*state) {
                MessageState::Processed => &mut states.processed,
                MessageState::Sent => &mut states.sent,
                MessageState::Delivered => &mut states.delivered,
                MessageState::Failed => &mut states.failed,
                MessageState::Cancelled => &mut states.cancelled,
                // `Pending` has the time of creation. `Cancelling` is a state of the message alone and does not enter
                // the history (contract 3.4).
                MessageState::Pending | MessageState::Cancelling => continue,
            };
            at.get_or_insert(TimeMs(*at_ms));
        }
        states
    }
}

#[cfg(test)]
mod tests {
    use messaging::{Content, DataContent, DispatchPolicy, Options};
    use runtime::OsRng;
    use serde_json::{Value, json};
    use telephony::{Address, MessageText};
    use unix_time::UnixMillis;

    use super::*;

    const NOW_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

    fn shown(message: &Message) -> Value {
        serde_json::to_value(MessageOut::of(message, false)).unwrap()
    }

    fn message_in(state: RecipientState, error: Option<&str>) -> Message {
        let draft = Draft {
            recipients: vec![Address::Literal("4321".to_owned())],
            content: Content::Text(MessageText::new("hi")),
            options: Options::default(),
            client_id: None,
        };
        let mut message = Message::accept(draft, NOW_MS, &DispatchPolicy::default(), &mut OsRng);
        for recipient in &mut message.recipients {
            recipient.state = state;
            recipient.error = error.map(str::to_owned);
        }
        message
    }

    #[test]
    fn cancelling_is_said_of_the_message_and_neither_of_its_recipients_nor_of_its_history() {
        let mut cancelling = message_in(RecipientState::Cancelling, None);
        cancelling.reached.push((RecipientState::Cancelling, NOW_MS + 1));
        let shown = shown(&cancelling);
        assert_eq!(shown["state"], "Cancelling");
        assert_eq!(shown["recipients"][0]["state"], "Pending");
        assert_eq!(shown["states"], json!({ "Pending": "2025-10-19T10:30:00.000Z" }));
    }

    #[test]
    fn an_error_is_shown_of_a_failed_recipient_whose_phone_gave_one() {
        for (state, error, expected) in [
            (RecipientState::Failed, Some("no service"), json!("no service")),
            (RecipientState::Failed, Some(""), Value::Null),
            (RecipientState::Failed, None, Value::Null),
            (RecipientState::Accepted, Some("no service"), Value::Null),
        ] {
            let shown = shown(&message_in(state, error));
            let recipient = shown["recipients"][0].as_object().unwrap();
            assert_eq!(recipient.get("error").cloned().unwrap_or_default(), expected);
            assert_eq!(recipient.contains_key("error"), expected.is_string());
        }
    }

    #[test]
    fn message_has_its_members_in_alphabetical_order() {
        let mut message = message_in(RecipientState::Failed, Some("no service"));
        message.client_id = Some("mine".to_owned());
        message.reached.extend([
            (RecipientState::Sent, NOW_MS + 2),
            (RecipientState::Acknowledged, NOW_MS + 1),
            (RecipientState::Sent, NOW_MS + 3),
            (RecipientState::Failed, NOW_MS + 4),
        ]);
        let rest = concat!(
            r#""deviceId":"","id":"mine","isEncrypted":false,"isHashed":false,"#,
            r#""recipients":[{"error":"no service","phoneNumber":"4321","state":"Failed"}],"state":"Failed","#,
            r#""states":{"Failed":"2025-10-19T10:30:00.004Z","Pending":"2025-10-19T10:30:00.000Z","#,
            r#""Processed":"2025-10-19T10:30:00.001Z","Sent":"2025-10-19T10:30:00.002Z"}"#,
        );
        let created_at = r#"{"createdAt":"2025-10-19T10:30:00.000Z""#;
        let text = |message: &Message, with_content| {
            serde_json::to_string(&MessageOut::of(message, with_content)).unwrap()
        };
        assert_eq!(text(&message, false), format!("{created_at},{rest}}}"));
        let with_text = format!(r#"{created_at},{rest},"textMessage":{{"text":"hi"}}}}"#);
        assert_eq!(text(&message, true), with_text);
        message.content = Content::Data(DataContent { data: "AAAA".to_owned(), port: 53_739 });
        let data = r#""dataMessage":{"data":"AAAA","port":53739}"#;
        assert_eq!(text(&message, true), format!("{created_at},{data},{rest}}}"));
    }

    #[test]
    fn multimedia_message_has_its_members_in_alphabetical_order_and_is_null_if_unreadable() {
        let mut message = message_in(RecipientState::Accepted, None);
        let stored = r#"{"subject":"","text":"t","attachments":[{"contentType":"image/png","name":"a.png","data":"AAAA"}]}"#;
        for (stored, shown) in [
            (
                stored,
                r#""mmsMessage":{"attachments":[{"contentType":"image/png","data":"AAAA","name":"a.png"}],"subject":"","text":"t"},"#,
            ),
            (r#"{"text":"t","attachments":[]}"#, r#""mmsMessage":{"attachments":[],"text":"t"},"#),
            ("", r#""mmsMessage":null,"#),
        ] {
            message.content = Content::Multimedia(MessageText::new(stored));
            let text = serde_json::to_string(&MessageOut::of(&message, true)).unwrap();
            assert!(text.contains(&format!(r#""isHashed":false,{shown}"recipients""#)), "{text}");
        }
    }
}
