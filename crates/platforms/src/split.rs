//! Splitting a text into posts that a platform takes.

use unicode_segmentation::UnicodeSegmentation;

use crate::{Content, Failure, MAX_TEXT_BYTES};

/// More posts of one publication are refused.
pub const MAX_POSTS: usize = 99;

/// How a platform measures posts.
pub(crate) struct Limit {
    /// The most that [`measure`](Self::measure) may say of a post.
    pub(crate) max: usize,
    /// What the ` (1/9)` at the ends of several posts takes from that; 0 where posts are not numbered.
    pub(crate) reserved: usize,
    pub(crate) measure: fn(&str) -> usize,
}

/// The posts that the text of a content becomes: one if it fits, otherwise as few as words allow, numbered where the
/// platform's are. Only white space at their borders is lost.
pub(crate) fn posts(content: &Content, limit: &Limit) -> Result<Vec<String>, Failure> {
    let Content::Text(text) = content else { return Err(Failure::refused("not_a_text")) };
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
    let numbered = |(index, piece): (usize, String)| match limit.reserved {
        0 => piece,
        _ => format!("{piece} ({}/{count})", index.saturating_add(1)),
    };
    Ok(pieces.into_iter().enumerate().map(numbered).collect())
}

/// Fills one piece after the other with whole words; a word that fits no piece is cut between graphemes, and a
/// grapheme that fits none between characters. Stops once there are too many.
fn pieces(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut done = Vec::new();
    let mut piece = String::new();
    for (gap, word) in words(text) {
        if done.len() > MAX_POSTS {
            break;
        }
        let separated =
            if piece.is_empty() { word.to_owned() } else { format!("{piece}{gap}{word}") };
        if fits(&separated) {
            piece = separated;
        } else if fits(word) {
            close(&mut piece, &mut done);
            word.clone_into(&mut piece);
        } else {
            cut(gap, word, fits, &mut piece, &mut done);
        }
    }
    close(&mut piece, &mut done);
    done
}

/// Adds a word that is longer than a piece.
fn cut(
    gap: &str,
    word: &str,
    fits: &dyn Fn(&str) -> bool,
    piece: &mut String,
    done: &mut Vec<String>,
) {
    if !piece.is_empty() {
        piece.push_str(gap);
    }
    let units = word.graphemes(true).flat_map(|grapheme| {
        let whole = fits(grapheme);
        let characters = grapheme
            .char_indices()
            .map(|(at, c)| grapheme.get(at..at.saturating_add(c.len_utf8())).unwrap_or_default());
        let characters = characters.filter(move |_| !whole);
        characters.chain(whole.then_some(grapheme))
    });
    for unit in units {
        let length = piece.len();
        piece.push_str(unit);
        if !fits(piece) {
            piece.truncate(length);
            close(piece, done);
            piece.push_str(unit);
        }
        if done.len() > MAX_POSTS {
            return;
        }
    }
}

fn close(piece: &mut String, done: &mut Vec<String>) {
    let text = piece.trim_end();
    if !text.is_empty() {
        done.push(text.to_owned());
    }
    piece.clear();
}

/// The words of a text, each with the white space in front of it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| !c.is_whitespace())?;
        let (gap, from_word) = rest.split_at_checked(start)?;
        let end = from_word.find(char::is_whitespace).unwrap_or(from_word.len());
        let (word, after) = from_word.split_at_checked(end)?;
        rest = after;
        Some((gap, word))
    })
}

#[cfg(test)]
mod tests;
