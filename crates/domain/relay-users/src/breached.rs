//! Check whether a password is in a list of breached passwords, without revealing it: the service gets the first five
//! characters of its SHA-1 and answers with all digests that begin with them.

use std::fmt;

use sha1::{Digest, Sha1};

/// Number of the digest's characters that are sent.
pub const RANGE_CHARS: usize = 5;

/// A password's digest: the prefix is sent, and the rest is compared.
#[derive(Clone, PartialEq, Eq)]
pub struct RangeQuery {
    told: String,
    kept: String,
}

impl RangeQuery {
    pub fn of(password: &str) -> Self {
        let mut told = hex::encode_upper(Sha1::digest(password.as_bytes()));
        let kept = told.split_off(RANGE_CHARS);
        Self { told, kept }
    }

    /// Returns the prefix for the request: five uppercase hex digits.
    pub fn told(&self) -> &str {
        &self.told
    }

    /// Whether the answer lists the password. A line has the rest of a digest, a colon, and a count. Lines with a count
    /// of zero are padding that hides the number of entries.
    pub fn is_listed(&self, answer: &str) -> bool {
        answer.lines().any(|line| {
            line.trim().split_once(':').is_some_and(|(rest, times)| {
                rest.eq_ignore_ascii_case(&self.kept) && times.trim() != "0"
            })
        })
    }
}

impl fmt::Debug for RangeQuery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RangeQuery(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SHA-1 of "password" is 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8.
    const REST: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";

    #[test]
    fn five_characters_are_sent_and_the_rest_is_compared() {
        let query = RangeQuery::of("password");
        assert_eq!(query.told(), "5BAA6");
        assert!(query.is_listed(&format!("00:1\r\n{REST}:3861493\r\n")));
        assert!(query.is_listed(&format!("{}:2", REST.to_ascii_lowercase())));
        for answer in ["", REST, &format!("{REST}:0"), &format!("0{REST}:1"), "00:1\r\n01:2"] {
            assert!(!query.is_listed(answer), "{answer}");
        }
        assert_eq!(format!("{query:?}"), "RangeQuery(redacted)");
    }
}
