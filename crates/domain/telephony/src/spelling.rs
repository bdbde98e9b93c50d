//! Numbers as people write and paste them.

/// Maximum length of an input in bytes; no number is longer with any punctuation. Invisible characters have three
/// bytes each.
// `Spelling::breaks` has a bit for each digit, so this may not exceed 128.
const MAX_INPUT_BYTES: usize = 128;

/// A number without its punctuation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// Whether the number begins with a plus sign, so that it includes its country.
    pub(crate) has_plus: bool,
    pub(crate) digits: String,
    /// Index of a zero that stands in parentheses after other digits: `+44 (0)20 7946 0958`.
    pub(crate) zero_at: Option<usize>,
    /// Bit n: punctuation stands before the digit with index n.
    breaks: u128,
}

impl Spelling {
    /// Reads digits, a leading plus sign, and any punctuation that people use. `None` when there is anything else,
    /// such as letters or another script's digits, or no digit at all.
    pub(crate) fn of(input: &str) -> Option<Self> {
        if input.len() > MAX_INPUT_BYTES {
            return None;
        }
        let mut spelling = Self::default();
        let mut opened_at = None;
        let mut is_after_digit = false;
        for c in input.trim().chars() {
            if !is_after_digit {
                spelling.breaks |= spelling.next_bit();
            }
            is_after_digit = c.is_ascii_digit();
            match c {
                '0'..='9' => spelling.digits.push(c),
                '+' | '\u{ff0b}' if !spelling.has_plus && spelling.digits.is_empty() => {
                    spelling.has_plus = true;
                }
                '(' | '[' => opened_at = Some(spelling.digits.len()),
                ')' | ']' => spelling.close(opened_at.take()),
                _ if is_punctuation(c) => {}
                _ => return None,
            }
        }
        (!spelling.digits.is_empty()).then_some(spelling)
    }

    /// Whether punctuation stands before the digit with this index.
    pub(crate) fn breaks_at(&self, index: usize) -> bool {
        u32::try_from(index).ok().and_then(|index| self.breaks.checked_shr(index)).unwrap_or(0) & 1
            == 1
    }

    /// Returns the same digits with a plus sign, without the first `dropped` of them.
    pub(crate) fn with_plus(&self, dropped: usize) -> Self {
        Self {
            has_plus: true,
            digits: self.digits.get(dropped..).unwrap_or_default().to_owned(),
            zero_at: self.zero_at.and_then(|at| at.checked_sub(dropped)),
            // They would have other indexes. Only `of_abroad` needs them, and it has the original spelling.
            breaks: 0,
        }
    }

    fn next_bit(&self) -> u128 {
        u32::try_from(self.digits.len()).ok().and_then(|at| 1_u128.checked_shl(at)).unwrap_or(0)
    }

    fn close(&mut self, opened_at: Option<usize>) {
        let zero_at = opened_at.filter(|at| *at > 0 && self.digits.get(*at..) == Some("0"));
        self.zero_at = self.zero_at.or(zero_at);
    }
}

/// Returns the text with a plus sign for the blank before its first digit, which is what forms and query strings leave
/// of an unescaped plus sign. Invisible characters and brackets may stand around the blank, as in `\u{202a} 44…` or
/// `( 44)…`. `None` when there is no such blank.
pub fn with_lost_plus(input: &str) -> Option<String> {
    let first = input.find(|c: char| c.is_ascii_digit())?;
    let (before, digits) = input.split_at_checked(first)?;
    let is_invisible = |c: char| is_punctuation(c) && !matches!(c, '-' | '.' | '/');
    // A bracket after the blank belongs to an area code, as in ` (202) 555-0123`.
    let (marks, between) = before.rsplit_once(' ')?;
    let marks = marks.trim();
    let is_lost = between.chars().all(is_invisible)
        && marks.chars().all(|c| is_invisible(c) || matches!(c, '(' | '['));
    is_lost.then(|| format!("{marks}+{digits}"))
}

/// Whether a character is a blank or dash of any width, or an invisible mark that address books and messengers put
/// around numbers.
fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '-'
            | '.'
            | '/'
            | '\u{a0}'
            | '\u{ad}'
            | '\u{2000}'..='\u{2015}'
            | '\u{202a}'..='\u{202f}'
            | '\u{205f}'..='\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{2212}'
            | '\u{3000}'
            | '\u{feff}'
            | '\u{ff0d}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str) -> Option<(bool, String, Option<usize>)> {
        Spelling::of(input).map(|it| (it.has_plus, it.digits, it.zero_at))
    }

    #[test]
    fn punctuation_of_all_widths_and_invisible_marks_are_dropped() {
        for text in [
            "+1 (202) 555-0123",
            "\u{202a}+1 202 555 0123\u{202c}",
            "\u{2066}+1\u{a0}202\u{202f}555\u{2009}0123\u{2069}",
            "\u{200e}+1\u{2010}202\u{2011}555\u{2013}0123\u{200f}",
            "\u{feff}+1/202/555/0123\u{200b}",
            "+1.202.555\u{2015}01\u{2014}23\n",
            "\u{ff0b}1 [202] 5550123",
            "(+1) 202\u{2212}5550123",
        ] {
            assert_eq!(read(text), Some((true, "12025550123".to_owned(), None)), "{text:?}");
        }
    }

    #[test]
    fn zero_in_parentheses_after_digits_is_remembered() {
        let zero_at = |text| read(text).and_then(|(.., zero_at)| zero_at);
        assert_eq!(zero_at("+44 (0)20 7946 0958"), Some(2));
        assert_eq!(zero_at("0044 ( 0 ) 20 7946 0958"), Some(4));
        for text in ["(0)20 7946 0958", "+44 (020) 7946", "+44 0 20", "+44 (0", "+44 0)"] {
            assert_eq!(zero_at(text), None, "{text}");
        }
    }

    #[test]
    fn other_characters_make_it_no_number() {
        let long = "1".repeat(200);
        for text in [
            "",
            " ",
            "+",
            "hello",
            "+1202555O123",
            "1+2025550123",
            "++12025550123",
            "+1 202 555 0123 ext 5",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}",
            "\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}\u{ff17}",
            "*100#",
            "tel:+12025550123",
            "202\n5550123",
            &long,
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
