//! Splitting of a text into posts within a platform's limit.

use unicode_segmentation::UnicodeSegmentation;

use crate::{Failure, MAX_TEXT_BYTES, PostContent};

/// Maximum number of posts in one publication.
pub const MAX_POSTS: usize = 99;

/// A platform's limit on the length of a post.
pub(crate) struct Limit {
    /// Maximum value of [`measure`](Self::measure) for a post.
    pub(crate) max: usize,
    /// Length reserved for the ` (1/9)` at the end of numbered posts; 0 if posts are not numbered.
    pub(crate) reserved: usize,
    pub(crate) measure: fn(&str) -> usize,
}

/// Splits the text of a content into posts: one if it fits, otherwise as few as whole words allow, numbered if the
/// platform's posts are. Only white space at the borders is lost.
pub(crate) fn posts(content: &PostContent, limit: &Limit) -> Result<Vec<String>, Failure> {
    let PostContent::Text(text) = content else { return Err(Failure::refused("not_a_text")) };
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::refused("empty_text"));
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(Failure::refused("text_too_long"));
    }
    if (limit.measure)(text) <= limit.max {
        return Ok(vec![text.to_owned()]);
    }
    let room = limit.max.saturating_sub(limit.reserved);
    let pieces = pieces(text, &|piece| (limit.measure)(piece) <= room);
    if pieces.len() > MAX_POSTS {
        return Err(Failure::refused("text_too_long"));
    }
    let count = pieces.len();
    let numbered = |(index, piece): (usize, &str)| match limit.reserved {
        0 => piece.to_owned(),
        _ => format!("{piece} ({}/{count})", index.saturating_add(1)),
    };
    Ok(pieces.into_iter().enumerate().map(numbered).collect())
}

/// Fills each piece with whole words. A word that fits no piece is cut between graphemes, and a grapheme that fits none
/// between characters. Stops once there are too many pieces.
fn pieces<'a>(text: &'a str, fits: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
    let mut done = Vec::new();
    let mut rest = text;
    while done.len() <= MAX_POSTS {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at_checked(piece_length(rest, fits)).unwrap_or((rest, ""));
        done.push(piece);
        rest = after;
    }
    done
}

/// Length in bytes of the first piece of a text that begins with a word; at least one character.
fn piece_length(text: &str, fits: &dyn Fn(&str) -> bool) -> usize {
    let words: Vec<(usize, usize)> = words(text).take(MAX_UNITS).collect();
    let ends: Vec<usize> = words.iter().map(|(_, end)| *end).collect();
    let (count, length) = longest(text, &ends, fits);
    let Some((start, end)) = words.get(count).copied() else { return length };
    let word = text.get(start..end).unwrap_or_default();
    // The next post has room for the whole word, so it is not cut here.
    if fits(word) {
        return length;
    }
    let from_word = |offset: usize| start.saturating_add(offset);
    let graphemes = word.grapheme_indices(true).take(MAX_UNITS);
    let ends: Vec<usize> =
        graphemes.map(|(at, grapheme)| from_word(at.saturating_add(grapheme.len()))).collect();
    let (_, with_graphemes) = longest(text, &ends, fits);
    if length.max(with_graphemes) > 0 {
        return length.max(with_graphemes);
    }
    let characters = word.char_indices().take(MAX_UNITS);
    let ends: Vec<usize> =
        characters.map(|(at, c)| from_word(at.saturating_add(c.len_utf8()))).collect();
    let (_, with_characters) = longest(text, &ends, fits);
    with_characters.max(ends.first().copied().unwrap_or(text.len()))
}

/// Upper bound on the words or characters of one piece, on any platform.
const MAX_UNITS: usize = 4_096;

/// Finds a long prefix that fits, among the prefixes with these ends. Returns the number of ends it spans, and its
/// length. Measures few prefixes, because a measurement costs time linear in the prefix length.
fn longest(text: &str, ends: &[usize], fits: &dyn Fn(&str) -> bool) -> (usize, usize) {
    let end_of = |count: usize| count.checked_sub(1).and_then(|last| ends.get(last)).copied();
    let is_fit = |count: usize| end_of(count).and_then(|end| text.get(..end)).is_some_and(fits);
    let (mut count, mut step) = (0_usize, 1_usize);
    while is_fit(count.saturating_add(step)) {
        count = count.saturating_add(step);
        step = step.saturating_mul(2);
    }
    while step > 0 {
        if is_fit(count.saturating_add(step)) {
            count = count.saturating_add(step);
        }
        step /= 2;
    }
    (count, end_of(count).unwrap_or(0))
}

/// Iterates over the start and end of each word.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at.saturating_add(rest.find(|c: char| !c.is_whitespace())?);
        let word = text.get(start..)?;
        at = start.saturating_add(word.find(char::is_whitespace).unwrap_or(word.len()));
        Some((start, at))
    })
}

#[cfg(test)]
mod tests;
