//! Form of a sealed text: a version, the id of its key, and the encoded ciphertext, separated by dots.

const VERSION: &str = "v1";
/// Maximum length of a key's id.
pub(crate) const MAX_ID_BYTES: usize = 32;

/// Joins the parts of a sealed text.
pub(crate) fn join(key_id: &str, encoded: &str) -> String {
    format!("{VERSION}.{key_id}.{encoded}")
}

/// Returns the id of the key that a sealed text names.
pub(crate) fn key_id(sealed: &str) -> Option<&str> {
    parts(sealed).map(|(id, _)| id)
}

/// Returns the key's id and the encoded ciphertext. `None` if the text is malformed.
pub(crate) fn parts(sealed: &str) -> Option<(&str, &str)> {
    let (version, rest) = sealed.split_once('.')?;
    let (id, encoded) = rest.split_once('.')?;
    (version == VERSION && is_key_id(id)).then_some((id, encoded))
}

/// Whether the text is a valid id. An id excludes the separators of a sealed text and of the setting.
pub(crate) fn is_key_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=MAX_ID_BYTES).contains(&text.len()) && text.bytes().all(allowed)
}
