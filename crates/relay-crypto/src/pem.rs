//! PEM as people and phones carry it.

use crate::base64_text;

/// The bytes of the first block with this label, however its lines end or are joined. Line ends may also be
/// the two characters `\n`, as files of settings spell them, and what surrounds the block is ignored.
pub(crate) fn decode(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    // No backslash is base64, so nothing else can be meant by these.
    let body = body.replace("\\r", "").replace("\\n", "");
    base64_text::decode(body.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_however_its_lines_end() {
        for body in [
            "\naGVs\nbG8=\n",
            "\r\naGVs\r\nbG8=\r\n",
            "aGVsbG8=",
            " aGVs bG8",
            "\\naGVs\\r\\nbG8=\\n",
        ] {
            let text = format!("junk\n-----BEGIN A KEY-----{body}-----END A KEY-----");
            assert_eq!(decode(&text, "A KEY").unwrap(), b"hello", "{body:?}");
        }
    }

    #[test]
    fn a_block_without_an_end_or_of_another_label_is_none() {
        assert_eq!(decode("-----BEGIN A KEY-----aGVsbG8=", "A KEY"), None);
        assert_eq!(decode("-----BEGIN A KEY-----aGVsbG8=-----END KEY-----", "A KEY"), None);
        assert_eq!(decode("-----BEGIN KEY-----aGVsbG8=-----END KEY-----", "A KEY"), None);
        assert_eq!(decode("-----END KEY----------BEGIN KEY-----", "KEY"), None);
        assert_eq!(decode("-----BEGIN KEY-----a:b-----END KEY-----", "KEY"), None);
    }
}
