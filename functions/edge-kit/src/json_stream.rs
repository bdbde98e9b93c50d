//! Long JSON, produced in pieces while it is sent.

use std::{fmt::Display, future::Future};

use axum::response::Response;

use crate::text_stream;

/// Answers with the pieces that `next` produces from a state until it returns `None`, as one JSON text. See
/// [`text_stream::respond`].
pub fn respond<S, F, E>(state: S, next: fn(S) -> F) -> Response
where
    S: 'static,
    F: Future<Output = Result<Option<(String, S)>, E>> + 'static,
    E: Display + 'static,
{
    text_stream::respond("application/json", state, next)
}
