//! Ending the streams of those who follow events, when their credential is no longer valid.
//!
//! A lost call is only logged: the credential opens no other stream, and those that are open end when their time is up.

use edge_kit::{RequestContext, people};
use futures_util::{StreamExt, stream};
use identity::{PersonKey, PersonScope};
use ids::AccountId;
use object_commands::{
    dispatcher::EndReaders,
    event_feed::{READ_MARK_INTERVAL_MS, ReaderName},
};
use runtime::log::{self, events::GatewayApiEvent};
use store_d1::{Store, StoreError, people::sessions::EndedSession};

use crate::dispatcher_calls;

/// Maximum number of accounts in which the streams of a person of the deployment are ended, those that were followed
/// last: below the number of calls that a request may make.
const MAX_ACCOUNTS: u32 = 500;
/// Calls at a time.
const CALLS_AT_A_TIME: usize = 16;
/// Leeway for the clocks of Worker and Dispatcher, and for the time until an opened stream is marked.
const LEEWAY_MS: i64 = 60_000;

/// Ends all streams of the account's events.
pub(crate) async fn end_all(context: &RequestContext, account_id: &AccountId) {
    call(context, account_id, None).await;
}

/// Ends the streams that the key opened.
pub(crate) async fn end_key(context: &RequestContext, account_id: &AccountId, key_id: &str) {
    call(context, account_id, Some(vec![ReaderName::key(key_id)])).await;
}

/// Ends the streams of a person who was removed, or has another role now.
pub(crate) async fn end_person(context: &RequestContext, person: &PersonKey) {
    end(context, &person.scope, vec![ReaderName::person(person.id.as_str())]).await;
}

/// Ends what sessions that are over still have: their place in the cache, and their streams.
pub(crate) async fn end_sessions(
    context: &RequestContext,
    person: &PersonKey,
    ended: &[EndedSession],
) {
    for session in ended {
        people::forget(&session.digest);
    }
    let name = |it: &EndedSession| ReaderName::session(person.id.as_str(), &it.id);
    let readers: Vec<ReaderName> = ended.iter().map(name).collect();
    if !readers.is_empty() {
        end(context, &person.scope, readers).await;
    }
}

async fn end(context: &RequestContext, scope: &PersonScope, readers: Vec<ReaderName>) {
    let accounts = match scope {
        PersonScope::Account(account_id) => vec![account_id.clone()],
        PersonScope::Deployment => match followed_accounts(context).await {
            Ok(accounts) => accounts,
            Err(error) => return log::write(&GatewayApiEvent::StreamsNotEnded { error: &error }),
        },
    };
    let calls = accounts.iter().map(|account_id| call(context, account_id, Some(readers.clone())));
    stream::iter(calls).buffer_unordered(CALLS_AT_A_TIME).collect::<()>().await;
}

/// Lists the accounts that may have an open stream, by the marks of their Dispatchers.
async fn followed_accounts(context: &RequestContext) -> Result<Vec<AccountId>, StoreError> {
    let life_ms = i64::try_from(context.settings.streams.life_ms).unwrap_or(i64::MAX);
    let age_ms = life_ms.saturating_add(READ_MARK_INTERVAL_MS).saturating_add(LEEWAY_MS);
    let after_ms = context.now_ms.saturating_sub(age_ms);
    Store::open(&context.env)?.followed_accounts(after_ms, MAX_ACCOUNTS).await
}

async fn call(context: &RequestContext, account_id: &AccountId, readers: Option<Vec<ReaderName>>) {
    let end = EndReaders { readers };
    if let Err(error) = dispatcher_calls::dispatcher(context, account_id, end).await {
        log::write(&GatewayApiEvent::StreamsNotEnded { error: &error });
    }
}
