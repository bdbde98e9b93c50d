//! Ends expired sessions, and tells subscribers of ended ones.

use std::collections::BTreeMap;

use ids::AccountId;
use runtime::log::{self, events::MaskingEvent};
use store_d1::{
    Store, StoreError,
    masking::{create::SessionDetails, sweep::ClosedSession},
};
use unix_time::UnixMillis;
use webhooks::{Event, Fact, SessionFacts};
use worker::Env;

/// Ends up to `limit` expired sessions over all accounts, and tells the subscribers of `proxy.session_closed`. Returns
/// the number of due sessions. With nothing due this costs one query of keys; otherwise one more per account, and an
/// object call per subscriber.
pub async fn expire(env: &Env, now_ms: UnixMillis, limit: u32) -> Result<usize, StoreError> {
    let expired = Store::open(env)?.expire_sessions(now_ms, limit).await?;
    let mut closed: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for session in expired.closed {
        let of_account = closed.entry(session.account_id.clone()).or_default();
        of_account.push(expiry(session, now_ms));
    }
    for (account_id, events) in closed {
        if let Some(account_id) = AccountId::parse(&account_id) {
            notify_subscribers(env, &account_id, &events).await;
        }
    }
    Ok(expired.due)
}

/// Returns the event for a session that a caller ended.
pub(crate) fn end(session: &SessionDetails, now_ms: UnixMillis) -> Event {
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

/// Tells the subscribers. The sessions stay ended even if that fails.
pub(crate) async fn notify_subscribers(env: &Env, account_id: &AccountId, events: &[Event]) {
    if let Err(error) = webhook_endpoints::announce_events(env, account_id, events).await {
        let account_id = &account_id.as_str();
        log::write(&MaskingEvent::SubscribersNotTold { account_id, error: &error });
    }
}

fn expiry(session: ClosedSession, now_ms: UnixMillis) -> Event {
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
