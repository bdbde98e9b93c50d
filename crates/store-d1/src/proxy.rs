//! Masking: the pool of numbers, and who talks through which of them.

pub mod mask;
