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

use object_commands::push_queue::{
    EnqueuePushes, EnqueuePushesOutcome, PushQueueCommand as Command,
};
use object_kit::{
    Alarm, Commands, CoreCell, Fault, LoggedName, ObjectLog, Tasks, answer, read_command,
};
use push_queue::{OfferOutcome, PushRules, Queue, RequestPace};
use runtime::{
    PushRoute, Settings, clock,
    log::{self, events::PushEvent},
};
use unix_time::UnixMillis;
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
    log: ObjectLog,
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
            log: ObjectLog::new("PushQueue", LoggedName::PushQueue, &state, &env),
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
            Ok(match read_command(&mut request).await? {
                Command::Enqueue(command) => answer(&enqueue(shell, command).await?)?,
                Command::ForgetAccount(command) => {
                    answer(&shell.with_queue(|queue| queue.forget_account(&command.account_id))?)?
                }
            })
        };
        shell.commands.run(&shell.log, handled).await
    }

    async fn alarm(&self) -> Result<Response> {
        let shell = &self.0;
        let sending = async {
            shell.alarm.forget();
            let sent = send::send_due(shell).await;
            if sent.is_err() {
                shell.drop_queue();
                shell.alarm.set_after_fault(&shell.state, AFTER_FAULT_MS).await;
            }
            sent
        };
        shell.log.alarm(sending).await
    }
}

/// Queues pushes, and sends those that are due after the answer.
async fn enqueue(
    shell: &Rc<PushQueueShell>,
    command: EnqueuePushes,
) -> std::result::Result<EnqueuePushesOutcome, Fault> {
    let now_ms = clock::now_ms();
    // If there is no room for another round, the alarm sends.
    let has_room = shell.rounds.has_room();
    let (accepted, begun, has_notices) = shell.with_queue(|queue| {
        let mut accepted = 0;
        for push in command.pushes {
            match queue.offer_for(command.phone.as_ref(), push, now_ms) {
                OfferOutcome::Accepted => accepted += 1,
                // The phone's account is told by the next round.
                OfferOutcome::Paused => {}
                OfferOutcome::Full => log::write(&PushEvent::QueueFull),
            }
        }
        let begun = if has_room { queue.begin(now_ms) } else { Vec::new() };
        (accepted, begun, queue.has_notices())
    })?;
    if !begun.is_empty() || has_notices {
        let round = shell.log.scope(Some("sending"), send::send_all(shell.clone(), begun));
        // Without room nothing was begun, and the notices wait in the queue for the next round.
        let _ = shell.rounds.spawn(&shell.state, round);
    }
    shell.arm(now_ms).await?;
    Ok(EnqueuePushesOutcome { accepted })
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

    fn rules(&self) -> std::result::Result<PushRules, Fault> {
        let settings = &Settings::of(&self.env)?.push;
        let rules = PushRules::new(settings.debounce_ms);
        Ok(match settings.route {
            Some(PushRoute::Upstream { .. }) => {
                let requests = push_queue::upstream::REQUESTS_PER_WINDOW;
                let pace =
                    Some(RequestPace { requests, window_ms: push_queue::upstream::WINDOW_MS });
                PushRules { batch: UPSTREAM_BATCH, pace, ..rules }
            }
            Some(PushRoute::Fcm(_)) | None => rules,
        })
    }

    /// Sets the alarm to the time of the next push, unless it goes off earlier anyway.
    async fn arm(&self, now_ms: UnixMillis) -> std::result::Result<(), Fault> {
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
}
