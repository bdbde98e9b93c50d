//! The real statements, run as D1 runs them.

mod guesses;
