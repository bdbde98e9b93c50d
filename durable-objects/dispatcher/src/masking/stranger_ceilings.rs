//! Ceilings on answers to people without a session. Anybody can write to a masking number, and each answer costs an
//! SMS.

use std::rc::Rc;

use masking::{Outgoing, OutgoingKind};
use object_commands::webhook_delivery::{EnqueueEvents, QueuedEvent, object_name};
use object_kit::Fault;
use request_limits::{Bucket, Ceiling};
use runtime::{
    Settings,
    log::{self, events::DispatcherEvent},
    objects::{self, ObjectClass},
};
use store_d1::Store;
use unix_time::UnixMillis;
use webhooks::{Event, EventKind, Fact, StoppedFacts};

use crate::DispatcherShell;

/// Name of these SMS in ceilings and events.
const PURPOSE: &str = "masking_answers";
/// Length of a number block: the plus sign, the country code and the digits after it, as for one-time codes.
const BLOCK_CHARS: usize = 7;
/// Maximum number of remembered reports; beyond it the memory is cleared.
const MAX_TOLD: usize = 100;

/// Returns the outgoing SMS that the ceilings admit. An answer to a stranger costs one D1 statement, any other
/// SMS none.
pub(super) async fn within_ceilings(
    shell: &Rc<DispatcherShell>,
    store: &Store,
    settings: &Settings,
    outgoing: Vec<Outgoing>,
    now_ms: UnixMillis,
) -> Result<Vec<Outgoing>, Fault> {
    let account_id = shell.account_id()?;
    let mut admitted = Vec::with_capacity(outgoing.len());
    for one in outgoing {
        if !is_for_stranger(&one) {
            admitted.push(one);
            continue;
        }
        let block = one.to.get(..BLOCK_CHARS).unwrap_or(&one.to);
        let ceilings = settings.ceilings.strangers;
        let buckets = ceilings.buckets(PURPOSE, &settings.network_key, None, block, now_ms);
        match store.count_sms(&account_id, &buckets).await? {
            Ok(()) => admitted.push(one),
            Err(full) => notify_ceiling_reached(shell, full, block, now_ms)?,
        }
    }
    Ok(admitted)
}

/// Whether the SMS answers a person who has no session with anybody.
fn is_for_stranger(outgoing: &Outgoing) -> bool {
    match outgoing.kind {
        OutgoingKind::Relay => false,
        OutgoingKind::NoSession => true,
        OutgoingKind::Notice => outgoing.session_id.is_none(),
    }
}

/// Reports a reached ceiling to the account's endpoints in the background, once in the ceiling's window: an
/// endpoint takes an event once.
fn notify_ceiling_reached(
    shell: &Rc<DispatcherShell>,
    full: &Bucket,
    block: &str,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    {
        let mut told = shell.masking_decisions.told.borrow_mut();
        if told.get(&full.subject).is_some_and(|until_ms| *until_ms > now_ms) {
            return Ok(());
        }
        if told.len() >= MAX_TOLD {
            told.clear();
        }
        told.insert(full.subject.clone(), full.ends_at_ms);
    }
    let reason = full.ceiling.as_str();
    log::write(&DispatcherEvent::StrangersNotAnswered { reason: &reason });
    let facts = StoppedFacts {
        subject: full.subject.clone(),
        purpose: PURPOSE.to_owned(),
        reason: reason.to_owned(),
        limit: Some(full.quota),
        number_block: (full.ceiling == Ceiling::NumberBlock).then(|| block.to_owned()),
        until_ms: full.ends_at_ms,
    };
    // The event's id derives from the end of the window, so a stop is one event however often it is reported.
    let occurrence = u64::try_from(full.ends_at_ms.as_i64()).unwrap_or(0);
    let event = Event::record(Fact::SpendingStopped(facts), occurrence, None, now_ms);
    let event = QueuedEvent::of(&event)?;
    let endpoints = shell.with_core(|core| Ok(core.subscribers_of(EventKind::SpendingStopped)))?;
    let account_id = shell.account_id()?;
    let env = shell.env.clone();
    let announced = shell.tasks.spawn(&shell.state, async move {
        for endpoint_id in endpoints {
            let name = object_name(account_id.as_str(), &endpoint_id);
            let enqueue = EnqueueEvents { events: vec![event.clone()] };
            let called = objects::call(&env, ObjectClass::WebhookDelivery, &name, enqueue).await;
            if let Err(error) = called {
                log::write(&DispatcherEvent::StopNotAnnounced { error: &error });
            }
        }
    });
    if !announced {
        let error = &"too many tasks are under way";
        log::write(&DispatcherEvent::StopNotAnnounced { error });
    }
    Ok(())
}
