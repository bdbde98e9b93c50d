//! Matching of numbering plans' patterns against digits.
//!
//! Compiling a pattern for a regex engine costs more in WebAssembly than matching it once. The plans' patterns
//! consist of digits, `\d`, classes, groups, `|`, `?`, `*`, `+`, `{n,m}` and `$`, and are interpreted here during
//! the match. As in other engines, the first alternative that leads to a match wins.

use std::cell::Cell;

/// Maximum number of groups of a pattern that are remembered. No plan's pattern has more.
const MAX_GROUPS: usize = 4;

/// The end of a match, and the matches of its groups.
pub(crate) struct PatternMatch {
    pub(crate) end: usize,
    groups: Groups,
}

type Groups = [Option<(usize, usize)>; MAX_GROUPS];
/// Continuation: decides whether the rest matches from an index of the digits on.
type Continuation<'a> = &'a mut dyn FnMut(usize) -> bool;

impl PatternMatch {
    /// Returns the part of `digits` that the group with this number, counted from 1, matched.
    pub(crate) fn group<'a>(&self, number: usize, digits: &'a str) -> Option<&'a str> {
        let (start, end) = (*self.groups.get(number.checked_sub(1)?)?)?;
        digits.get(start..end)
    }
}

/// Whether the pattern matches all of the digits.
pub(crate) fn matches_all(pattern: &str, digits: &str) -> bool {
    let matcher = Matcher::new(pattern, digits);
    matcher.any_of(0, pattern.len(), 0, &mut |at| at == digits.len())
}

/// Returns the match at the beginning of the digits. An empty pattern matches nothing.
pub(crate) fn find_at_start(pattern: &str, digits: &str) -> Option<PatternMatch> {
    if pattern.is_empty() {
        return None;
    }
    let matcher = Matcher::new(pattern, digits);
    let mut found = None;
    matcher.any_of(0, pattern.len(), 0, &mut |at| {
        found = Some(at);
        true
    });
    found.map(|end| PatternMatch { end, groups: matcher.groups.get() })
}

struct Matcher<'a> {
    pattern: &'a [u8],
    digits: &'a [u8],
    groups: Cell<Groups>,
}

impl<'a> Matcher<'a> {
    fn new(pattern: &'a str, digits: &'a str) -> Self {
        let (pattern, digits) = (pattern.as_bytes(), digits.as_bytes());
        Self { pattern, digits, groups: Cell::default() }
    }

    /// Tries the alternatives in `from..to` of the pattern.
    fn any_of(&self, from: usize, to: usize, at: usize, rest: Continuation<'_>) -> bool {
        let mut start = from;
        loop {
            let end = self.end_of_branch(start, to);
            if self.branch(start, end, at, rest) {
                return true;
            }
            if end >= to {
                return false;
            }
            start = end.saturating_add(1);
        }
    }

    /// Matches one piece of an alternative after another.
    fn branch(&self, from: usize, to: usize, at: usize, rest: Continuation<'_>) -> bool {
        if from >= to {
            return rest(at);
        }
        let end = self.end_of_piece(from);
        let (least, most, next) = self.repetition(end);
        let mut then = |at| self.branch(next, to, at, rest);
        self.repeat((from, end), (least, most), at, &mut then)
    }

    fn repeat(
        &self,
        piece: (usize, usize),
        (least, most): (u32, u32),
        at: usize,
        rest: Continuation<'_>,
    ) -> bool {
        let left = (least.saturating_sub(1), most.saturating_sub(1));
        // A piece that matched no digit would repeat forever.
        let mut again =
            |next: usize| (next > at || least > 0) && self.repeat(piece, left, next, &mut *rest);
        (most > 0 && self.piece(piece, at, &mut again)) || (least == 0 && rest(at))
    }

    fn piece(&self, (from, to): (usize, usize), at: usize, rest: Continuation<'_>) -> bool {
        match self.pattern.get(from) {
            Some(b'(') => self.group(from, to, at, rest),
            Some(b'$') => at == self.digits.len() && rest(at),
            Some(_) => {
                let digit = self.digits.get(at);
                digit.is_some_and(|digit| self.admits(from, to, *digit))
                    && rest(at.saturating_add(1))
            }
            None => rest(at),
        }
    }

    fn group(&self, from: usize, to: usize, at: usize, rest: Continuation<'_>) -> bool {
        let inner = to.saturating_sub(1);
        let start = from.saturating_add(1);
        if self.is_uncounted(from) {
            return self.any_of(start.saturating_add(2), inner, at, rest);
        }
        // An alternative that sets the group and fails later must not leave it set.
        let before = self.groups.get();
        let number = (0..from).filter(|it| self.opens_counted(*it)).count();
        let matched = self.any_of(start, inner, at, &mut |end| {
            let mut groups = self.groups.get();
            if let Some(group) = groups.get_mut(number) {
                *group = Some((at, end));
            }
            self.groups.set(groups);
            rest(end)
        });
        if !matched {
            self.groups.set(before);
        }
        matched
    }

