//! The providers face: `/providers/{provider}/{endpoint token}` (contract `providers`).

use axum::Router;

/// This face. Called once per isolate.
pub fn router() -> Router {
    Router::new()
}
