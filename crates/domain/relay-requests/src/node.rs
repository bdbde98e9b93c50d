//! Nodes' statements about themselves and other nodes (contract 1.1, 4.1).

use std::fmt;

use serde_json::Value;

/// Longest accepted number or IMSI; real ones are much shorter.
const MAX_NUMBER_CHARS: usize = 32;
const MAX_SEED_TYPE_CHARS: usize = 16;
/// Digits of a real SIM's IMSI, which begins with the country code and the network code.
const IMSI_DIGITS: std::ops::RangeInclusive<usize> = 14..=15;
const COUNTRY_DIGITS: usize = 3;
const NETWORK_DIGITS: usize = 2;
/// Countries that mix network codes of two and of three digits.
const MIXED_COUNTRIES: [&str; 3] = ["405", "441", "502"];
/// Networks with known names, from the original's own seeders.
const OPERATORS: [(&str, &str); 3] =
    [("62401", "MTN Cameroon"), ("62402", "Orange"), ("62404", "Nexttel")];

/// `{"IMSI", "MSISDN", "seed_type"}`: a node reports that it is online.
#[derive(Clone, PartialEq, Eq)]
pub struct NodePing {
    pub imsi: String,
    pub msisdn: String,
    /// `seed` or `seeder`; other values are accepted.
    pub seed_type: String,
}

/// `{"IMSI", "MSISDN"}`: the number of a SIM.
#[derive(Clone, PartialEq, Eq)]
pub struct NodeNumber {
    pub imsi: String,
    pub msisdn: String,
}

/// Reason why a body is not a node's statement. The checks are made in this order; the texts are the contract's, if it
/// has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeError {
    #[error("missing IMSI")]
    MissingImsi,
    #[error("missing MSISDN")]
    MissingMsisdn,
    #[error("missing seeder state")]
    MissingSeedType,
    /// The field is too long, or has characters that cannot be shown.
    #[error("invalid {0}")]
    Invalid(&'static str),
}

/// A mobile network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Country code and network code, in digits.
    pub id: String,
    /// `None` if the name is unknown.
    pub name: Option<&'static str>,
}

impl NodePing {
    pub fn parse(body: &Value) -> Result<Self, NodeError> {
        let imsi = text(body, "IMSI").ok_or(NodeError::MissingImsi)?;
        let msisdn = text(body, "MSISDN").ok_or(NodeError::MissingMsisdn)?;
        let seed_type = text(body, "seed_type").ok_or(NodeError::MissingSeedType)?;
        Ok(Self {
            imsi: fitting(imsi, "IMSI", MAX_NUMBER_CHARS)?,
            msisdn: fitting(msisdn, "MSISDN", MAX_NUMBER_CHARS)?,
            seed_type: fitting(seed_type, "seeder state", MAX_SEED_TYPE_CHARS)?,
        })
    }
}

impl NodeNumber {
    pub fn parse(body: &Value) -> Result<Self, NodeError> {
        let imsi = text(body, "IMSI").ok_or(NodeError::MissingImsi)?;
        let msisdn = text(body, "MSISDN").ok_or(NodeError::MissingMsisdn)?;
        Ok(Self {
            imsi: fitting(imsi, "IMSI", MAX_NUMBER_CHARS)?,
            msisdn: fitting(msisdn, "MSISDN", MAX_NUMBER_CHARS)?,
        })
    }
}

impl Operator {
    /// Returns the network that issued the SIM. `None` if this is not a SIM's IMSI, or if the digits do not show where
    /// its country's network code ends, as in most of America.
    pub fn of_imsi(imsi: &str) -> Option<Self> {
        let shaped =
            IMSI_DIGITS.contains(&imsi.len()) && imsi.bytes().all(|byte| byte.is_ascii_digit());
        let country = imsi.get(..COUNTRY_DIGITS).filter(|_| shaped)?;
        let has_two_digits =
            country.starts_with(['2', '4', '5', '6']) && !MIXED_COUNTRIES.contains(&country);
        let id = imsi.get(..COUNTRY_DIGITS + NETWORK_DIGITS).filter(|_| has_two_digits)?;
        let known = OPERATORS.iter().find(|(known, _)| *known == id);
        Some(Self { id: id.to_owned(), name: known.map(|(_, name)| *name) })
    }
}

/// Returns the IMSI at the start of `sim_data` (`IMSI[.SimID]`).
pub fn imsi_of_sim_data(sim_data: &str) -> Option<&str> {
    let imsi = sim_data.split('.').next().unwrap_or_default().trim();
    (1..=MAX_NUMBER_CHARS).contains(&imsi.chars().count()).then_some(imsi)
}