    /// Whether the group that begins at `at` has the form `(?:…)`.
    fn is_uncounted(&self, at: usize) -> bool {
        self.pattern.get(at.saturating_add(1)) == Some(&b'?')
    }

    fn opens_counted(&self, at: usize) -> bool {
        self.pattern.get(at) == Some(&b'(') && !self.is_uncounted(at)
    }

    /// Whether the digit matches the literal or class at `from..to`.
    fn admits(&self, from: usize, to: usize, digit: u8) -> bool {
        match self.pattern.get(from) {
            Some(b'\\') => digit.is_ascii_digit(),
            Some(b'[') => {
                let mut class = self.pattern.get(from.saturating_add(1)..to.saturating_sub(1));
                while let Some(rest) = class {
                    class = match rest {
                        [b'\\', ..] => return digit.is_ascii_digit(),
                        [first, b'-', last, ..] if (*first..=*last).contains(&digit) => {
                            return true;
                        }
                        [first, ..] if *first == digit => return true,
                        [_, b'-', _, rest @ ..] | [_, rest @ ..] => Some(rest),
                        [] => None,
                    };
                }
                false
            }
            literal => literal == Some(&digit),
        }
    }

    /// Returns the index of the `|` that ends the alternative, or `to`.
    fn end_of_branch(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to && self.pattern.get(at) != Some(&b'|') {
            at = self.end_of_piece(at);
        }
        at.min(to)
    }

    /// Returns the index after a group, a class, an escape or a character.
    fn end_of_piece(&self, from: usize) -> usize {
        let next = from.saturating_add(1);
        match self.pattern.get(from) {
            Some(b'\\') => next.saturating_add(1),
            Some(b'[') => self.behind(b']', next),
            Some(b'(') => {
                let mut at = next;
                while at < self.pattern.len() && self.pattern.get(at) != Some(&b')') {
                    at = self.end_of_piece(at);
                }
                at.saturating_add(1)
            }
            _ => next,
        }
    }

    fn behind(&self, closing: u8, from: usize) -> usize {
        let rest = self.pattern.get(from..).unwrap_or_default();
        let length = rest.iter().position(|it| *it == closing).unwrap_or(rest.len());
        from.saturating_add(length).saturating_add(1)
    }

    /// Returns the minimum and maximum repetitions of the piece before this index, and the index after the
    /// quantifier.
    fn repetition(&self, at: usize) -> (u32, u32, usize) {
        let next = at.saturating_add(1);
        match self.pattern.get(at) {
            Some(b'?') => (0, 1, next),
            Some(b'*') => (0, u32::MAX, next),
            Some(b'+') => (1, u32::MAX, next),
            Some(b'{') => {
                let end = self.behind(b'}', next);
                let counts = self.pattern.get(next..end.saturating_sub(1)).unwrap_or_default();
                let mut counts = counts.split(|byte| *byte == b',').map(number);
                let least = counts.next().unwrap_or(1);
                (least, counts.next().unwrap_or(least), end)
            }
            _ => (1, 1, at),
        }
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number: u32, digit| {
        number.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_numbers_only() {
        for (pattern, digits, expected) in [
            (r"[2-9]\d{2}", "234", true),
            (r"[2-9]\d{2}", "134", false),
            (r"[2-9]\d{2}", "2345", false),
            (r"7(?:[1-3]\d|4[05-9])\d{3,4}", "712345", true),
            (r"7(?:[1-3]\d|4[05-9])\d{3,4}", "746789", true),
            (r"7(?:[1-3]\d|4[05-9])\d{3,4}", "741789", false),
            ("1|12|123", "123", true),
            (r"(?:1|12)3?\d*", "1239", true),
            ("", "", true),
            ("", "1", false),
            (r"0?(?:8(?:1|2))+", "8281", true),
        ] {
            assert_eq!(matches_all(pattern, digits), expected, "{pattern} {digits}");
        }
    }

    #[test]
    fn prefixes_are_found_with_their_groups() {
        let found = |pattern, digits| {
            find_at_start(pattern, digits).map(|found| {
                let group = |number| found.group(number, digits).map(str::to_owned);
                (found.end, group(1), group(2))
            })
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(found("0", "0301"), Some((1, None, None)));
        assert_eq!(found("0", "301"), None);
        assert_eq!(found("", "301"), None);
        assert_eq!(found(r"([3-8]\d{6})$|1", "3651234"), Some((7, text("3651234"), None)));
        assert_eq!(found(r"([3-8]\d{6})$|1", "12423651234"), Some((1, None, None)));
        assert_eq!(found(r"0(1[245])?(\d{2})", "01578"), Some((5, text("15"), text("78"))));
        assert_eq!(found(r"0(1[245])?(\d{2})", "0178"), Some((3, None, text("17"))));
    }
}
