//! Message ids: `msg_` + 32 lowercase hex, sortable by creation time.
//!
//! The 16 bytes are the creation time in milliseconds (6), random (9) and the recipient's ordinal (1).
//! A message's own id has ordinal 0, so it is also the wire id of its first recipient, and the message
//! of any wire id is found without an index.

use rand_core::RngCore;
use serde::{Deserialize, Deserializer, Serialize, de};
use unix_time::UnixMillis;

const PREFIX: &str = "msg_";

/// Id of an outbound message, which is also the wire id of its first recipient.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct MessageId(String);

impl MessageId {
    /// Generates an id that sorts after every id generated in an earlier millisecond.
    pub fn generate(now_ms: UnixMillis, rng: &mut impl RngCore) -> Self {
        let mut random = [0_u8; 9];
        rng.fill_bytes(&mut random);
        Self(format!("{PREFIX}{}{}00", time_prefix(now_ms), hex::encode(random)))
    }

    /// Parses a message id. `None` for anything else, including the wire id of a later recipient.
    pub fn parse(text: &str) -> Option<Self> {
        WireId::parse(text).filter(|wire| wire.ordinal == 0).map(|wire| wire.message_id)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Time at which the id was generated.
    pub fn created_at_ms(&self) -> UnixMillis {
        time_ms(&self.0)
    }

    /// Id of the recipient with this ordinal on its way to a phone and back.
    pub fn wire_id(&self, ordinal: u8) -> String {
        let stem = self.0.strip_suffix("00").unwrap_or(&self.0);
        format!("{stem}{ordinal:02x}")
    }
}

impl<'de> Deserialize<'de> for MessageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a message id"))
    }
}

/// A recipient's id on the wire, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireId {
    pub message_id: MessageId,
    pub ordinal: u8,
}

impl WireId {
    /// Parses `msg_` + 32 lowercase hex. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX)?;
        let lowercase_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if body.len() != 32 || !body.bytes().all(lowercase_hex) {
            return None;
        }
        let (stem, last) = body.split_at_checked(30)?;
        let ordinal = u8::from_str_radix(last, 16).ok()?;
        Some(Self { message_id: MessageId(format!("{PREFIX}{stem}00")), ordinal })
    }
}

/// Returns the id of an inbound message: its receipt time and the first 10 bytes of a digest of the SMS, so
/// that the same SMS reported twice gets the same id.
pub fn inbound_id(received_at_ms: UnixMillis, digest: &[u8]) -> String {
    let digest = hex::encode(digest.get(..10).unwrap_or(digest));
    format!("{PREFIX}{}{digest:0<20}", time_prefix(received_at_ms))
}

/// Returns the smallest id that a message of this time can have: a cursor for "since".
pub fn lower_bound(at_ms: UnixMillis) -> String {
    format!("{PREFIX}{}", time_prefix(at_ms))
}

/// Returns the time with which an id of either direction begins, [`UnixMillis::EPOCH`] for anything else.
pub fn time_ms(id: &str) -> UnixMillis {
    let digits = id.strip_prefix(PREFIX).and_then(|body| body.get(..12));
    let ms = digits.and_then(|digits| i64::from_str_radix(digits, 16).ok());
    ms.map_or(UnixMillis::EPOCH, UnixMillis::new)
}

/// Formats a time as 12 hex digits, enough until the year 10889. Times before 1970 sort first.
fn time_prefix(at_ms: UnixMillis) -> String {
    let at_ms = u64::try_from(at_ms.as_i64()).unwrap_or(0).min((1 << 48) - 1);
    format!("{at_ms:012x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng;

    fn generated(now_ms: UnixMillis) -> MessageId {
        MessageId::generate(now_ms, &mut rand_chacha::ChaCha8Rng::seed_from_u64(1))
    }

    #[test]
    fn message_id_is_msg_and_32_hex_and_the_wire_id_of_its_first_recipient() {
        let id = generated(UnixMillis::new(1_760_000_000_000));
        assert_eq!(id.as_str().len(), 36);
        assert_eq!(id.wire_id(0), id.as_str());
        assert_eq!(MessageId::parse(id.as_str()), Some(id));
    }

    #[test]
    fn wire_id_parses_to_its_message_and_ordinal() {
        let id = generated(UnixMillis::new(1_760_000_000_000));
        let wire = WireId::parse(&id.wire_id(99)).unwrap();
        assert_eq!((wire.message_id.clone(), wire.ordinal), (id.clone(), 99));
        assert_eq!(MessageId::parse(&id.wire_id(99)), None);
    }

    #[test]
    fn message_id_contains_its_creation_time() {
        for now_ms in [0, 1_760_000_000_123] {
            assert_eq!(generated(UnixMillis::new(now_ms)).created_at_ms(), UnixMillis::new(now_ms));
        }
    }

    #[test]
    fn ids_sort_by_creation_time() {
        assert!(
            generated(UnixMillis::new(1_760_000_000_000))
                < generated(UnixMillis::new(1_760_000_000_001))
        );
        assert!(
            generated(UnixMillis::new(1_760_000_000_000)).as_str()
                > lower_bound(UnixMillis::new(1_760_000_000_000)).as_str()
        );
    }

    #[test]
    fn time_of_an_id_is_read_and_other_text_gives_zero() {
        assert_eq!(
            time_ms(generated(UnixMillis::new(1_760_000_000_000)).as_str()),
            UnixMillis::new(1_760_000_000_000)
        );
        assert_eq!(
            time_ms(&inbound_id(UnixMillis::new(1_760_000_000_001), b"digest")),
            UnixMillis::new(1_760_000_000_001)
        );
        assert_eq!(["", "msg_", "msg_xyz", "msg_0199é"].map(time_ms), [UnixMillis::EPOCH; 4]);
    }

    #[test]
    fn malformed_wire_ids_are_refused() {
        for text in ["", "msg_", "msg_abc123", "msg_0199ABCDEF00000000000000000000ff", "msg_é"] {
            assert_eq!(WireId::parse(text), None, "{text}");
        }
    }
}
