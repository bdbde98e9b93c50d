//! The number proxy face: `/tn`, `/session`, `POST /` (contract `number-proxy`).

use axum::Router;

/// This face. Called once per isolate.
pub fn router() -> Router {
    Router::new()
}
