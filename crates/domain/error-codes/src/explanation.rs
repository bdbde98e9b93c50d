//! Explanations of codes for people.

use crate::{ErrorCode, explanations};

/// Explanation of a code, for its page and for tools.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    pub code: ErrorCode,
    /// Meaning of the failure, in sentences.
    pub meaning: &'static str,
    /// Possible causes, in sentences.
    pub causes: &'static [&'static str],
    /// Advice on what to do, in sentences, the most likely to help first.
    pub remedies: &'static [&'static str],
}

impl Explanation {
    /// Returns the explanations of all codes, in the order of [`ErrorCode::ALL`].
    pub fn all() -> Vec<Self> {
        let known: Vec<Self> = explanations::all().copied().collect();
        let of = |code: &ErrorCode| known.iter().find(|it| it.code == *code).copied();
        ErrorCode::ALL.iter().filter_map(of).collect()
    }
}
