//! Unencrypted requests from callers that may publish for others (contract 2.2).

use lenient_input::Garbage;
use serde_json::Value;

use crate::{PublishRequest, RequestError, SenderText, values};

/// The body of `POST /publish`: `{"message": "<letter>:<content>", "MSISDN": "+…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainRequest {
    pub sender: SenderText,
    pub request: PublishRequest,
}

/// Reason why a body is not a request. The checks are made in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlainRequestError {
    #[error("the body is not a JSON object")]
    NotJson,
    #[error("message is missing")]
    MissingMessage,
    #[error("MSISDN is missing")]
    MissingSender,
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl PlainRequest {
    pub fn parse(body: &[u8]) -> Result<Self, PlainRequestError> {
        let value: Value = relay_crypto::parse_lenient(body, Garbage::Refused)
            .map_err(|_| PlainRequestError::NotJson)?;
        let fields = value.as_object().ok_or(PlainRequestError::NotJson)?;
        let message = fields.get("message").and_then(values::filled);
        let message = message.ok_or(PlainRequestError::MissingMessage)?;
        let sender = fields.get("MSISDN").and_then(values::sender);
        let sender = sender.ok_or(PlainRequestError::MissingSender)?;
        Ok(Self { sender: SenderText::new(&sender), request: PublishRequest::parse(message)? })
    }
}

#[cfg(test)]
mod tests {
    use platforms::PlatformKind;

    use super::*;

    #[test]
    fn body_names_the_sender_and_the_request() {
        let plain =
            PlainRequest::parse(br#"{"message": "t:Hello: all", "MSISDN": " +237123456789 "}"#)
                .unwrap();
        assert_eq!(plain.sender.expose(), "+237123456789");
        assert_eq!(plain.request.platform, PlatformKind::Twitter);
        let number = PlainRequest::parse(br#"{"message": "t:Hello", "MSISDN": 237123456789}"#);
        assert_eq!(number.unwrap().sender.expose(), "+237123456789");
        assert_eq!(format!("{:?}", plain.sender), "SenderText(redacted)");
    }

    #[test]
    fn missing_fields_are_reported_in_order() {
        for (body, error) in [
            ("", PlainRequestError::NotJson),
            ("[]", PlainRequestError::NotJson),
            ("{}", PlainRequestError::MissingMessage),
            (r#"{"message": 1, "MSISDN": "+1"}"#, PlainRequestError::MissingMessage),
            (r#"{"message": "x:", "MSISDN": ""}"#, PlainRequestError::MissingSender),
            (r#"{"message": "x:", "MSISDN": "+1"}"#, RequestError::UnknownLetter.into()),
        ] {
            assert_eq!(PlainRequest::parse(body.as_bytes()), Err(error), "{body}");
        }
    }
}
