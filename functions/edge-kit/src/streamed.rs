//! Answers that leave piece by piece.

/// In a response's extensions: its body leaves as it comes, instead of in one piece when it is complete.
/// For bodies without an end in sight, and for those that are too long to be held in memory.
#[derive(Clone, Copy, Debug)]
pub struct Streamed;
