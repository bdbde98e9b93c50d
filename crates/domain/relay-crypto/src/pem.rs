//! PEM in the variants that people and phones produce.

use crate::base64_text;

/// Decodes the first block with this label, with any line ends or none. Line ends may also be the two characters `\n`,
/// as in settings files; text around the block is ignored.
pub(crate) fn decode(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    // Backslashes are not base64, so these sequences can only be line ends.
    let body = body.replace("\\r", "").replace("\\n", "");
    base64_text::decode(body.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_is_read_with_any_line_ends() {
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
    fn block_without_an_end_or_with_another_label_is_none() {
        assert_eq!(decode("-----BEGIN A KEY-----aGVsbG8=", "A KEY"), None);
        assert_eq!(decode("-----BEGIN A KEY-----aGVsbG8=-----END KEY-----", "A KEY"), None);
        assert_eq!(decode("-----BEGIN KEY-----aGVsbG8=-----END KEY-----", "A KEY"), None);
        assert_eq!(decode("-----END KEY----------BEGIN KEY-----", "KEY"), None);
        assert_eq!(decode("-----BEGIN KEY-----a:b-----END KEY-----", "KEY"), None);
    }
}
