//! An SMS as gateway clients forward it (contract 1.6, 3.1, 4.1 and 4.2).

use serde_json::Value;
use telephony::MessageText;

use crate::{SenderText, values};

const FORM_TYPE: &str = "application/x-www-form-urlencoded";
/// More are not read, so that a body of nothing but ampersands costs little.
const MAX_FORM_FIELDS: usize = 100;
const TEXT_NAMES: [&str; 2] = ["text", "Body"];
const SENDER_NAMES: [&str; 3] = ["MSISDN", "address", "From"];

/// A forwarded SMS. Its text is as it was received, still encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingSms {
    pub sender: SenderText,
    pub text: MessageText,
    /// When the gateway client got it, in milliseconds, as the client says.
    pub received_at_ms: Option<i64>,
    /// When the sender's phone sent it, in milliseconds, as the client says.
    pub sent_at_ms: Option<i64>,
    /// What the client's operator calls it.
    pub tag: Option<String>,
}

/// Why a body is no forwarded SMS. The checks are made in this order.
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
    /// Reads JSON with `MSISDN` or `address`, `text`, and possibly `date`, `date_sent` (milliseconds as
    /// numbers or numeric strings) and much else; or a form with the same names or Twilio's. JSON is
    /// recognised whatever type the client claims, a form only by its type or by being Twilio's
    /// (`platform`, from the path, is `twilio`).
    pub fn parse(
        platform: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Self, IncomingError> {
        if platform == "twilio" {
            return Self::of(&form(body));
        }
        let looks_like_json = body.trim_ascii_start().first() == Some(&b'{');
        if looks_like_json || !is_form(content_type) {
            let value = relay_crypto::parse_lenient(body).map_err(|_| IncomingError::NotJson)?;
            return Self::of(&value);
        }
        let fields = form(body);
        let known = TEXT_NAMES.iter().chain(&SENDER_NAMES).any(|name| fields.get(name).is_some());
        if known { Self::of(&fields) } else { Err(IncomingError::NotJson) }
    }

    /// The same SMS where both times are there, as those need who measure how long it took.
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
        let time = |name| fields.get(name).and_then(values::positive);
        let text = first(&TEXT_NAMES).ok_or(IncomingError::MissingText)?;
        let sender = first(&SENDER_NAMES).ok_or(IncomingError::MissingSender)?;
        Ok(Self {
            sender: SenderText::new(sender),
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

/// The first value of every name.
fn form(body: &[u8]) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, value) in form_urlencoded::parse(body).take(MAX_FORM_FIELDS) {
        fields.entry(name).or_insert_with(|| Value::String(value.into_owned()));
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests;
