//! Calls to an account's Dispatcher.

use edge_kit::RequestContext;
pub(crate) use edge_kit::dispatcher::call as dispatcher;
use ids::AccountId;
use object_commands::dispatcher::{Flush, FlushOutcome};

use crate::error::{ApiError, ApiResult};

/// Makes the Dispatcher project everything that D1 does not have yet, so that a listing sees every accepted write. 503
/// if that takes too long.
pub(crate) async fn flush(context: &RequestContext, account_id: &AccountId) -> ApiResult<()> {
    match dispatcher(context, account_id, Flush {}).await? {
        FlushOutcome::Done => Ok(()),
        FlushOutcome::Busy => Err(ApiError::unavailable()),
    }
}