/// Returns a nonblank text, or a number as text: modem libraries write IMSIs as either.
fn text(body: &Value, name: &str) -> Option<String> {
    match body.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn fitting(text: String, name: &'static str, max_chars: usize) -> Result<String, NodeError> {
    let fits = text.chars().count() <= max_chars && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(NodeError::Invalid(name)) }
}

impl fmt::Debug for NodePing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NodePing(redacted)")
    }
}

impl fmt::Debug for NodeNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NodeNumber(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn ping_is_read_as_nodes_write_it() {
        let ping = NodePing::parse(
            &json!({"IMSI": "sample_IMSI", "MSISDN": "sample_MSISDN", "seed_type": "seed"}),
        )
        .unwrap();
        assert_eq!((ping.imsi.as_str(), ping.msisdn.as_str()), ("sample_IMSI", "sample_MSISDN"));
        let numbers =
            json!({"IMSI": 624_010_000_000_000_u64, "MSISDN": " +237 ", "seed_type": "x"});
        let ping = NodePing::parse(&numbers).unwrap();
        assert_eq!((ping.imsi.as_str(), ping.msisdn.as_str()), ("624010000000000", "+237"));
        assert_eq!(format!("{ping:?}"), "NodePing(redacted)");
    }

    #[test]
    fn missing_fields_are_reported_in_the_contracts_order() {
        for (body, text) in [
            (json!([]), "missing IMSI"),
            (json!(null), "missing IMSI"),
            (json!({}), "missing IMSI"),
            (json!({"IMSI": " ", "MSISDN": "1", "seed_type": "seed"}), "missing IMSI"),
            (json!({"IMSI": null}), "missing IMSI"),
            (json!({"IMSI": "1"}), "missing MSISDN"),
            (json!({"IMSI": "1", "MSISDN": []}), "missing MSISDN"),
            (json!({"IMSI": "1", "MSISDN": "2"}), "missing seeder state"),
            (json!({"IMSI": "1".repeat(33), "MSISDN": "2"}), "missing seeder state"),
            (json!({"IMSI": "1".repeat(33), "MSISDN": "2", "seed_type": "s"}), "invalid IMSI"),
            (json!({"IMSI": "1", "MSISDN": "2\u{0}", "seed_type": "s"}), "invalid MSISDN"),
            (
                json!({"IMSI": "1", "MSISDN": "2", "seed_type": "s".repeat(17)}),
                "invalid seeder state",
            ),
        ] {
            assert_eq!(NodePing::parse(&body).unwrap_err().to_string(), text, "{body}");
        }
        assert!(NodeNumber::parse(&json!({"IMSI": "1", "MSISDN": "2"})).is_ok());
        assert_eq!(NodeNumber::parse(&json!({"IMSI": "1"})), Err(NodeError::MissingMsisdn));
    }

    #[test]
    fn imsi_names_its_network_if_the_code_length_is_known() {
        let operator = |imsi| Operator::of_imsi(imsi).map(|it| (it.id, it.name));
        assert_eq!(operator("624011234567890"), Some(("62401".to_owned(), Some("MTN Cameroon"))));
        assert_eq!(operator("20801123456789"), Some(("20801".to_owned(), None)));
        for imsi in [
            "",
            "sample_IMSI",
            "6240112345678",
            "6240112345678901",
            "310410123456789",
            "405874123456789",
            "502153123456789",
            "724051234567890",
            "62401123456789a",
        ] {
            assert_eq!(operator(imsi), None, "{imsi}");
        }
    }

    #[test]
    fn sim_data_begins_with_the_imsi() {
        assert_eq!(imsi_of_sim_data("624010000000000.1"), Some("624010000000000"));
        assert_eq!(imsi_of_sim_data(" 1 "), Some("1"));
        for text in ["", ".1", " ", "123456789012345678901234567890123"] {
            assert_eq!(imsi_of_sim_data(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_parsed_or_refused(body in "\\PC{0,60}", imsi in "\\PC{0,40}", kind in "\\PC{0,20}") {
            if let Ok(value) = serde_json::from_str(&body) {
                let _ = NodePing::parse(&value);
            }
            let value = json!({"IMSI": imsi, "MSISDN": body, "seed_type": kind});
            if let Ok(ping) = NodePing::parse(&value) {
                prop_assert!(ping.imsi.chars().count() <= MAX_NUMBER_CHARS && !ping.imsi.is_empty());
                let _ = Operator::of_imsi(&ping.imsi);
            }
            let _ = imsi_of_sim_data(&imsi);
        }
    }
}
