//! Attachments: base64 in JSON, pieces of base64 in rows, and bytes for readers.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use messaging::MessageId;
use rand_core::RngCore;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// Maximum size of an attachment, in bytes.
pub const MAX_PART_BYTES: usize = 10 * 1_048_576;
/// Maximum total size of the attachments of one request, in bytes.
pub const MAX_REQUEST_BYTES: usize = 16 * 1_048_576;
/// Maximum length of a piece. It is a multiple of four, so that every piece of base64 is decodable by itself.
const PIECE_BYTES: usize = 1_048_576;

/// Encoding of an attachment's bytes in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    Base64,
    /// The text is no base64, such as the `$…` of a ciphertext. Its own bytes are the attachment.
    Text,
}

/// An attachment as a phone uploads it.
#[derive(Clone)]
pub struct Attachment {
    pub part_id: i64,
    pub content_type: String,
    pub name: String,
    /// Size that the phone declares, in bytes.
    pub declared_size: Option<u64>,
    data: String,
    encoding: Encoding,
}

/// An attachment whose pieces are stored, as its item's row lists it.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredAttachment {
    pub part_id: i64,
    /// Id under which the pieces are stored.
    pub attachment_id: String,
    pub name: String,
    pub content_type: String,
    /// Size in bytes: the declared one, or else the actual one.
    pub size: u64,
    pub pieces: u32,
    pub encoding: Encoding,
}

impl Attachment {
    /// Makes an attachment from the text in the JSON. Line breaks that some encoders put into base64 are dropped.
    pub fn new(
        part_id: i64,
        content_type: String,
        name: String,
        declared_size: Option<u64>,
        data: String,
    ) -> Self {
        let data = without_line_breaks(data);
        let encoding = if is_base64(&data) { Encoding::Base64 } else { Encoding::Text };
        Self { part_id, content_type, name, declared_size, data, encoding }
    }

    /// Returns the size in bytes for the limits. Ciphertext counts as the base64 that it mostly consists of, so
    /// that encryption does not make an attachment too large.
    pub fn bytes(&self) -> usize {
        let padding = self.data.bytes().rev().take_while(|it| *it == b'=').count();
        (self.data.len() / 4).saturating_mul(3).saturating_sub(padding.min(2))
    }

    /// Returns the pieces in order, at least one.
    pub fn pieces(&self) -> Vec<&str> {
        pieces(&self.data)
    }

    /// Returns the entry for its item's row, for pieces stored under `attachment_id`.
    pub fn stored_as(&self, attachment_id: String) -> StoredAttachment {
        let actual = match self.encoding {
            Encoding::Base64 => self.bytes(),
            Encoding::Text => self.data.len(),
        };
        StoredAttachment {
            part_id: self.part_id,
            attachment_id,
            name: self.name.clone(),
            content_type: self.content_type.clone(),
            size: self.declared_size.unwrap_or(u64::try_from(actual).unwrap_or(u64::MAX)),
            pieces: u32::try_from(self.pieces().len()).unwrap_or(u32::MAX),
            encoding: self.encoding,
        }
    }
}

/// Generates an attachment's id: `att_` and 32 hex characters that begin with the time.
pub fn attachment_id(now_ms: UnixMillis, rng: &mut impl RngCore) -> String {
    MessageId::generate(now_ms, rng).as_str().replacen("msg_", "att_", 1)
}

/// Decodes a stored piece. `None` when it is not what was stored.
pub fn decode_piece(piece: String, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Base64 => BASE64.decode(piece).ok(),
        Encoding::Text => Some(piece.into_bytes()),
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Attachment({}, {} bytes, redacted)", self.part_id, self.bytes())
    }
}

impl fmt::Debug for StoredAttachment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StoredAttachment({}, {} bytes, redacted)", self.part_id, self.size)
    }
}

fn without_line_breaks(data: String) -> String {
    if data.contains(['\r', '\n']) {
        let kept = data.replace(['\r', '\n'], "");
        // In a text that is no base64 they may have a meaning.
        return if is_base64(&kept) { kept } else { data };
    }
    data
}

