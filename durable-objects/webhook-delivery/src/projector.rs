//! Writes finished attempts to D1.

use std::{cell::Cell, rc::Rc};

use runtime::{clock, log};
use store_d1::{Store, StoreError};

use crate::{Fault, Inner};

const WRITE_DEADLINE_MS: u64 = 20_000;
const FIRST_BACKOFF_MS: i64 = 1_000;
const MAX_BACKOFF_MS: i64 = 60_000;

/// State of the projector. Memory only: unprojected records are rows.
#[derive(Default)]
pub(crate) struct Projector {
    failures: Cell<u32>,
    retry_at_ms: Cell<i64>,
    /// Record limit of the next batch, set when D1 refused one: smaller batches find the faulty record.
    max_records: Cell<Option<usize>>,
}

impl Projector {
    /// Returns the earliest time of the next projection: now, or the end of the back-off while D1 fails.
    pub(crate) fn not_before_ms(&self, now_ms: i64) -> i64 {
        if self.failures.get() == 0 { now_ms } else { self.retry_at_ms.get() }
    }

    pub(crate) fn failed(&self, now_ms: i64) {
        let failures = self.failures.get().saturating_add(1);
        let backoff_ms = FIRST_BACKOFF_MS.saturating_mul(1_i64 << failures.min(6));
        self.failures.set(failures);
        self.retry_at_ms.set(now_ms.saturating_add(backoff_ms.min(MAX_BACKOFF_MS)));
    }

    pub(crate) fn succeeded(&self) {
        self.failures.set(0);
    }
}

/// Writes all unprojected records, ignoring any back-off.
pub(crate) async fn run_now(inner: &Rc<Inner>) -> Result<(), Fault> {
    inner.projector.succeeded();
    run(inner).await
}

/// Writes all unprojected records, unless D1 is in back-off.
pub(crate) async fn run(inner: &Rc<Inner>) -> Result<(), Fault> {
    let projector = &inner.projector;
    let (account_id, endpoint_id) = inner.ids()?;
    while projector.not_before_ms(clock::now_ms()) <= clock::now_ms() {
        let batch = inner.with_core(|core| core.projection(projector.max_records.get()))?;
        let Some(batch) = batch else { return Ok(()) };
        let store = Store::open(&inner.env)?;
        let write = store.insert_attempts(&account_id, &endpoint_id, &batch.attempts);
        let outcome = clock::within(WRITE_DEADLINE_MS, write).await;
        match outcome.unwrap_or_else(|| Err(StoreError::Unavailable("no answer".to_owned()))) {
            Ok(()) => {
                projector.succeeded();
                projector.max_records.set(None);
                inner.with_core(|core| core.projected(&batch))?;
                if !batch.more {
                    return Ok(());
                }
            }
            Err(StoreError::Refused(error)) if batch.attempts.len() == 1 => {
                log::error("an attempt cannot be logged", &[("error", &error)]);
                inner.with_core(|core| core.projected(&batch))?;
            }
            Err(error) => {
                if matches!(error, StoreError::Refused(_)) {
                    projector.max_records.set(Some((batch.attempts.len() / 2).max(1)));
                }
                projector.failed(clock::now_ms());
                return Err(error.into());
            }
        }
    }
    Ok(())
}
