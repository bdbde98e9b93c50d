//! Tests of a gateway client's forwarding delay (contract 3.5).

use crate::{SenderText, values};

/// Decrypted text of a test SMS: `{"test_id": 7, "msisdn": "+…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReliabilityTest {
    pub test_id: i64,
    /// The gateway client's number.
    pub client: SenderText,
}

/// Error: the plaintext is no reliability test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a reliability test")]
pub struct ReliabilityTestError;

/// Outcome of a test. The texts are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReliabilityOutcome<'a> {
    #[error("sms_sent_timestamp is required.")]
    MissingDateSent,
    #[error("sms_received_timestamp is required.")]
    MissingDate,
    #[error("Test ID {test_id} is already marked as '{status}'.")]
    AlreadyMarked { test_id: i64, status: &'a str },
    #[error("Test ID {0} not found in the database.")]
    NotFound(i64),
    #[error("Test ID {0} updated successfully.")]
    Updated(i64),
}

impl ReliabilityTest {
    /// Parses a plaintext from [`ServiceKey::open_reliability_test`](relay_crypto::ServiceKey::open_reliability_test).
    pub fn parse(plaintext: &str) -> Result<Self, ReliabilityTestError> {
        let value = lenient_input::value_of(plaintext).map_err(|_| ReliabilityTestError)?;
        let test_id = value.get("test_id").and_then(values::positive);
        let client = value.get("msisdn").and_then(values::filled);
        let (test_id, client) = test_id.zip(client).ok_or(ReliabilityTestError)?;
        Ok(Self { test_id, client: SenderText::new(client) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reliability_test_has_an_id_and_a_number() {
        for id in ["7", "\"7\""] {
            let plaintext = format!(r#"{{"test_id": {id}, "msisdn": "+237600000000"}}"#);
            let test = ReliabilityTest::parse(&plaintext).unwrap();
            assert_eq!((test.test_id, test.client.expose()), (7, "+237600000000"));
        }
        for text in
            ["", "{}", "7", r#"{"test_id": 7}"#, r#"{"test_id": 0, "msisdn": "+1"}"#, "g:a:b"]
        {
            assert_eq!(ReliabilityTest::parse(text), Err(ReliabilityTestError), "{text}");
        }
    }

    #[test]
    fn outcomes_have_the_contracts_texts() {
        let marked = ReliabilityOutcome::AlreadyMarked { test_id: 7, status: "success" };
        for (outcome, text) in [
            (ReliabilityOutcome::MissingDateSent, "sms_sent_timestamp is required."),
            (ReliabilityOutcome::MissingDate, "sms_received_timestamp is required."),
            (marked, "Test ID 7 is already marked as 'success'."),
            (ReliabilityOutcome::NotFound(7), "Test ID 7 not found in the database."),
            (ReliabilityOutcome::Updated(7), "Test ID 7 updated successfully."),
        ] {
            assert_eq!(outcome.to_string(), text);
        }
    }
}
