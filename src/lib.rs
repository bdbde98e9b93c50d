//! Composition only.
