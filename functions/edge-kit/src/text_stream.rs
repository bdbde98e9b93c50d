//! Long text, produced in pieces while it is sent, so that only one piece is in memory at a time.

use std::{fmt::Display, future::Future};

use axum::{body::Body, response::Response};
use futures_util::stream;
use http::{HeaderValue, header};
use runtime::log::{self, events::RequestEvent};
use worker::send::{SendFuture, SendWrapper};

/// Answers with the pieces that `next` produces from a state until it returns `None`. A failure aborts the answer, so
/// that a client cannot mistake a part for the whole. When a client stops reading, no further piece is produced.
pub fn respond<S, F, E>(content_type: &'static str, state: S, next: fn(S) -> F) -> Response
where
    S: 'static,
    F: Future<Output = Result<Option<(String, S)>, E>> + 'static,
    E: Display + 'static,
{
    // The log's context is carried along, because the body is read after the handler has returned. The wrappers are for
    // axum, which requires a body to be `Send`.
    let pieces = stream::try_unfold(SendWrapper::new((state, log::current())), move |wrapped| {
        let SendWrapper((state, context)) = wrapped;
        SendFuture::new(log::in_context(context.clone(), async move {
            match next(state).await {
                Ok(piece) => {
                    Ok(piece.map(|(text, state)| (text, SendWrapper::new((state, context)))))
                }
                Err(error) => {
                    log::write(&RequestEvent::AnswerBrokenOff { error: &error });
                    Err(StreamAborted)
                }
            }
        }))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

#[derive(Debug, thiserror::Error)]
#[error("the rest of the answer could not be read")]
struct StreamAborted;
