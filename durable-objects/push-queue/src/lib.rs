//! `PushQueue`: sends push messages to phones. Named `upstream` if another server forwards the pushes; that server
//! accepts so few requests that all phones share one queue. Otherwise named `fcm/<two hex>`, by the digest of the
//! phone's token.
//!
//! It guards three invariants: equal pushes keep a minimum distance, a token that keeps failing is paused, and an
//! upstream gets no more requests than it accepts. The rules are in the `push-queue` crate, which is tested natively;
//! the command is in `object_commands::push_queue`. This shell owns the clock, the alarm and the requests.
//!
//! A push that is sent at once is only in memory, because its phone also fetches by itself every quarter of an
//! hour. Pushes that wait for their turn or a retry, with the phones that they are for, and paused tokens are rows. If
//! the account's Dispatcher misses the notice that pushes do not reach a phone, it learns so after the next push.

mod entry_rows;
mod fcm;
mod post_request;
mod reachability;
mod send;
mod upstream;

use std::rc::Rc;

use object_commands::push_queue::{Enqueue, Enqueued, PushQueueCommand as Command};
use object_kit::{
    Alarm, Commands, CoreCell, Fault, LoggedName, Tasks, answer, or_unavailable, read_command,
    report_fault,
};
use push_queue::{Offer, Pace, Queue, Rules};
use runtime::{PushRoute, Settings, clock, log};
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
pub struct PushQueue(Rc<PushQueueShell>);

struct PushQueueShell {
    state: State,
    env: Env,
    queue: CoreCell<Queue>,
    alarm: Alarm,
    commands: Commands,
    rounds: Tasks,
}

impl DurableObject for PushQueue {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(PushQueueShell {
            state,
            env,
            queue: CoreCell::default(),
            alarm: Alarm::with_min_offset_ms(MIN_ALARM_OFFSET_MS),
            commands: Commands::default(),
            rounds: Tasks::new(MAX_ROUNDS),
        }))
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let shell = &self.0;
        let handled = async {
            let Command::Enqueue(command) = read_command(&mut request).await?;
            let outcome = enqueue(shell, command).await;
            let response = outcome.and_then(|outcome| Ok(answer(&outcome)?));
            or_unavailable(response, |fault| shell.report_fault("pushes were not taken", fault))
        };
        shell.commands.run(handled).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.0.alarm.forget();
        if let Err(fault) = send::send_due(&self.0).await {
            self.0.report_fault("pushes were not sent", &fault);
            self.0.drop_queue();
            self.0.alarm.set_after_fault(&self.0.state, AFTER_FAULT_MS).await;
        }
        Response::empty()
    }
}

/// Queues pushes, and sends those that are due after the answer.
async fn enqueue(
    shell: &Rc<PushQueueShell>,
    command: Enqueue,
) -> std::result::Result<Enqueued, Fault> {
    let now_ms = clock::now_ms();
    // If there is no room for another round, the alarm sends.
    let has_room = shell.rounds.has_room();
    let (accepted, begun, has_news) = shell.with_queue(|queue| {
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
        let _ = shell.rounds.spawn(&shell.state, send::send_all(shell.clone(), begun));
    }
    shell.arm(now_ms).await?;
    Ok(Enqueued { accepted })
}

impl PushQueueShell {
    /// Runs one step on the queue and stores its changes. A new instance restores the queue first.
    fn with_queue<T>(&self, step: impl FnOnce(&mut Queue) -> T) -> std::result::Result<T, Fault> {
        let restore = || Ok(Queue::restore(self.rules()?, entry_rows::read(&self.state)?));
        self.queue.with(restore, |queue| {
            let outcome = step(queue);
            entry_rows::write(&self.state, queue.take_changes())?;
            Ok::<_, Fault>(outcome)
        })
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
        Ok(self.alarm.ensure(&self.state, due_ms).await?)
    }

    /// Drops the queue in memory, so that it is restored from its rows. Pushes under way are forgotten unless they
    /// have a row.
    fn drop_queue(&self) {
        self.queue.close();
        self.alarm.forget();
    }

    fn report_fault(&self, message: &str, fault: &Fault) {
        report_fault(&self.state, LoggedName::As("push.queue"), message, fault);
    }
}
