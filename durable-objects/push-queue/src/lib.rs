//! `PushQueue`: tells phones by push. Named `upstream` where another server passes pushes on, which takes
//! so few requests that all phones share them, and else `fcm/<two hex>`, by the digest of the phone's token.
//!
//! It guards the invariants that equal pushes keep their distance, that a token that keeps failing is left
//! alone, and that an upstream gets no more requests than it takes. The rules are the `push` crate's, tested
//! natively; its command is `contracts::push_queue`. This shell owns the clock, the alarm and the requests.
//!
//! A push that goes at once is nowhere but in memory, for its phone fetches by itself every quarter of an
//! hour. What waits for its turn or its next try, and whom to leave alone, are rows. Whose a token is, is not kept:
//! an account's Dispatcher that does not learn that a token is no good learns it after the next push.

mod fcm;
mod kept;
mod phones;
mod post;
mod send;
mod upstream;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use contracts::push_queue::{Enqueue, Enqueued, PushQueueCommand as Command};
use object_sql::SqlError;
use phones::Phones;
use push::{Offer, Pace, Queue, Rules};
use runtime::{PushRoute, Settings, clock, gate::Gate, log, objects, tasks::Tasks};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// The most pushes in one request to an upstream.
const UPSTREAM_BATCH: usize = 500;
/// The most rounds of sending at once. Each sends what there is, a few pushes at a time.
const MAX_ROUNDS: usize = 16;
/// Whatever the rules say, the alarm leaves room for other events.
const MIN_ALARM_OFFSET_MS: i64 = 20;
const AFTER_FAULT_MS: i64 = 60_000;

/// One queue of pushes.
#[durable_object]
pub struct PushQueue(Rc<Inner>);

struct Inner {
    state: State,
    env: Env,
    queue: RefCell<Option<Queue>>,
    /// The alarm as this instance last set it.
    alarm_at_ms: Cell<Option<i64>>,
    commands: Gate,
    rounds: Tasks,
    phones: Phones,
}

/// Why something has no outcome. Never shown to anybody but the log.
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
            phones: Phones::default(),
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
            // Whatever was wrong: an alarm that is not set again never goes off.
            self.0.state.storage().set_alarm(AFTER_FAULT_MS).await.ok();
        }
        Response::empty()
    }
}

/// Takes pushes, and sends after the answer what may go at once.
async fn enqueue(inner: &Rc<Inner>, command: Enqueue) -> std::result::Result<Enqueued, Fault> {
    let now_ms = clock::now_ms();
    if let Some(phone) = &command.phone {
        inner.phones.remember(&command.pushes, phone);
    }
    // Where there is no room for another round, the alarm sends.
    let has_room = inner.rounds.has_room();
    let (accepted, begun) = inner.with_queue(|queue| {
        let mut accepted = 0;
        for push in command.pushes {
            match queue.offer(push, now_ms) {
                Offer::Taken => accepted += 1,
                Offer::LeftAlone => {}
                Offer::Full => log::warn("a push queue is full", &[]),
            }
        }
        (accepted, if has_room { queue.begin(now_ms) } else { Vec::new() })
    })?;
    if !begun.is_empty() {
        let _ = inner.rounds.spawn(&inner.state, send::all(inner.clone(), begun));
    }
    inner.arm(now_ms).await?;
    Ok(Enqueued { accepted })
}

impl Inner {
    /// Runs one step on the queue, reading it first if this instance is new, and keeps what the step changed.
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
                let requests = push::upstream::REQUESTS_PER_WINDOW;
                let pace = Some(Pace { requests, window_ms: push::upstream::WINDOW_MS });
                Rules { batch: UPSTREAM_BATCH, pace, ..rules }
            }
            Some(PushRoute::Fcm(_)) | None => rules,
        })
    }

    /// Sets the alarm to when there is something to do, unless it goes off before that anyway.
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

    /// Reads the queue again from what was kept; what was under way is forgotten, or found there.
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
