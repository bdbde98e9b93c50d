//! The part of a URL after the host: path and query.

use crate::RefusedUrl;

/// Returns the path and query as they are sent: with a `/` in front, and `'` encoded in the query, as the WHATWG
/// parser does. `text` is the part after the host. Characters whose encoding differs between parsers, or between
/// versions of the URL standard, are refused, and so are dot segments.
pub(crate) fn request_target(text: &str) -> Result<String, RefusedUrl> {
    if text.contains('#') {
        return Err(RefusedUrl::Fragment);
    }
    if !text.bytes().all(is_url_byte) {
        return Err(RefusedUrl::Character);
    }
    if !text.split('%').skip(1).all(starts_with_hex_pair) {
        return Err(RefusedUrl::PercentEncoding);
    }
    let (path, query) = match text.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (text, None),
    };
    if path.split('/').any(is_dot_segment) {
        return Err(RefusedUrl::DotSegment);
    }
    let mut target = String::from(if path.is_empty() { "/" } else { path });
    if let Some(query) = query {
        target.push('?');
        target.push_str(&query.replace('\'', "%27"));
    }
    Ok(target)
}

/// Whether a byte is an unreserved or reserved character of RFC 3986, or the percent sign.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte)
}

fn starts_with_hex_pair(text: &str) -> bool {
    matches!(text.as_bytes(), [first, second, ..]
        if first.is_ascii_hexdigit() && second.is_ascii_hexdigit())
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}
