//! Headers that an endpoint's owner adds to its requests.

use std::fmt;

use rand_core::RngCore;
use sealing::{Keyring, OpenError, SealError};

/// Most headers of an endpoint.
pub const MAX_HEADERS: usize = 10;
/// Longest name, in bytes.
const MAX_NAME_BYTES: usize = 64;
/// Longest value, in bytes.
const MAX_VALUE_BYTES: usize = 1_024;
/// Most bytes of all names and values together. Receivers commonly accept 8 kB of headers, ours included.
const MAX_TOTAL_BYTES: usize = 4_096;
/// Text shown in place of a value. It is no value, so that an answer that is sent back does not replace the values.
pub const REDACTED: &str = "[redacted]";
/// First part of the binding of sealed headers.
const SEALED_FOR: &str = "webhook headers";

/// Names that the request needs for itself, or that would change how the request is read on its way.
const RESERVED: [&str; 29] = [
    "accept-encoding",
    "alt-svc",
    "cdn-loop",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie2",
    "date",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "max-forwards",
    "origin",
    "range",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "true-client-ip",
    "upgrade",
    "user-agent",
    "via",
    "x-http-method-override",
    "x-real-ip",
    "x-signature",
    "x-timestamp",
];
/// Beginnings of names that are reserved as a whole: those of our signatures, of proxies, of browsers and of the
/// platform.
const RESERVED_PREFIXES: [&str; 6] =
    ["cf-", "proxy-", "sec-", "webhook-", "x-forwarded-", "x-webhook-"];

/// At most ten headers with distinct names. The names are as their owner spells them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CustomHeaders(Vec<(String, String)>);

/// Reason why headers are not acceptable. It repeats no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    #[error("has more than {MAX_HEADERS} headers")]
    TooMany,
    #[error("has a name that is not 1 to {MAX_NAME_BYTES} letters, digits or !#$%&'*+-.^_`|~")]
    BadName,
    #[error("has {0} twice")]
    Repeated(String),
    #[error("has {0}, which is not free to be set")]
    Reserved(String),
    #[error("has a value of {0} that is not 1 to {MAX_VALUE_BYTES} printable ASCII characters")]
    BadValue(String),
    #[error("has more than {MAX_TOTAL_BYTES} bytes")]
    TooLong,
}

/// Reason why stored headers could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredHeadersError {
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// They were unsealed, but are not valid headers.
    #[error("the stored text is no list of headers")]
    NotHeaders,
}

impl CustomHeaders {
    /// Accepts names and values as the owner gave them. Spaces around a value are removed, as every receiver does.
    pub fn parse(given: impl IntoIterator<Item = (String, String)>) -> Result<Self, HeaderError> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut total: usize = 0;
        for (name, value) in given {
            if headers.len() == MAX_HEADERS {
                return Err(HeaderError::TooMany);
            }
            if !is_name(&name) {
                return Err(HeaderError::BadName);
            }
            if is_reserved(&name) {
                return Err(HeaderError::Reserved(name));
            }
            if headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                return Err(HeaderError::Repeated(name));
            }
            let value = value.trim_matches([' ', '\t']).to_owned();
            if !is_value(&value) {
                return Err(HeaderError::BadValue(name));
            }
            total = total.saturating_add(name.len()).saturating_add(value.len());
            headers.push((name, value));
        }
        if total > MAX_TOTAL_BYTES { Err(HeaderError::TooLong) } else { Ok(Self(headers)) }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Returns names and values, for the request that carries them.
    pub fn expose(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Seals names and values, bound to this account and endpoint.
    pub fn seal(
        &self,
        keyring: &Keyring,
        account_id: &str,
        endpoint_id: &str,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        // Texts always serialize.
        let text = serde_json::to_vec(&self.0).unwrap_or_default();
        sealing::seal(&text, keyring, &[SEALED_FOR, account_id, endpoint_id], rng)
    }

    /// Opens headers that [`seal`](Self::seal) sealed for the same account and endpoint.
    pub fn open(
        sealed: &str,
        keyring: &Keyring,
        account_id: &str,
        endpoint_id: &str,
    ) -> Result<Self, StoredHeadersError> {
        let bytes = sealing::open(sealed, keyring, &[SEALED_FOR, account_id, endpoint_id])?;
        let stored: Vec<(String, String)> =
            serde_json::from_slice(&bytes).map_err(|_| StoredHeadersError::NotHeaders)?;
        // A name that was reserved since is left out, and the others are still sent.
        let free = stored.into_iter().filter(|(name, _)| !is_reserved(name));
        Self::parse(free).map_err(|_| StoredHeadersError::NotHeaders)
    }
}

