//! Calls to an account's Dispatcher.

use contracts::dispatcher::{Flush, Flushed};
use edge_kit::RequestContext;
pub(crate) use edge_kit::dispatcher::call as dispatcher;
use identity::AccountId;

use crate::error::{ApiError, ApiResult};

/// Has the Dispatcher project what D1 does not know yet, so that a listing sees every accepted write. One
/// that takes too long is 503.
pub(crate) async fn flush(context: &RequestContext, account_id: &AccountId) -> ApiResult<()> {
    match dispatcher(context, account_id, Flush {}).await? {
        Flushed::Done => Ok(()),
        Flushed::Busy => Err(ApiError::unavailable()),
    }
}
