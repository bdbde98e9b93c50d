//! Masking over the real statements and migrations.