impl fmt::Debug for CustomHeaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CustomHeaders({} redacted)", self.0.len())
    }
}

fn is_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=MAX_NAME_BYTES).contains(&name.len()) && name.bytes().all(is_token)
}

fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    RESERVED.contains(&name.as_str()) || RESERVED_PREFIXES.iter().any(|it| name.starts_with(it))
}

fn is_value(value: &str) -> bool {
    let is_printable = |byte: u8| (b' '..=b'~').contains(&byte);
    (1..=MAX_VALUE_BYTES).contains(&value.len())
        && value.bytes().all(is_printable)
        && value != REDACTED
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_core::SeedableRng;

    use super::*;

    fn parse(given: &[(&str, &str)]) -> Result<CustomHeaders, HeaderError> {
        CustomHeaders::parse(
            given.iter().map(|(name, value)| (name.to_string(), value.to_string())),
        )
    }

    fn keyring() -> Keyring {
        Keyring::parse("k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
    }

    #[test]
    fn names_and_values_stay_as_given_except_spaces_around_a_value() {
        let headers = parse(&[("Authorization", " Bearer x y "), ("X-Tenant", "7")]).unwrap();
        let exposed: Vec<_> = headers.expose().collect();
        assert_eq!(exposed, [("Authorization", "Bearer x y"), ("X-Tenant", "7")]);
        assert_eq!(headers.names().collect::<Vec<_>>(), ["Authorization", "X-Tenant"]);
        assert!(parse(&[]).unwrap().is_empty());
    }

    #[test]
    fn reserved_names_are_refused_in_any_case() {
        for name in
            ["Host", "content-TYPE", "Webhook-Signature", "x-signature", "Transfer-Encoding"]
                .into_iter()
                .chain([
                    "X-Webhook-Signature",
                    "CF-Connecting-IP",
                    "Proxy-Authorization",
                    "Sec-Fetch-Site",
                ])
                .chain(["X-Forwarded-For", "connection", "User-Agent", "X-Timestamp"])
        {
            assert_eq!(parse(&[(name, "x")]), Err(HeaderError::Reserved(name.to_owned())));
        }
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn misshapen_headers_are_refused() {
        for name in ["", "a b", "a:b", "é", "a\r\nb", &"a".repeat(65)] {
            assert_eq!(parse(&[(name, "x")]), Err(HeaderError::BadName), "{name}");
        }
        for value in ["", "  ", "a\r\nX: y", "é", "a\0", "[redacted]", &"a".repeat(1_025)] {
            assert_eq!(
                parse(&[("A", value)]),
                Err(HeaderError::BadValue("A".to_owned())),
                "{value}"
            );
        }
        assert_eq!(parse(&[("A", "1"), ("a", "2")]), Err(HeaderError::Repeated("a".to_owned())));
        let many: Vec<_> = (0..11).map(|it| (format!("A{it}"), "x".to_owned())).collect();
        assert_eq!(CustomHeaders::parse(many.clone()), Err(HeaderError::TooMany));
        assert!(CustomHeaders::parse(many.into_iter().take(10)).is_ok());
        let long: Vec<_> = (0..4).map(|it| (format!("A{it}"), "x".repeat(1_024))).collect();
        assert_eq!(CustomHeaders::parse(long), Err(HeaderError::TooLong));
    }

    #[test]
    fn sealed_headers_open_only_for_their_endpoint_and_hide_in_debug_output() {
        let headers = parse(&[("Authorization", "hush")]).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let sealed = headers.seal(&keyring(), "a", "we_1", &mut rng).unwrap();
        assert!(!sealed.contains("Authorization"));
        assert_eq!(CustomHeaders::open(&sealed, &keyring(), "a", "we_1").unwrap(), headers);
        assert!(CustomHeaders::open(&sealed, &keyring(), "a", "we_2").is_err());
        assert!(CustomHeaders::open(&sealed, &keyring(), "b", "we_1").is_err());
        assert!(!format!("{headers:?}").contains("hush"));
    }

    proptest! {
        #[test]
        fn accepted_headers_fit_a_request(given: Vec<(String, String)>) {
            if let Ok(headers) = CustomHeaders::parse(given) {
                for (name, value) in headers.expose() {
                    prop_assert!(http::HeaderName::try_from(name).is_ok());
                    prop_assert!(http::HeaderValue::try_from(value).is_ok());
                }
            }
        }
    }
}
