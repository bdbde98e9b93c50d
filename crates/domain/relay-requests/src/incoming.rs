//! SMS as gateway clients forward them (contract 1.6, 3.1, 4.1 and 4.2).

use lenient_input::Garbage;
use serde_json::Value;
use telephony::{MessageText, with_lost_plus};
use unix_time::UnixMillis;

use crate::{SenderText, values};

const FORM_TYPE: &str = "application/x-www-form-urlencoded";
/// Maximum number of form fields that are read, so that a body of nothing but ampersands is cheap.
const MAX_FORM_FIELDS: usize = 100;
const TEXT_NAMES: [&str; 2] = ["text", "Body"];
const SENDER_NAMES: [&str; 3] = ["MSISDN", "address", "From"];

/// A forwarded SMS. Its text is unchanged and still encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingSms {
    pub sender: SenderText,
    pub text: MessageText,
    /// Time at which the gateway client received it, as the client claims.
    pub received_at_ms: Option<UnixMillis>,
    /// Time at which the sender's phone sent it, as the client claims.
    pub sent_at_ms: Option<UnixMillis>,
    /// Name that the client's operator gave the client.
    pub tag: Option<String>,
}

/// Reason why a body is not a forwarded SMS. The checks are made in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IncomingError {
    #[error("the body is not JSON")]
    NotJson,
    #[error("the text is missing")]
    MissingText,
    #[error("the sender is missing")]
    MissingSender,
    #[error("the time of receipt is missing")]
    MissingDate,
    #[error("the time of sending is missing")]
    MissingDateSent,
}

impl IncomingSms {
    /// Parses JSON with `MSISDN` or `address`, `text`, optionally `date` and `date_sent` (milliseconds as numbers or
    /// numeric strings), and any other fields; or a form with the same names or Twilio's. JSON is recognized whatever
    /// content type the client claims; a form only by its type, or because it is Twilio's (`platform`, from the path,
    /// is `twilio`).
    pub fn parse(
        platform: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Self, IncomingError> {
        let parts = content_type.and_then(lenient_input::boundary);
        let fields = || match &parts {
            Some(boundary) => form_in_parts(boundary, body),
            None => form(body),
        };
        if platform == "twilio" {
            return Self::of(&fields());
        }
        if lenient_input::looks_like_object(body) || !(is_form(content_type) || parts.is_some()) {
            // A client deletes the SMS after any answer, so bytes that are no text must not lose the rest.
            let value = relay_crypto::parse_lenient(body, Garbage::Replaced);
            return Self::of(&value.map_err(|_| IncomingError::NotJson)?);
        }
        let fields = fields();
        let known = TEXT_NAMES.iter().chain(&SENDER_NAMES).any(|name| fields.get(name).is_some());
        if known { Self::of(&fields) } else { Err(IncomingError::NotJson) }
    }

    /// Returns the same SMS if both times are present, which measuring the delay needs.
    pub fn with_times(self) -> Result<Self, IncomingError> {
        if self.received_at_ms.is_none() {
            return Err(IncomingError::MissingDate);
        }
        if self.sent_at_ms.is_none() {
            return Err(IncomingError::MissingDateSent);
        }
        Ok(self)
    }

    fn of(value: &Value) -> Result<Self, IncomingError> {
        let fields = value.as_object().ok_or(IncomingError::NotJson)?;
        let first =
            |names: &[&str]| names.iter().find_map(|name| values::filled(fields.get(*name)?));
        let time = |name| fields.get(name).and_then(values::positive).map(UnixMillis::new);
        let text = first(&TEXT_NAMES).ok_or(IncomingError::MissingText)?;
        let sender = SENDER_NAMES.iter().find_map(|name| values::sender(fields.get(*name)?));
        let sender = sender.ok_or(IncomingError::MissingSender)?;
        Ok(Self {
            sender: SenderText::new(&sender),
            text: MessageText::new(text),
            received_at_ms: time("date"),
            sent_at_ms: time("date_sent"),
            tag: first(&["tag"]).map(str::to_owned),
        })
    }
}

fn is_form(content_type: Option<&str>) -> bool {
    let kind = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case(FORM_TYPE)
}

fn form(body: &[u8]) -> Value {
    let pairs = form_urlencoded::parse(body);
    of_pairs(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
}

/// Reads `multipart/form-data`. A malformed body has no fields.
fn form_in_parts(boundary: &str, body: &[u8]) -> Value {
    let fields = lenient_input::multipart(boundary, body, Garbage::Replaced);
    of_pairs(fields.unwrap_or_default().into_iter())
}

/// Keeps the first value of every name.
fn of_pairs(pairs: impl Iterator<Item = (String, String)>) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, value) in pairs.take(MAX_FORM_FIELDS) {
        let value = match name.as_str() {
            name if TEXT_NAMES.contains(&name) => restored(value),
            name if SENDER_NAMES.contains(&name) => with_lost_plus(&value).unwrap_or(value),
            _ => value,
        };
        fields.entry(name).or_insert(Value::String(value));
    }
    Value::Object(fields)
}

/// Restores the plus signs of base64 that a form decoded to spaces because its sender did not escape them. A text that
/// is not base64 even then stays unchanged.
fn restored(text: String) -> String {
    if !text.contains(' ') {
        return text;
    }
    // A space at either end may be a plus sign, too.
    let candidates = [text.as_str(), text.trim_matches(' ')].map(|text| text.replace(' ', "+"));
    candidates.into_iter().find(|text| is_whole_base64(text)).unwrap_or(text)
}

/// Whether the text is base64 with its padding, ignoring line ends.
fn is_whole_base64(text: &str) -> bool {
    let digits = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let (mut count, mut padding) = (0_usize, 0_usize);
    for byte in digits {
        count += 1;
        match byte {
            b'=' => padding += 1,
            _ if padding > 0 => return false,
            b'+' | b'/' => {}
            _ if byte.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    count > 0 && count % 4 == 0 && padding <= 2
}

#[cfg(test)]
mod tests;
