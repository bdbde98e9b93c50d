//! Request and answer of an attempt, as far as they are kept for the endpoint's owner.

use std::fmt;

use rand_core::RngCore;
use sealing::{Keyring, OpenError, SealError};
use serde::{Deserialize, Serialize};

/// Most bytes of a body that are kept.
pub const MAX_KEPT_BYTES: usize = 4_096;
/// Longest kept value of a header of the answer, in characters.
const MAX_HEADER_CHARS: usize = 256;
/// First part of the binding of a sealed exchange.
const SEALED_FOR: &str = "webhook exchange";
/// Headers of an answer that help to find a fault. Others, such as cookies, are not kept.
const ANSWER_HEADERS: [&str; 9] = [
    "cf-ray",
    "content-length",
    "content-type",
    "date",
    "location",
    "request-id",
    "retry-after",
    "server",
    "x-request-id",
];

/// A request to an endpoint, with the answer if there was one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub request: KeptMessage,
    /// Status and answer. `None` if there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(u16, KeptMessage)>,
}

/// Headers and the beginning of a body.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMessage {
    pub headers: Vec<(String, String)>,
    /// Bytes that are not UTF-8 are replaced.
    pub body: String,
    /// Whether the body has more than was kept.
    pub cut: bool,
}

/// Identifies an attempt; a sealed exchange opens only for the same one.
#[derive(Clone, Copy, Debug)]
pub struct AttemptKey<'a> {
    pub account_id: &'a str,
    pub endpoint_id: &'a str,
    pub event_id: &'a str,
    pub number: u32,
}

/// A stored exchange that could not be opened or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredExchangeError {
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// It was unsealed, but is not an exchange.
    #[error("the stored text is no exchange")]
    NotAnExchange,
}

impl KeptMessage {
    /// Keeps these headers and the beginning of the body.
    pub fn of(headers: Vec<(String, String)>, body: &[u8]) -> Self {
        let cut = body.len() > MAX_KEPT_BYTES;
        let kept = body.get(..MAX_KEPT_BYTES).unwrap_or(body);
        let text = match std::str::from_utf8(kept) {
            // A character that the cut splits is left out rather than shown as a fault of the sender.
            Err(error) if cut && error.error_len().is_none() => {
                kept.get(..error.valid_up_to()).unwrap_or(kept)
            }
            _ => kept,
        };
        Self { headers, body: String::from_utf8_lossy(text).into_owned(), cut }
    }

    /// Keeps the telling headers of an answer, by their names in lowercase, and the beginning of its body.
    pub fn of_answer(header: impl Fn(&str) -> Option<String>, body: &[u8]) -> Self {
        let headers = ANSWER_HEADERS.into_iter().filter_map(|name| {
            let value: String = header(name)?.chars().take(MAX_HEADER_CHARS).collect();
            Some((name.to_owned(), value))
        });
        Self::of(headers.collect(), body)
    }
}

impl Exchange {
    /// Seals the exchange for its attempt.
    pub fn seal(
        &self,
        keyring: &Keyring,
        of: AttemptKey<'_>,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        // Texts always serialize.
        let text = serde_json::to_vec(self).unwrap_or_default();
        let number = of.number.to_string();
        sealing::seal(&text, keyring, &of.binding(&number), rng)
    }

    /// Opens an exchange that [`seal`](Self::seal) sealed for the same attempt.
    pub fn open(
        sealed: &str,
        keyring: &Keyring,
        of: AttemptKey<'_>,
    ) -> Result<Self, StoredExchangeError> {
        let number = of.number.to_string();
        let bytes = sealing::open(sealed, keyring, &of.binding(&number))?;
        serde_json::from_slice(&bytes).map_err(|_| StoredExchangeError::NotAnExchange)
    }
}

impl AttemptKey<'_> {
    fn binding<'a>(&'a self, number: &'a str) -> [&'a str; 5] {
        [SEALED_FOR, self.account_id, self.endpoint_id, self.event_id, number]
    }
}

// Debug output omits bodies and headers: both may be personal data or credentials.

impl fmt::Debug for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.answer.as_ref().map(|(status, _)| status);
        write!(formatter, "Exchange({status:?}, redacted)")
    }
}

impl fmt::Debug for KeptMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeptMessage({} bytes, redacted)", self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_core::SeedableRng;

    use super::*;

    const KEY: AttemptKey<'_> =
        AttemptKey { account_id: "a", endpoint_id: "we_1", event_id: "evt_1", number: 2 };

    fn keyring() -> Keyring {
        Keyring::parse("k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
    }

    #[test]
    fn sealed_exchange_opens_only_for_its_attempt_and_hides_in_debug_output() {
        let request = KeptMessage::of(vec![("webhook-id".to_owned(), "hush".to_owned())], b"hush");
        let exchange = Exchange { answer: Some((500, request.clone())), request };
        assert!(!format!("{exchange:?} {:?}", exchange.request).contains("hush"));
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let sealed = exchange.seal(&keyring(), KEY, &mut rng).unwrap();
        assert!(!sealed.contains("hush"));
        assert_eq!(Exchange::open(&sealed, &keyring(), KEY).unwrap(), exchange);
        for other in [
            AttemptKey { account_id: "b", ..KEY },
            AttemptKey { endpoint_id: "we_2", ..KEY },
            AttemptKey { event_id: "evt_2", ..KEY },
            AttemptKey { number: 3, ..KEY },
        ] {
            assert!(Exchange::open(&sealed, &keyring(), other).is_err());
        }
    }

    #[test]
    fn only_the_beginning_of_a_body_is_kept() {
        let whole = KeptMessage::of(vec![], &[b'a'; 4_096]);
        assert_eq!((whole.body.len(), whole.cut), (4_096, false));
        let cut = KeptMessage::of(vec![], "a".repeat(4_095).as_bytes());
        assert!(!cut.cut);
        let split = format!("{}é and more", "a".repeat(4_095));
        let split = KeptMessage::of(vec![], split.as_bytes());
        assert_eq!((split.body.as_str(), split.cut), ("a".repeat(4_095).as_str(), true));
    }

    #[test]
    fn answer_keeps_its_telling_headers_and_no_cookie() {
        let header = |name: &str| match name {
            "content-type" => Some("text/html".to_owned()),
            "server" => Some("s".repeat(1_000)),
            "set-cookie" => Some("session=1".to_owned()),
            _ => None,
        };
        let kept = KeptMessage::of_answer(header, b"no");
        let names: Vec<_> = kept.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["content-type", "server"]);
        assert_eq!(kept.headers[1].1.len(), 256);
    }

    proptest! {
        #[test]
        fn any_bytes_are_kept_in_bounds(body in prop::collection::vec(any::<u8>(), 0..9_000)) {
            let kept = KeptMessage::of(vec![], &body);
            prop_assert_eq!(kept.cut, body.len() > MAX_KEPT_BYTES);
            // A replaced byte takes three.
            prop_assert!(kept.body.len() <= 3 * MAX_KEPT_BYTES);
        }
    }
}
