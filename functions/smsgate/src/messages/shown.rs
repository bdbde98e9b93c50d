//! A message as this face shows it: `MessageState` (contract 3.2).

use contracts::dispatcher::Receipt;
use messaging::{Draft, Message, RecipientState};
use runtime::timestamp;
use serde_json::{Map, Value, json};

use super::content;

/// What the contract calls a state. What no phone has said it has taken is pending.
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

/// The state that a word stands for.
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

/// The id that integrators and phones know a message by.
pub(crate) fn id_of(message: &Message) -> &str {
    message.client_id.as_deref().unwrap_or(message.id.as_str())
}

/// A message, with or without what it says.
pub(crate) fn message(message: &Message, with_content: bool) -> Value {
    let recipients = message.recipients.iter().map(|it| {
        let mut shown = json!({
            "phoneNumber": it.address.as_str(),
            "state": state_word(it.state),
        });
        let error = it.error.as_ref().filter(|_| it.state == RecipientState::Failed);
        if let (Some(members), Some(error)) = (shown.as_object_mut(), error) {
            members.insert("error".to_owned(), json!(error));
        }
        shown
    });
    let mut states = Map::new();
    states.insert("Pending".to_owned(), json!(timestamp::format_ms(message.created_at_ms)));
    for (state, at_ms) in &message.reached {
        let at = json!(timestamp::format_ms(*at_ms));
        states.entry(state_word(*state).to_owned()).or_insert(at);
    }
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(id_of(message)));
    shown.insert("deviceId".to_owned(), json!(message.gateway_id().unwrap_or_default()));
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

/// A message that was accepted this moment.
pub(crate) fn accepted(draft: &Draft, receipt: &Receipt) -> Value {
    let created_at = timestamp::format_ms(receipt.created_at_ms);
    let recipients = draft.recipients.iter();
    let recipients: Vec<Value> = recipients
        .map(|address| json!({ "phoneNumber": address.as_str(), "state": "Pending" }))
        .collect();
    let mut shown = Map::new();
    let id = draft.client_id.as_deref().unwrap_or(&receipt.message_id);
    shown.insert("id".to_owned(), json!(id));
    shown.insert("deviceId".to_owned(), json!(receipt.gateway_id.as_deref().unwrap_or_default()));
    shown.insert("state".to_owned(), json!("Pending"));
    shown.insert("isHashed".to_owned(), json!(false));
    shown.insert("isEncrypted".to_owned(), json!(draft.options.encrypted));
    shown.insert("recipients".to_owned(), json!(recipients));
    shown.insert("states".to_owned(), json!({ "Pending": created_at }));
    shown.insert("createdAt".to_owned(), json!(created_at));
    content::show(&draft.content, &mut shown);
    Value::Object(shown)
}
