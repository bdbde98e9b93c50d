//! The id of the request that causes a command, so that the object's log lines can name it.
//!
//! It stands first in the command's JSON, where it is found without parsing, and where readers that do not know it
//! ignore it.

const START: &str = r#"{"request_id":""#;
/// Maximum length of an id in bytes.
const MAX_BYTES: usize = 64;

/// Inserts the id into a command's JSON object. Does nothing for an id that is not [plain](is_plain).
pub fn insert(command: &mut String, id: &str) {
    // The quote rules out an empty object, where the comma would be one too many.
    if is_plain(id) && command.starts_with("{\"") {
        command.replace_range(..1, &format!("{START}{id}\","));
    }
}

/// Returns the id in a command's JSON object.
pub fn find(command: &str) -> Option<&str> {
    let (id, _) = command.strip_prefix(START)?.split_once('"')?;
    is_plain(id).then_some(id)
}

/// Whether the text is 1 to 64 letters, digits and hyphens, as a `CF-Ray` is.
pub fn is_plain(id: &str) -> bool {
    let fits = (1..=MAX_BYTES).contains(&id.len());
    fits && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook_delivery::{ProjectAttempts, WebhookDeliveryCommand};

    #[test]
    fn inserted_id_is_found_and_the_command_is_read_as_before() {
        let mut text =
            serde_json::to_string(&WebhookDeliveryCommand::Project(ProjectAttempts {})).unwrap();
        insert(&mut text, "8f3a-FRA");
        assert_eq!(find(&text), Some("8f3a-FRA"));
        let command: WebhookDeliveryCommand = serde_json::from_str(&text).unwrap();
        assert!(matches!(command, WebhookDeliveryCommand::Project(_)));
    }

    #[test]
    fn id_that_would_need_escaping_is_left_out() {
        for id in ["", "a\"b", "a b", "\u{e4}", &"a".repeat(65)] {
            let mut text = r#"{"command":"project","with":null}"#.to_owned();
            insert(&mut text, id);
            assert_eq!(text, r#"{"command":"project","with":null}"#);
            assert_eq!(find(&text), None);
        }
    }
}
