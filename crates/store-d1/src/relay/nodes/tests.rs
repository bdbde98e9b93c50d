//! Over the real statements and migrations.
