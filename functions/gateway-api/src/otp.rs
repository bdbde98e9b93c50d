//! One-time codes (contract A.6).

pub(crate) mod send;
pub(crate) mod verify;

use edge_kit::RequestContext;
use identity::AccountId;
use messaging::{gateway::day_of, message::Metric};
use one_time_codes::Purpose;
use runtime::log;
use store_d1::Store;

use crate::{
    error::{ApiError, ApiResult},
    fields::Fields,
};

fn purpose(fields: &Fields) -> ApiResult<Option<Purpose>> {
    let Some(text) = fields.search_text("purpose")? else { return Ok(None) };
    Purpose::parse(&text).map(Some).map_err(|error| ApiError::invalid(error.to_string()))
}

/// Counts for the statistics, once the answer is on its way.
fn count(context: &RequestContext, account_id: &AccountId, metric: Metric) {
    let (env, account_id, day) = (context.env.clone(), account_id.clone(), day_of(context.now_ms));
    context.background.spawn(async move {
        let counted = match Store::open(&env) {
            Ok(store) => store.count(&account_id, metric.as_str(), day).await,
            Err(error) => Err(error),
        };
        if let Err(error) = counted {
            let fields = [("metric", metric.as_str()), ("error", &error.to_string())];
            log::warn("something was not counted", &fields);
        }
    });
}
