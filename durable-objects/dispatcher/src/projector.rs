//! Projects changes to D1, one batch at a time, and lets concurrent callers share a run.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use dispatcher_records::Projection;
use futures_channel::oneshot;
use object_kit::{Backoff, Fault, RUN_LEASE_MS};
use runtime::{
    clock,
    gate::{Gate, GatePermit},
    log::{self, events::DispatcherEvent},
};
use store_d1::{Store, StoreError};
use unix_time::UnixMillis;

use crate::DispatcherShell;

/// Deadline of one write to D1. After it the write counts as failed and is retried later.
const WRITE_DEADLINE_MS: u64 = 20_000;
/// Pause between the batches of a backlog, in milliseconds. Without it a large backlog delays every request of the
/// thread, since each step of theirs waits for a batch.
const BATCH_PAUSE_MS: u64 = 20;
/// Batch size from which the row limit is lifted again after a refusal.
const WIDE_ENOUGH_ROWS: usize = 64;
/// Minimum interval between records of the account's last activity.
const TOUCH_INTERVAL_MS: i64 = 3_600_000;

/// State of the projector. Memory only: dirty rows are marked in SQLite.
pub(crate) struct Projector {
    /// Admits one run at a time.
    runs: Gate,
    /// Callers that wait for a run that starts after their call.
    waiting: RefCell<Vec<oneshot::Sender<bool>>>,
    retries: Backoff,
    /// Row limit of the next batch, set when D1 refused one: smaller batches find the faulty row.
    max_rows: Cell<Option<usize>>,
    touched_at_ms: Cell<UnixMillis>,
}

impl Default for Projector {
    fn default() -> Self {
        Self {
            runs: Gate::new(1),
            waiting: RefCell::default(),
            retries: Backoff::default(),
            max_rows: Cell::default(),
            touched_at_ms: Cell::default(),
        }
    }
}

impl Projector {
    /// Returns the earliest time of the next projection: now, or the end of the back-off while D1 fails.
    pub(crate) fn not_before_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        self.retries.not_before_ms(now_ms)
    }
}

/// Projects everything that is dirty now, and returns whether D1 has it. Concurrent callers share runs. A run under
/// way may have missed a caller's write, so callers wait for the next one.
pub(crate) async fn flush(shell: &Rc<DispatcherShell>) -> bool {
    let (sender, receiver) = oneshot::channel();
    shell.projector.waiting.borrow_mut().push(sender);
    if let Some(permit) = shell.projector.runs.enter(RUN_LEASE_MS)
        && !shell
            .tasks
            .spawn(&shell.state, shell.log.scope(Some("projection"), run(shell.clone(), permit)))
    {
        // Dropping the senders answers the waiting callers with `false`; the alarm projects later.
        shell.projector.waiting.take();
    }
    receiver.await.unwrap_or(false)
}

async fn run(shell: Rc<DispatcherShell>, permit: GatePermit) {
    loop {
        let callers = shell.projector.waiting.take();
        // Nothing is awaited from here until the permit is dropped, so no caller can join a run that has ended.
        if callers.is_empty() {
            break;
        }
        let done = match project_all(&shell).await {
            Ok(done) => done,
            Err(fault) => {
                log::write(&DispatcherEvent::ProjectionFailed { error: &fault });
                false
            }
        };
        for caller in callers {
            // The receiver is gone if the caller gave up waiting, which is not an error.
            caller.send(done).ok();
        }
    }
    drop(permit);
}

async fn project_all(shell: &Rc<DispatcherShell>) -> Result<bool, Fault> {
    let projector = &shell.projector;
    let account_id = shell.account_id()?;
    loop {
        let now_ms = clock::now_ms();
        if projector.not_before_ms(now_ms) > now_ms {
            return Ok(false);
        }
        let batch = shell.with_core(|core| core.projection(now_ms, projector.max_rows.get()))?;
        let Some(batch) = batch else { return Ok(true) };
        let is_due = projector.touched_at_ms.get().saturating_add(TOUCH_INTERVAL_MS) <= now_ms;
        let touch = is_due && batch.shows_use();
        let store = Store::open(&shell.env)?;
        let write = store.project(&account_id, &batch, touch.then_some(now_ms));
        // A write that missed its deadline may still be carried out. Its statements can be repeated without harm.
        let outcome = clock::within(WRITE_DEADLINE_MS, write).await;
        let outcome =
            outcome.unwrap_or_else(|| Err(StoreError::Unavailable("no answer".to_owned())));
        match outcome {
            Ok(()) => {
                projector.retries.succeeded();
                let wider = projector.max_rows.get().map(|most| most.saturating_mul(2));
                projector.max_rows.set(wider.filter(|most| *most < WIDE_ENOUGH_ROWS));
                if touch {
                    projector.touched_at_ms.set(now_ms);
                }
                shell.with_core(|core| core.record_projected(&batch, clock::now_ms()))?;
                if !batch.more {
                    return Ok(true);
                }
                clock::pause(BATCH_PAUSE_MS).await;
            }
            Err(error) => {
                failed(shell, &batch, &error)?;
                return Ok(false);
            }
        }
    }
}

fn failed(
    shell: &Rc<DispatcherShell>,
    batch: &Projection,
    error: &StoreError,
) -> Result<(), Fault> {
    let projector = &shell.projector;
    let retry_at_ms = projector.retries.failed(clock::now_ms());
    let refused = matches!(error, StoreError::Refused(_) | StoreError::Conflict(_));
    if refused {
        projector.max_rows.set(Some((batch.rows() / 2).max(1)));
    }
    log::write(&DispatcherEvent::ProjectionRefused { error });
    let set_aside =
        shell.with_core(|core| core.record_projection_failed(batch, refused, retry_at_ms))?;
    if let Some(row) = set_aside {
        log::write(&DispatcherEvent::RowSetAside { row: &row });
    }
    Ok(())
}