/// Whether the text is base64. Checked piece by piece, so that a long text needs no second copy.
fn is_base64(text: &str) -> bool {
    let mut buffer = Vec::new();
    let mut remaining = pieces(text).into_iter().peekable();
    while let Some(piece) = remaining.next() {
        // Padding ends base64, so it is invalid in the middle.
        if remaining.peek().is_some() && piece.ends_with('=') {
            return false;
        }
        buffer.clear();
        if BASE64.decode_vec(piece, &mut buffer).is_err() {
            return false;
        }
    }
    true
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > PIECE_BYTES {
        let mut at = PIECE_BYTES;
        while !rest.is_char_boundary(at) {
            at = at.saturating_sub(1);
        }
        let Some((piece, after)) = rest.split_at_checked(at) else { break };
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn attachment(data: &str) -> Attachment {
        let (content_type, name) = ("image/png".to_owned(), "a.png".to_owned());
        Attachment::new(7, content_type, name, None, data.to_owned())
    }

    fn read_back(attachment: &Attachment) -> Vec<u8> {
        let encoding = attachment.stored_as(String::new()).encoding;
        let piece = |it: &str| decode_piece(it.to_owned(), encoding).unwrap();
        attachment.pieces().into_iter().flat_map(piece).collect()
    }

    #[test]
    fn base64_is_decoded_and_other_text_is_returned_unchanged() {
        for (data, encoding, bytes) in [
            ("aGVsbG8=", Encoding::Base64, &b"hello"[..]),
            ("", Encoding::Base64, b""),
            ("aGVs\nbG8=\r\n", Encoding::Base64, b"hello"),
            (
                "$aes-256-cbc/pbkdf2-sha1$i=75000$c2FsdA==$Y3Q=",
                Encoding::Text,
                b"$aes-256-cbc/pbkdf2-sha1$i=75000$c2FsdA==$Y3Q=",
            ),
            ("two words", Encoding::Text, b"two words"),
            ("aGVsbG8", Encoding::Text, b"aGVsbG8"),
            ("aGVsbG9=", Encoding::Text, b"aGVsbG9="),
            ("é", Encoding::Text, "é".as_bytes()),
        ] {
            let attachment = attachment(data);
            assert_eq!(attachment.stored_as(String::new()).encoding, encoding, "{data}");
            assert_eq!(read_back(&attachment), bytes, "{data}");
        }
    }

    #[test]
    fn size_is_the_declared_one_or_else_the_actual_one() {
        for (data, size) in
            [("aGVsbG8=", 5), ("aGVsbG8h", 6), ("aGVsbA==", 4), ("", 0), ("$text", 5)]
        {
            assert_eq!(attachment(data).stored_as(String::new()).size, size, "{data}");
        }
        let declared = Attachment { declared_size: Some(9), ..attachment("aGVsbG8=") };
        assert_eq!(declared.stored_as(String::new()).size, 9);
    }

    #[test]
    fn long_attachment_is_cut_into_pieces_of_at_most_a_mebibyte() {
        let bytes: Vec<u8> =
            (0..2_000_000_u32).map(|it| it.to_le_bytes()[0] ^ it.to_le_bytes()[1]).collect();
        let base64 = BASE64.encode(&bytes);
        let whole = attachment(&base64);
        let lengths: Vec<usize> = whole.pieces().iter().map(|it| it.len()).collect();
        assert_eq!(lengths, [1_048_576, 1_048_576, 2_666_668 - 2 * 1_048_576]);
        assert_eq!(whole.stored_as(String::new()).pieces, 3);
        assert_eq!(read_back(&whole), bytes);
    }

    #[test]
    fn multibyte_character_is_not_cut() {
        let text = format!("{}{}", "x".repeat(PIECE_BYTES - 1), "é".repeat(PIECE_BYTES));
        let long = attachment(&text);
        assert!(long.pieces().iter().all(|it| it.len() <= PIECE_BYTES));
        assert_eq!(read_back(&long), text.as_bytes());
    }

    #[test]
    fn ids_sort_by_time() {
        let mut rng = <rand_chacha::ChaCha8Rng as rand_core::SeedableRng>::seed_from_u64(1);
        let (first, second) = (
            attachment_id(UnixMillis::new(5), &mut rng),
            attachment_id(UnixMillis::new(6), &mut rng),
        );
        assert!(first < second && first.starts_with("att_000000000005") && first.len() == 36);
    }

    #[test]
    fn text_with_padding_in_the_middle_is_no_base64() {
        let padded = BASE64.encode(vec![0_u8; PIECE_BYTES / 4 * 3 - 1]);
        assert_eq!(padded.len(), PIECE_BYTES);
        let text = format!("{padded}AAAA");
        assert_eq!(attachment(&text).stored_as(String::new()).encoding, Encoding::Text);
    }

    #[test]
    fn debug_output_hides_the_attachment() {
        let secret = attachment("c2VjcmV0");
        let shown = format!("{secret:?} {:?}", secret.stored_as("att_1".to_owned()));
        assert!(!shown.contains("c2Vj") && !shown.contains("a.png"), "{shown}");
    }

    proptest! {
        #[test]
        fn uploaded_attachment_is_read_back_unchanged(bytes: Vec<u8>, text: String) {
            prop_assert_eq!(read_back(&attachment(&BASE64.encode(&bytes))), bytes);
            let stored = attachment(&text);
            if stored.stored_as(String::new()).encoding == Encoding::Text {
                prop_assert_eq!(read_back(&stored), text.as_bytes());
            }
        }
    }
}
