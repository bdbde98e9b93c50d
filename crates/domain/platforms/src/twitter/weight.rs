//! Twitter's length rules: most scripts weigh one per character, CJK, emoji and the rest two, every link 23.

use crate::links::links;

/// Weight of every link, whatever its length.
const LINK_WEIGHT: usize = 23;

/// Weighted length of a text, never too low but possibly a little too high: text that Twitter might read as a link
/// without `http` counts as a link if that is more, and each character of a combined emoji counts.
pub(crate) fn weight(text: &str) -> usize {
    let mut total = 0_usize;
    let mut at = 0;
    for link in links(text) {
        total = total.saturating_add(plain(text.get(at..link.start).unwrap_or_default()));
        total = total.saturating_add(LINK_WEIGHT);
        at = link.end;
    }
    total.saturating_add(plain(text.get(at..).unwrap_or_default()))
}

fn plain(text: &str) -> usize {
    let words = text.split_inclusive(char::is_whitespace);
    words.fold(0, |total, word| {
        let length = word.chars().map(char_weight).fold(0, usize::saturating_add);
        let length = match bare_links(word) {
            0 => length,
            // Each would be replaced by a link of that length; the text around it stays.
            count => length.saturating_add(count.saturating_mul(LINK_WEIGHT)),
        };
        total.saturating_add(length)
    })
}

/// Counts the possible links without a scheme in a word: full stops between some character and two letters.
fn bare_links(word: &str) -> usize {
    let mut parts = word.split('.');
    let mut before = parts.next().unwrap_or_default();
    let mut count = 0_usize;
    for after in parts {
        let letters = after.chars().take_while(|c| c.is_alphabetic()).count();
        if letters >= 2 && before.ends_with(|c: char| c.is_alphanumeric()) {
            count = count.saturating_add(1);
        }
        before = after;
    }
    count
}

/// The ranges of twitter-text's third configuration, applied after composition: a character that composition decomposes
/// counts as its parts.
fn char_weight(c: char) -> usize {
    match c {
        // Both are emoji.
        '©'
        | '®'
        | '\u{344}'
        | '\u{958}'..='\u{95f}'
        | '\u{9dc}'..='\u{9df}'
        | '\u{a33}'..='\u{a5e}'
        | '\u{b5c}'..='\u{b5d}'
        | '\u{f43}'..='\u{fb9}' => 2,
        '\u{0}'..='\u{10ff}'
        | '\u{2000}'..='\u{200d}'
        | '\u{2010}'..='\u{201f}'
        | '\u{2032}'..='\u{2037}' => 1,
        '\u{2adc}' | '\u{fb2c}' | '\u{fb2d}' => 3,
        '\u{1d15e}'..='\u{1d1c0}' => 6,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn weights_match_twitters_examples() {
        for (text, expected) in [
            ("hello", 5),
            ("héllo", 5),
            ("日本語", 6),
            ("привет", 6),
            ("👍", 2),
            ("“quoted” – yes", 14),
            ("https://example.com/a/very/long/path/that/would/be/more", 23),
            ("see http://a.io now", 31),
            ("©", 2),
        ] {
            assert_eq!(weight(text), expected, "{text}");
        }
    }

    #[test]
    fn possible_link_weighs_at_least_as_much_as_a_link() {
        assert!(weight("a.co") >= 23);
        assert!(weight("a.co,b.io") >= 47);
        assert_eq!(weight("Yes.No"), 6 + 23);
        assert_eq!(weight("Yes. No... 3.14"), 15);
    }

    #[test]
    fn composition_makes_no_character_heavier() {
        let raw = |c: char| match c {
            '\u{0}'..='\u{10ff}'
            | '\u{2000}'..='\u{200d}'
            | '\u{2010}'..='\u{201f}'
            | '\u{2032}'..='\u{2037}' => 1,
            _ => 2,
        };
        for c in '\u{0}'..=char::MAX {
            let composed: usize = std::iter::once(c).nfc().map(raw).sum();
            assert!(char_weight(c) >= composed, "{:x}", u32::from(c));
        }
    }
}
