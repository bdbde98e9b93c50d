//! The stages that empty objects: the Dispatcher first, which calls all others, then the gateways' connections with
//! their waiting pushes, then the webhook endpoints' deliveries.

use std::collections::BTreeSet;

use object_commands::{push_queue::PushToken, webhook_delivery::object_name};
use runtime::{
    Settings,
    call_budget::CallBudget,
    objects::{self, ObjectClass},
    push_messages,
};
use store_d1::{
    Store,
    accounts::deletions::{AccountDeletion, DeletedGateway, DeletionStage},
};
use worker::Env;

use crate::{DeletionFault, Step};

/// Prefixes of positions. What follows is the id of the last gateway or endpoint whose object was emptied.
const GATEWAYS: &str = "g/";
const ENDPOINTS: &str = "e/";
/// Calls of a page besides those of its objects: reading it, and recording the position after it.
const CALLS_PER_PAGE: u32 = 2;
/// Calls of a gateway: its connection, and the queue of its pushes.
const CALLS_PER_GATEWAY: u32 = 2;
/// Maximum number of objects in one page.
const MAX_PAGE: u32 = 100;

/// Empties the next objects. Returns where to go on; `None` when the calls are spent.
pub(crate) async fn run(
    env: &Env,
    store: &Store,
    deletion: &AccountDeletion,
    calls: &CallBudget,
) -> Result<Option<Step>, DeletionFault> {
    if let Some(after) = deletion.position.strip_prefix(GATEWAYS) {
        return gateways(env, store, deletion, after, calls).await;
    }
    if let Some(after) = deletion.position.strip_prefix(ENDPOINTS) {
        return endpoints(env, store, deletion, after, calls).await;
    }
    if !calls.take(2) {
        return Ok(None);
    }
    objects::empty(env, ObjectClass::Dispatcher, deletion.account_id.as_str()).await?;
    Ok(Some(step(deletion, GATEWAYS, "")))
}

async fn gateways(
    env: &Env,
    store: &Store,
    deletion: &AccountDeletion,
    after: &str,
    calls: &CallBudget,
) -> Result<Option<Step>, DeletionFault> {
    let Some(most) = page_size(calls, CALLS_PER_GATEWAY) else { return Ok(None) };
    let page = store.gateways_to_empty(&deletion.account_id, after, most).await?;
    for gateway in &page {
        calls.spend(1);
        objects::empty(env, ObjectClass::GatewayConnection, gateway.id.as_str()).await?;
    }
    forget_pushes(env, deletion, &page, calls).await?;
    let last = page.last().filter(|_| is_full(page.len(), most));
    Ok(Some(match last {
        Some(last) => step(deletion, GATEWAYS, last.id.as_str()),
        None => step(deletion, ENDPOINTS, ""),
    }))
}

/// Has the queues of the gateways' push tokens drop what waits for the account. Pushes for a token that a gateway had
/// before are dropped within a quarter of an hour anyway.
async fn forget_pushes(
    env: &Env,
    deletion: &AccountDeletion,
    gateways: &[DeletedGateway],
    calls: &CallBudget,
) -> Result<(), DeletionFault> {
    let tokens = gateways.iter().filter_map(|gateway| gateway.push_token.as_deref());
    let tokens: Vec<_> = tokens.map(PushToken::new).collect();
    if tokens.is_empty() {
        return Ok(());
    }
    let settings = Settings::of(env).map_err(|_| DeletionFault::Settings)?;
    let queues: BTreeSet<String> =
        tokens.iter().filter_map(|token| push_messages::queue_of(&settings, token)).collect();
    for queue in queues {
        calls.spend(1);
        push_messages::forget_account(env, &queue, deletion.account_id.as_str()).await?;
    }
    Ok(())
}

async fn endpoints(
    env: &Env,
    store: &Store,
    deletion: &AccountDeletion,
    after: &str,
    calls: &CallBudget,
) -> Result<Option<Step>, DeletionFault> {
    let Some(most) = page_size(calls, 1) else { return Ok(None) };
    let page = store.endpoints_to_empty(&deletion.account_id, after, most).await?;
    for endpoint_id in &page {
        calls.spend(1);
        let name = object_name(deletion.account_id.as_str(), endpoint_id);
        objects::empty(env, ObjectClass::WebhookDelivery, &name).await?;
    }
    let last = page.last().filter(|_| is_full(page.len(), most));
    Ok(Some(match (last, deletion.stage) {
        (Some(last), _) => step(deletion, ENDPOINTS, last),
        (None, DeletionStage::Objects) => Step::to_stage(DeletionStage::Rows),
        (None, _) => Step::to_stage(DeletionStage::LastRows),
    }))
}

/// Takes the calls of a page, and returns the number of objects for which the rest is enough. `None` when that is none.
fn page_size(calls: &CallBudget, calls_per_object: u32) -> Option<u32> {
    let for_objects = calls.left().saturating_sub(CALLS_PER_PAGE);
    let most = for_objects.checked_div(calls_per_object).unwrap_or(0).min(MAX_PAGE);
    (most > 0 && calls.take(CALLS_PER_PAGE)).then_some(most)
}

fn is_full(count: usize, most: u32) -> bool {
    u32::try_from(count).is_ok_and(|count| count >= most)
}

fn step(deletion: &AccountDeletion, prefix: &str, after: &str) -> Step {
    Step { stage: deletion.stage, position: format!("{prefix}{after}") }
}
