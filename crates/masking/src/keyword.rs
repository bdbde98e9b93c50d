//! Words by which people say what they want of a number, rather than of each other.

/// What a text asks of the number that it was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    Stop,
    Start,
    Help,
}

impl Keyword {
    /// The whole text is the word, in whatever case. Carriers know more words (END, CANCEL, QUIT, YES, INFO),
    /// but between two people those are answers to each other.
    pub fn of(text: &str) -> Option<Self> {
        let word = text.trim();
        let is = |words: &[&str]| words.iter().any(|it| word.eq_ignore_ascii_case(it));
        if is(&["STOP", "STOPALL", "UNSUBSCRIBE"]) {
            Some(Self::Stop)
        } else if is(&["START", "UNSTOP"]) {
            Some(Self::Start)
        } else if is(&["HELP"]) {
            Some(Self::Help)
        } else {
            None
        }
    }
}
