//! `PushQueue`: sends push messages to phones. Named `upstream` if another server forwards the pushes; that server
//! accepts so few requests that all phones share one queue. Otherwise named `fcm/<two hex>`, by the digest of the
//! phone's token.
//!
//! It guards three invariants: equal pushes keep a minimum distance, a token that keeps failing is paused, and an
//! upstream gets no more requests than it accepts. The rules are in the `push` crate, which is tested natively; the
//! command is in `object_commands::push_queue`. This shell owns the clock, the alarm and the requests.
//!
//! A push that is sent at once is only in memory, because its phone also fetches by itself every quarter of an
//! hour. Pushes that wait for their turn or a retry, with the phones that they are for, and paused tokens are rows. If
//! the account's Dispatcher misses the notice that pushes do not reach a phone, it learns so after the next push.

mod fcm;
mod kept;
mod news;
mod post;
mod send;
mod upstream;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use object_commands::push_queue::{Enqueue, Enqueued, PushQueueCommand as Command};
use object_sql::SqlError;
use push_queue::{Offer, Pace, Queue, Rules};
use runtime::{PushRoute, Settings, clock, gate::Gate, log, objects, tasks::Tasks};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// Maximum number of pushes in one request to an upstream.
const UPSTREAM_BATCH: usize = 500;
/// Maximum number of concurrent rounds of sending. Each sends everything that is due, a few pushes at a time.
const MAX_ROUNDS: usize = 16;
/// Minimum delay of the alarm, which leaves room for other events.
const MIN_ALARM_OFFSET_MS: i64 = 20;
const AFTER_FAULT_MS: i64 = 60_000;

/// One queue of pushes.
#[durable_object]
pub struct PushQueue(Rc<Inner>);

struct Inner {
    state: State,
    env: Env,
    queue: RefCell<Option<Queue>>,
    /// Time of the alarm as this instance last set it.
    alarm_at_ms: Cell<Option<i64>>,
    commands: Gate,
    rounds: Tasks,
}

/// Reason why an operation has no outcome. Only ever logged.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[error(transparent)]
    Settings(#[from] runtime::SettingsError),
    #[error("{0}")]
    Platform(String),
}

impl DurableObject for PushQueue {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(Inner {
            state,
            env,
            queue: RefCell::new(None),
            alarm_at_ms: Cell::new(None),
            commands: Gate::new(objects::MAX_COMMANDS),
            rounds: Tasks::new(MAX_ROUNDS),
        }))
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let Some(_pass) = self.0.commands.enter(objects::COMMAND_MS) else {
            return objects::busy();
        };
        let Command::Enqueue(command) = objects::read_command(&mut request).await?;
        match enqueue(&self.0, command).await {
            Ok(outcome) => objects::answer(&outcome),
            Err(fault) => {
                self.0.report_fault("pushes were not taken", &fault);
                Response::error("unavailable", 503)
            }
        }
    }

    async fn alarm(&self) -> Result<Response> {
        self.0.alarm_at_ms.set(None);
        if let Err(fault) = send::whatever_is_due(&self.0).await {
            self.0.report_fault("pushes were not sent", &fault);
            self.0.begin_afresh();
            // An alarm that is not set again never goes off, so it is set after any fault.
            self.0.state.storage().set_alarm(AFTER_FAULT_MS).await.ok();
        }
        Response::empty()
    }
}

/// Queues pushes, and sends those that are due after the answer.
async fn enqueue(inner: &Rc<Inner>, command: Enqueue) -> std::result::Result<Enqueued, Fault> {
    let now_ms = clock::now_ms();
    // If there is no room for another round, the alarm sends.
    let has_room = inner.rounds.has_room();
    let (accepted, begun, has_news) = inner.with_queue(|queue| {
        let mut accepted = 0;
        for push in command.pushes {
            match queue.offer_for(command.phone.as_ref(), push, now_ms) {
                Offer::Taken => accepted += 1,
                // The phone's account is told by the next round.
                Offer::LeftAlone => {}
                Offer::Full => log::warn("a push queue is full", &[]),
            }
        }
        let begun = if has_room { queue.begin(now_ms) } else { Vec::new() };
        (accepted, begun, queue.has_news())
    })?;
    if !begun.is_empty() || has_news {
        let _ = inner.rounds.spawn(&inner.state, send::all(inner.clone(), begun));
    }
    inner.arm(now_ms).await?;
    Ok(Enqueued { accepted })
}

impl Inner {
    /// Runs one step on the queue and stores its changes. A new instance restores the queue first.
    fn with_queue<T>(&self, step: impl FnOnce(&mut Queue) -> T) -> std::result::Result<T, Fault> {
        let mut slot = self.queue.borrow_mut();
        if slot.is_none() {
            *slot = Some(Queue::restore(self.rules()?, kept::read(&self.state)?));
        }
        let queue = slot.as_mut().ok_or_else(|| Fault::Platform("no queue".to_owned()))?;
        let outcome = step(queue);
        kept::write(&self.state, queue.take_changes())?;
        Ok(outcome)
    }

    fn rules(&self) -> std::result::Result<Rules, Fault> {
        let settings = &Settings::of(&self.env)?.push;
        let rules = Rules::new(settings.debounce_ms);
        Ok(match settings.route {
            Some(PushRoute::Upstream { .. }) => {
                let requests = push_queue::upstream::REQUESTS_PER_WINDOW;
                let pace = Some(Pace { requests, window_ms: push_queue::upstream::WINDOW_MS });
                Rules { batch: UPSTREAM_BATCH, pace, ..rules }
            }
            Some(PushRoute::Fcm(_)) | None => rules,
        })
    }

    /// Sets the alarm to the time of the next push, unless it goes off earlier anyway.
    async fn arm(&self, now_ms: i64) -> std::result::Result<(), Fault> {
        let Some(due_ms) = self.with_queue(|queue| queue.next_due_ms(now_ms))? else {
            return Ok(());
        };
        if self.alarm_at_ms.get().is_some_and(|at_ms| at_ms > now_ms && at_ms <= due_ms) {
            return Ok(());
        }
        let offset_ms = due_ms.saturating_sub(now_ms).max(MIN_ALARM_OFFSET_MS);
        self.alarm_at_ms.set(Some(now_ms.saturating_add(offset_ms)));
        Ok(self.state.storage().set_alarm(offset_ms).await?)
    }

    /// Drops the queue in memory, so that it is restored from its rows. Pushes under way are forgotten unless they
    /// have a row.
    fn begin_afresh(&self) {
        self.queue.replace(None);
        self.alarm_at_ms.set(None);
    }

    fn report_fault(&self, message: &str, fault: &Fault) {
        let name = self.state.id().name().unwrap_or_default();
        log::error(message, &[("push.queue", &name), ("error", &fault.to_string())]);
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self::Platform(error.to_string())
    }
}
