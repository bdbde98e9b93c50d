//! A message as this face shows it: `MessageState` (contract 3.2).

use ids::GatewayId;
use messaging::{Draft, Message, RecipientState};
use object_commands::dispatcher::Receipt;
use runtime::timestamp;
use serde_json::{Map, Value, json};

use super::content;

/// Returns the contract's name of a recipient's state. Only the whole message can be cancelling: its recipients are
/// pending until the phone reports.
fn recipient_word(state: RecipientState) -> &'static str {
    if state == RecipientState::Cancelling { "Pending" } else { state_word(state) }
}

/// Returns the contract's name of a state. A state is pending until a phone has reported that it has the message.
pub(crate) fn state_word(state: RecipientState) -> &'static str {
    match state {
        RecipientState::Accepted | RecipientState::Dispatched => "Pending",
        RecipientState::Acknowledged => "Processed",
        RecipientState::Sent => "Sent",
        RecipientState::Delivered => "Delivered",
        RecipientState::Failed => "Failed",
        RecipientState::Cancelling => "Cancelling",
        RecipientState::Cancelled => "Cancelled",
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

/// Renders a message, with or without its content.
pub(crate) fn message(message: &Message, with_content: bool) -> Value {
    let recipients = message.recipients.iter().map(|it| {
        let mut shown = json!({
            "phoneNumber": it.address.as_str(),
            "state": recipient_word(it.state),
        });
        let error = it.reason().filter(|_| it.state == RecipientState::Failed);
        if let (Some(members), Some(error)) = (shown.as_object_mut(), error) {
            members.insert("error".to_owned(), json!(error));
        }
        shown
    });
    let mut states = Map::new();
    states.insert("Pending".to_owned(), json!(timestamp::format_ms(message.created_at_ms)));
    // `Cancelling` is a state of the message alone and does not enter the history (contract 3.4).
    let told = message.reached.iter().filter(|(state, _)| *state != RecipientState::Cancelling);
    for (state, at_ms) in told {
        let at = json!(timestamp::format_ms(*at_ms));
        // Two states share the word `Pending`; the first time of a word stays.
        states.entry(state_word(*state).to_owned()).or_insert(at);
    }
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(id_of(message)));
    shown.insert("deviceId".to_owned(), json!(message.gateway_id().map_or("", GatewayId::as_str)));
    shown.insert("state".to_owned(), json!(state_word(message.state())));
    shown.insert("isHashed".to_owned(), json!(message.content.is_hashed()));
    shown.insert("isEncrypted".to_owned(), json!(message.options.encrypted));
    shown.insert("recipients".to_owned(), recipients.collect());
    shown.insert("states".to_owned(), Value::Object(states));
    shown.insert("createdAt".to_owned(), json!(timestamp::format_ms(message.created_at_ms)));
    if with_content {
        content::show(&message.content, &mut shown);
    }
    Value::Object(shown)
}

/// Renders a message that was just accepted.
pub(crate) fn accepted(draft: &Draft, receipt: &Receipt) -> Value {
    let created_at = timestamp::format_ms(receipt.created_at_ms);
    let recipients = draft.recipients.iter();
    let recipients: Vec<Value> = recipients
        .map(|address| json!({ "phoneNumber": address.as_str(), "state": "Pending" }))
        .collect();
    let mut shown = Map::new();
    let id = draft.client_id.as_deref().unwrap_or(&receipt.message_id);
    shown.insert("id".to_owned(), json!(id));
    shown.insert(
        "deviceId".to_owned(),
        json!(receipt.gateway_id.as_ref().map_or("", GatewayId::as_str)),
    );
    shown.insert("state".to_owned(), json!("Pending"));
    shown.insert("isHashed".to_owned(), json!(false));
    shown.insert("isEncrypted".to_owned(), json!(draft.options.encrypted));
    shown.insert("recipients".to_owned(), json!(recipients));
    shown.insert("states".to_owned(), json!({ "Pending": created_at }));
    shown.insert("createdAt".to_owned(), json!(created_at));
    content::show(&draft.content, &mut shown);
    Value::Object(shown)
}

#[cfg(test)]
mod tests {
    use messaging::{Content, DispatchPolicy, Options};
    use runtime::OsRng;
    use telephony::{Address, MessageText};
    use unix_time::UnixMillis;

    use super::*;

    const NOW_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

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
        let shown = message(&cancelling, false);
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
            let shown = message(&message_in(state, error), false);
            let recipient = shown["recipients"][0].as_object().unwrap();
            assert_eq!(recipient.get("error").cloned().unwrap_or_default(), expected);
            assert_eq!(recipient.contains_key("error"), expected.is_string());
        }
    }
}
