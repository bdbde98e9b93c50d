//! Writes finished attempts to D1.

use std::{cell::Cell, rc::Rc};

use object_kit::{Backoff, Fault};
use runtime::{
    clock,
    log::{self, events::WebhookEvent},
};
use store_d1::{Store, StoreError};
use unix_time::UnixMillis;

use crate::WebhookDeliveryShell;

const WRITE_DEADLINE_MS: u64 = 20_000;

/// State of the projector. Memory only: unprojected records are rows.
#[derive(Default)]
pub(crate) struct Projector {
    pub(crate) retries: Backoff,
    /// Record limit of the next batch, set when D1 refused one: smaller batches find the faulty record.
    max_records: Cell<Option<usize>>,
}

impl Projector {
    /// Returns the earliest time of the next projection: now, or the end of the back-off while D1 fails.
    pub(crate) fn not_before_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        self.retries.not_before_ms(now_ms)
    }
}

/// Writes all unprojected records, ignoring any back-off.
pub(crate) async fn run_now(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    shell.projector.retries.succeeded();
    run(shell).await
}

/// Writes all unprojected records, unless D1 is in back-off.
pub(crate) async fn run(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let projector = &shell.projector;
    let (account_id, endpoint_id) = shell.ids()?;
    while projector.not_before_ms(clock::now_ms()) <= clock::now_ms() {
        let batch = shell.with_core(|core| core.projection(projector.max_records.get()))?;
        let Some(batch) = batch else { return Ok(()) };
        let store = Store::open(&shell.env)?;
        // The alarm and a command may project the same records side by side. D1 keeps the first of two equal rows.
        let write = store.insert_attempts(&account_id, &endpoint_id, &batch.attempts);
        let outcome = clock::within(WRITE_DEADLINE_MS, write).await;
        match outcome.unwrap_or_else(|| Err(StoreError::Unavailable("no answer".to_owned()))) {
            Ok(()) => {
                projector.retries.succeeded();
                projector.max_records.set(None);
                shell.with_core(|core| core.delete_records(&batch))?;
                if !batch.more {
                    return Ok(());
                }
            }
            // A record that D1 refuses by itself would always be refused, and would block the others.
            Err(StoreError::Refused(error)) if batch.attempts.len() == 1 => {
                log::write(&WebhookEvent::AttemptNotProjected { error: &error });
                shell.with_core(|core| core.delete_records(&batch))?;
            }
            Err(error) => {
                if matches!(error, StoreError::Refused(_)) {
                    projector.max_records.set(Some((batch.attempts.len() / 2).max(1)));
                }
                projector.retries.failed(clock::now_ms());
                return Err(error.into());
            }
        }
    }
    Ok(())
}
