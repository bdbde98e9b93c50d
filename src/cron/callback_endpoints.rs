//! Deletes the endpoints of callback URLs that no message uses any more.

use std::collections::BTreeMap;

use object_commands::{
    dispatcher::FindUsedCallbacks,
    webhook_delivery::{EndpointChanged, ReadQueueState, object_name},
};
use runtime::objects::{self, ObjectClass};
use store_d1::{Store, webhook_callbacks::UnusedCallback};
use webhook_endpoints::CALLBACK_UNUSED_MS;

use super::cron_run::{CronRun, JobOutcome};

/// Most endpoints that a run reads.
const ENDPOINTS_PER_RUN: u32 = 20;
/// Calls for one endpoint: its queue, its row, and the notice that has its object delete its data.
const CALLS_PER_ENDPOINT: u32 = 3;

/// Deletes endpoints that were not used for about a day, if no unsettled message names them and their queue is empty or
/// switched off. The others are looked at again after another day. The next minute continues. Costs one key query when
/// none is due.
pub(super) async fn delete_unused(run: &CronRun<'_>) -> JobOutcome {
    if !run.budget.take(1) {
        return Ok(());
    }
    let store = Store::open(run.env)?;
    let before_ms = run.now_ms.saturating_sub(CALLBACK_UNUSED_MS);
    let mut by_account: BTreeMap<String, Vec<UnusedCallback>> = BTreeMap::new();
    for unused in store.unused_callbacks(before_ms, ENDPOINTS_PER_RUN).await? {
        by_account.entry(unused.account_id.as_str().to_owned()).or_default().push(unused);
    }
    for all in by_account.into_values() {
        let Some(account_id) = all.first().map(|it| it.account_id.clone()) else { continue };
        if !run.budget.take(1) {
            break;
        }
        let endpoint_ids: Vec<String> = all.iter().map(|it| it.id.clone()).collect();
        let (class, name) = (ObjectClass::Dispatcher, account_id.as_str());
        let find = FindUsedCallbacks { endpoint_ids: endpoint_ids.clone() };
        let found = objects::call(run.env, class, name, find).await;
        // If the account's object does not answer, its endpoints must not hold up those of other accounts.
        let used = found.unwrap_or(endpoint_ids);
        for unused in all {
            if !run.budget.take(CALLS_PER_ENDPOINT) {
                return Ok(());
            }
            if used.contains(&unused.id) || has_queue(run, &unused).await {
                store.postpone_callback(&unused, run.now_ms).await?;
            } else if store.delete_unused_callback(&unused).await? {
                let name = object_name(account_id.as_str(), &unused.id);
                let notice = EndpointChanged { enable: false };
                objects::call(run.env, ObjectClass::WebhookDelivery, &name, notice).await?;
            }
        }
    }
    Ok(())
}

/// Whether events wait that will be tried, as far as the endpoint's object tells.
async fn has_queue(run: &CronRun<'_>, unused: &UnusedCallback) -> bool {
    if unused.active == 0 {
        return false;
    }
    let name = object_name(unused.account_id.as_str(), &unused.id);
    let class = ObjectClass::WebhookDelivery;
    let queue = objects::call(run.env, class, &name, ReadQueueState {}).await;
    queue.map_or(true, |queue| queue.queued > 0 || queue.in_flight > 0)
}
