//! Handlers of the commands in `object_commands::webhook_delivery`.

use std::rc::Rc;

use object_commands::webhook_delivery::{
    ApprovalRequest, EndpointChanged, EnqueueEvents, QueueState, QueuedEvent, Replay,
    ReplayOutcome, WebhookDeliveryCommand as Command,
};
use object_kit::{Fault, answer, read_command};
use runtime::clock;
use unix_time::UnixMillis;
use webhook_delivery::EndpointEvent;
use worker::{Request, Response};

use crate::{WebhookDeliveryShell, attempt_rounds, endpoint, endpoint_question, projector};

pub(crate) async fn handle(
    shell: &Rc<WebhookDeliveryShell>,
    mut request: Request,
) -> Result<Response, Fault> {
    let command: Command = read_command(&mut request).await?;
    let now_ms = clock::now_ms();
    // The command may store something again, and then the alarm has to be set again as well.
    shell.gone.set(false);
    let response = match command {
        Command::Enqueue(EnqueueEvents { events }) => {
            let events = events.into_iter().map(event).collect();
            shell.with_core(|core| core.enqueue(events, now_ms))?;
            answer(&attempt_rounds::begin_after_answer(shell, now_ms).await?)
        }
        Command::Ask(ApprovalRequest { event: queued }) => {
            answer(&endpoint_question::ask_endpoint(shell, &event(queued)).await?)
        }
        Command::EndpointChanged(change) => {
            answer(&endpoint_changed(shell, &change, now_ms).await?)
        }
        Command::Replay(replay) => {
            let count = shell.with_core(|core| match &replay {
                Replay::Event { event_id } => core.replay(event_id, now_ms).map(u32::from),
                Replay::Range { from_ms, to_ms, delivered, limit } => {
                    let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
                    let count = core.replay_range(*from_ms, *to_ms, *delivered, limit, now_ms)?;
                    Ok(u32::try_from(count).unwrap_or(u32::MAX))
                }
            })?;
            attempt_rounds::begin_after_answer(shell, now_ms).await?;
            answer(&ReplayOutcome { count })
        }
        Command::Project(_) => answer(&projector::run_now(shell).await?),
        Command::Queue(_) => answer(&shell.with_core(|core| {
            Ok(QueueState {
                queued: core.queued(),
                in_flight: core.in_flight(),
                failed: core.failed(),
                breaker_open: core.is_breaker_open(),
            })
        })?),
    };
    if shell.is_new.replace(false) {
        attempt_rounds::begin_after_answer(shell, now_ms).await?;
    }
    Ok(response?)
}

async fn endpoint_changed(
    shell: &Rc<WebhookDeliveryShell>,
    change: &EndpointChanged,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    if change.enable {
        shell.with_core(webhook_delivery::WebhookDeliveryCore::enable)?;
    }
    shell.endpoint.forget();
    if endpoint::current(shell, now_ms).await?.is_some() {
        attempt_rounds::begin_after_answer(shell, now_ms).await?;
    }
    Ok(())
}

fn event(queued: QueuedEvent) -> EndpointEvent {
    EndpointEvent {
        event_id: queued.event_id,
        order_key: queued.order_key,
        kind: queued.kind,
        payload: queued.payload,
        occurred_at_ms: queued.occurred_at_ms,
    }
}
