//! Ending sessions that expired, and telling subscribers which are over.

use std::collections::BTreeMap;

use identity::AccountId;
use runtime::log;
use store_d1::{
    Store, StoreError,
    proxy::{create::SessionDetails, sweep::ClosedSession},
};
use webhooks::{Event, Fact, SessionFacts};
use worker::Env;

/// Ends sessions that have expired, up to `limit` of all accounts, and tells who subscribed to
/// `proxy.session_closed`. Returns how many were due. Where nothing is due it costs one query of keys; else one
/// more for each account, and an object call for each subscriber.
pub async fn expire(env: &Env, now_ms: i64, limit: u32) -> Result<usize, StoreError> {
    let expired = Store::open(env)?.expire_sessions(now_ms, limit).await?;
    let mut closed: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for session in expired.closed {
        let of_account = closed.entry(session.account_id.clone()).or_default();
        of_account.push(expiry(session, now_ms));
    }
    for (account_id, events) in closed {
        if let Some(account_id) = AccountId::parse(&account_id) {
            tell(env, &account_id, &events).await;
        }
    }
    Ok(expired.due)
}

/// What subscribers are told when somebody has ended a session.
pub(crate) fn end(session: &SessionDetails, now_ms: i64) -> Event {
    let [a, b] = &session.participants;
    event(SessionFacts {
        session_id: session.id.clone(),
        number: session.value.clone(),
        participant_a: a.address.clone(),
        participant_b: b.address.clone(),
        reason: "ended".to_owned(),
        created_at_ms: session.created_at_ms,
        closed_at_ms: now_ms,
    })
}

/// Tells them. The sessions are over whether or not that succeeds.
pub(crate) async fn tell(env: &Env, account_id: &AccountId, events: &[Event]) {
    if let Err(error) = edge_kit::announce(env, account_id, events).await {
        let fields = [("account.id", account_id.as_str()), ("error", &error.to_string())];
        log::warn("subscribers were not told that a session is over", &fields);
    }
}

fn expiry(session: ClosedSession, now_ms: i64) -> Event {
    event(SessionFacts {
        session_id: session.id,
        number: session.value,
        participant_a: session.participant_a,
        participant_b: session.participant_b,
        reason: "expired".to_owned(),
        created_at_ms: session.created_at_ms,
        closed_at_ms: now_ms,
    })
}

fn event(facts: SessionFacts) -> Event {
    let closed_at_ms = facts.closed_at_ms;
    Event::record(Fact::ProxySessionClosed(facts), 0, None, closed_at_ms)
}
