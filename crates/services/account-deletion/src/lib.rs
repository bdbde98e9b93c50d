//! Deletion of an account with all its data.
//!
//! [`begin`] is durable and one transaction: from then on the account is disabled, and nothing enables it again. The
//! rest is done by [`advance`], a bounded part of it at a time: at once by the request, then by the cron. The order makes
//! sure that nothing is recreated:
//!
//! 1. The account's objects are emptied. An emptied object refuses everything from then on, so no alarm, socket or
//!    late call writes to it.
//! 2. Rows are deleted, except for those of gateways and endpoints, which name the objects.
//! 3. After [`SETTLE_MS`], when no cached credential admits anybody and no call from before is under way, the objects
//!    are emptied that the account got in the meantime.
//! 4. What is left in any table is deleted, until a round over all tables finds nothing. The account's own row is last,
//!    with the end of the deletion.
//!
//! Every part may be interrupted, repeated, and done by two runs at once.

mod emptying;
mod rows;

use identity::Actor;
use ids::AccountId;
use rand_core::RngCore;
use runtime::{OsRng, call_budget::CallBudget, objects::CallError};
use sha2::{Digest, Sha256};
use store_d1::{
    Store, StoreError,
    accounts::deletions::{AccountDeletion, DeletionBegun, DeletionStage, NewAccountDeletion},
};
use unix_time::UnixMillis;
use worker::Env;

/// Time between the request and the final look at objects and rows. It is longer than credentials are cached and calls
/// that began before are under way, together.
pub const SETTLE_MS: i64 = 90_000;

/// Reason why a deletion did not go on. Repeating it is safe.
#[derive(Debug, thiserror::Error)]
pub enum DeletionFault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Object(#[from] CallError),
    #[error("the settings cannot be read")]
    Settings,
}

/// Begins to delete an account if `name` is its name. Costs one query.
pub async fn begin(
    store: &Store,
    account_id: &AccountId,
    name: &str,
    actor: &Actor,
    now_ms: UnixMillis,
) -> Result<DeletionBegun, StoreError> {
    let (actor_kind, actor_id) =
        actor.recorded().map_or(("anonymous", None), |(kind, id)| (kind, Some(id)));
    let (id, name_digest) = (new_id(now_ms), name_digest(name));
    let deletion = NewAccountDeletion {
        id: &id,
        account_id,
        name,
        name_digest: &name_digest,
        actor_kind,
        actor_id,
    };
    store.begin_account_deletion(&deletion, now_ms).await
}

/// Goes on with a deletion until nothing is left to do now or the calls of D1 and of objects are spent.
pub async fn advance(
    env: &Env,
    store: &Store,
    mut deletion: AccountDeletion,
    now_ms: UnixMillis,
    calls: &CallBudget,
) -> Result<(), DeletionFault> {
    loop {
        let next = match deletion.stage {
            DeletionStage::Rows => rows::run(store, &deletion, calls).await?,
            DeletionStage::ObjectsAgain if now_ms < settled_at_ms(&deletion) => None,
            DeletionStage::Objects | DeletionStage::ObjectsAgain => {
                emptying::run(env, store, &deletion, calls).await?
            }
            DeletionStage::LastRows => return rows::finish(store, &deletion, now_ms, calls).await,
        };
        let Some(Step { stage, position }) = next else { return Ok(()) };
        // Another run goes on if it was faster.
        if !store.advance_account_deletion(&deletion, stage, &position).await? {
            return Ok(());
        }
        deletion = AccountDeletion { stage, position, ..deletion };
    }
}

/// Place at which a deletion goes on. Recording it is one of the calls that the step took.
struct Step {
    stage: DeletionStage,
    position: String,
}

impl Step {
    fn to_stage(stage: DeletionStage) -> Self {
        Self { stage, position: String::new() }
    }
}

fn settled_at_ms(deletion: &AccountDeletion) -> UnixMillis {
    deletion.requested_at_ms.saturating_add(SETTLE_MS)
}

/// Makes an id that sorts by time.
fn new_id(now_ms: UnixMillis) -> String {
    let mut random = [0_u8; 8];
    OsRng.fill_bytes(&mut random);
    format!("{:012x}{}", now_ms.as_i64().max(0), hex::encode(random))
}

/// Returns the digest under which a receipt keeps the name of its account: the SHA-256 as hex.
pub fn name_digest(name: &str) -> String {
    hex::encode(Sha256::digest(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time() {
        let ids = [5, 1_000, 1_790_000_000_000].map(|at_ms| new_id(UnixMillis::new(at_ms)));
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(ids.iter().all(|id| id.len() == 28), "{ids:?}");
    }
}
