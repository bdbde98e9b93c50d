//! Links in plain text: `http://` or `https://`, up to where a reader would end them.

use std::ops::Range;

/// Returns the byte ranges of all links.
pub(crate) fn links(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(start) = next_scheme(rest) else { break };
        let start = at.saturating_add(start);
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let length =
            if before.is_some_and(is_glued) { 0 } else { text.get(start..).map_or(0, link_length) };
        if length > 0 {
            found.push(start..start.saturating_add(length));
        }
        // A scheme begins with an ASCII letter, so the next byte begins a character.
        at = start.saturating_add(length.max(1));
    }
    found
}

/// Finds the next `http://` or `https://`.
fn next_scheme(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let begins = |rest: &[u8], scheme: &[u8]| {
        rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (0..bytes.len()).find(|&at| {
        let rest = bytes.get(at..).unwrap_or_default();
        begins(rest, b"https://") || begins(rest, b"http://")
    })
}

/// Whether this character directly before a URL makes it no link, as on Twitter.
fn is_glued(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '@' | '＠' | '$' | '#' | '＃')
}

/// Length in bytes of the link at the start of the text; 0 if its host is not a public domain name.
fn link_length(text: &str) -> usize {
    // The host is checked first, so that text full of scheme prefixes costs only time linear in its length.
    if !has_domain(text) {
        return 0;
    }
    let end: usize = text.chars().take_while(|c| is_in_link(*c)).map(char::len_utf8).sum();
    let mut link = text.get(..end).unwrap_or_default();
    // Punctuation that ends a sentence is not part of the link, nor is a closing parenthesis without an opening one.
    loop {
        let shorter = link.trim_end_matches(ENDINGS);
        let unopened = shorter.ends_with(')') && !shorter.contains('(');
        let shorter = if unopened { shorter.strip_suffix(')').unwrap_or(shorter) } else { shorter };
        if shorter.len() == link.len() {
            return link.len();
        }
        link = shorter;
    }
}

const ENDINGS: [char; 8] = ['.', ',', ';', ':', '!', '?', '\'', '*'];
/// Longest domain name.
const MAX_HOST_CHARS: usize = 253;

fn is_in_link(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
}

/// Whether the scheme is followed by a host that ends in a label of letters, such as `.com`.
fn has_domain(text: &str) -> bool {
    let host = text.split_once("://").map_or("", |(_, rest)| rest);
    let in_host = |c: &char| is_in_link(*c) && !matches!(c, '/' | '?' | '#' | ':');
    let host: String = host.chars().take(MAX_HOST_CHARS).take_while(in_host).collect();
    let host = host.trim_end_matches(ENDINGS).trim_end_matches(')');
    let is_label =
        |label: &str| label.len() >= 2 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    host.rsplit_once('.').is_some_and(|(name, label)| !name.is_empty() && is_label(label))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        links(text).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn links_end_where_a_reader_would_end_them() {
        for (text, expected) in [
            ("see https://example.com/a?b=c#d.", vec!["https://example.com/a?b=c#d"]),
            ("(https://example.com)", vec!["https://example.com"]),
            ("https://en.wikipedia.org/wiki/A_(b)", vec!["https://en.wikipedia.org/wiki/A_(b)"]),
            ("HTTP://EXAMPLE.COM, é http://b.org!", vec!["HTTP://EXAMPLE.COM", "http://b.org"]),
            ("https://example.com/é", vec!["https://example.com/"]),
            ("https://localhost http://", vec![]),
            ("ahttps://example.com #http://b.org", vec![]),
            ("日本https://example.com", vec!["https://example.com"]),
            ("example.com", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn links_are_in_order_and_within_the_text(text in "(https?://|[a-z.]{0,6}|\\PC{0,4}| ){0,20}") {
            let mut end = 0;
            for range in links(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).unwrap().contains("://"));
                end = range.end;
            }
        }
    }
}
