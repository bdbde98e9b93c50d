//! Sends events to the objects of webhook endpoints, in batches and with its own back-off.

use std::rc::Rc;

use dispatcher_records::RELAY_SUBSCRIBER;
use futures_util::future::join_all;
use ids::AccountId;
use object_commands::webhook_delivery::{EnqueueEvents, QueuedEvent, object_name};
use object_kit::{Backoff, Fault, RUN_LEASE_MS};
use runtime::{
    clock,
    gate::Gate,
    log::{self, events::DispatcherEvent},
    objects::{self, ObjectClass},
};
use unix_time::UnixMillis;

use crate::{
    DispatcherShell,
    relay_requests::{self, PostponedEvent},
};

/// Delay until an alarm that finds a run under way looks again.
const LOOK_AGAIN_MS: i64 = 5_000;
/// Maximum number of events in one call. It is limited so that the receiving object keeps delivering in between.
const EVENTS_PER_CALL: usize = 500;

/// State of the announcer. Memory only: the events to announce are rows.
pub(crate) struct Announcer {
    /// Admits one run at a time.
    runs: Gate,
    /// Failures since the last success of everything that had failed.
    retries: Backoff,
}

impl Default for Announcer {
    fn default() -> Self {
        Self { runs: Gate::new(1), retries: Backoff::default() }
    }
}

impl Announcer {
    /// Returns the earliest time at which the alarm should start a run. A run that is under way also picks up new
    /// events. Failed events have their own back-off and hold up no others.
    pub(crate) fn not_before_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        if self.runs.is_full_at(now_ms) { now_ms.saturating_add(LOOK_AGAIN_MS) } else { now_ms }
    }

    /// Records that the run that began at `began_at_ms` announced everything that was due. This ends the back-off
    /// if the failed batch was due in that run.
    fn succeeded(&self, began_at_ms: UnixMillis) {
        if began_at_ms >= self.retries.retry_at_ms() {
            self.retries.succeeded();
        }
    }
}

/// Announces all events that are due. Only one run is active at a time, so that each endpoint gets the events of a
/// message in order.
pub(crate) async fn run(shell: Rc<DispatcherShell>) {
    let announcer = &shell.announcer;
    let Some(permit) = announcer.runs.enter(RUN_LEASE_MS) else { return };
    if let Err(fault) = announce_all(&shell).await {
        log::write(&DispatcherEvent::AnnouncementFailed { error: &fault });
    }
    drop(permit);
    if announcer.retries.is_failing()
        && let Err(fault) = shell.arm(announcer.retries.retry_at_ms()).await
    {
        log::write(&DispatcherEvent::AnnouncementRetryNotScheduled { error: &fault });
    }
}

async fn announce_all(shell: &Rc<DispatcherShell>) -> Result<(), Fault> {
    let announcer = &shell.announcer;
    let account_id = shell.account_id()?;
    let began_at_ms = clock::now_ms();
    loop {
        let now_ms = clock::now_ms();
        let Some(batch) = shell.with_core(|core| core.announcement(now_ms))? else {
            // If a batch failed in this run, its retry time is after the run's start, so the failures stay counted.
            announcer.succeeded(began_at_ms);
            return Ok(());
        };
        let calls = batch
            .endpoints
            .iter()
            .map(|(endpoint_id, events)| announce_batch(shell, &account_id, endpoint_id, events));
        let outcomes = join_all(calls).await;
        let now_ms = clock::now_ms();
        // One failure repeats the whole batch. Endpoints that have it already recognize the events by their ids.
        let told: Result<Vec<Vec<PostponedEvent>>, Fault> = outcomes.into_iter().collect();
        match told {
            Ok(postponed) => {
                let postponed = postponed.concat();
                shell.with_core(|core| core.record_announced_except(&batch, &postponed, now_ms))?;
            }
            Err(_logged) => {
                let retry_at_ms = announcer.retries.failed(now_ms);
                shell.with_core(|core| {
                    core.record_announcing_failed(&batch, retry_at_ms);
                    Ok(())
                })?;
            }
        }
    }
}

async fn announce_batch(
    shell: &Rc<DispatcherShell>,
    account_id: &AccountId,
    endpoint_id: &str,
    events: &[QueuedEvent],
) -> Result<Vec<PostponedEvent>, Fault> {
    if endpoint_id == RELAY_SUBSCRIBER {
        let handled = relay_requests::handle_events(shell, events).await;
        return handled
            .inspect_err(|error| log::write(&DispatcherEvent::RequestUndecided { error }));
    }
    let name = object_name(account_id.as_str(), endpoint_id);
    for portion in events.chunks(EVENTS_PER_CALL) {
        let command = EnqueueEvents { events: portion.to_vec() };
        let called = objects::call(&shell.env, ObjectClass::WebhookDelivery, &name, command).await;
        called.inspect_err(|error| {
            let webhook_endpoint = &endpoint_id;
            log::write(&DispatcherEvent::EventsNotHandedOver { webhook_endpoint, error });
        })?;
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_grows_while_failures_continue_and_ends_after_the_failed_batch_succeeds() {
        let announcer = Announcer::default();
        let mut now_ms = UnixMillis::EPOCH;
        for backoff_ms in [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
            let retry_at_ms = announcer.retries.failed(now_ms);
            assert_eq!(retry_at_ms, now_ms + backoff_ms);
            // Success of other batches does not end the back-off.
            announcer.succeeded(now_ms);
            announcer.succeeded(retry_at_ms - 1);
            assert_eq!(announcer.not_before_ms(now_ms), now_ms);
            now_ms = retry_at_ms;
        }
        announcer.succeeded(now_ms);
        assert_eq!(announcer.retries.failed(now_ms), now_ms + 2_000);
    }
}
