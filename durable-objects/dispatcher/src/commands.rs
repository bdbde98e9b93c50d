//! Handlers of the commands in `object_commands::dispatcher`.

use std::rc::Rc;

use dispatcher::PROJECTION_DELAY_MS;
use messaging::ReportEffect;
use object_commands::dispatcher::{
    DispatcherCommand as Command, Fetch, Fetched, Flushed, Masking, MessageReports, Presence,
    PresenceNoted, Receive, ReceiveBatch, Received, ReceivedAt, ReferenceReport, ReportBatch,
    Submit, Submitted,
};
use object_kit::{Fault, answer, read_command};
use runtime::{
    OsRng, clock,
    log::{self, events::DispatcherEvent},
};
use store_d1::Store;
use worker::{Request, Response};

use crate::{Inner, delivery, masking, projector, reviews, settings_reader};

/// Time that a listing waits for its flush before it is told to retry.
const FLUSH_DEADLINE_MS: u64 = 1_000;

pub(crate) async fn handle(inner: &Rc<Inner>, mut request: Request) -> Result<Response, Fault> {
    let command: Command = read_command(&mut request).await?;
    let now_ms = clock::now_ms();
    let response = match command {
        Command::Submit(submit) => answer(&submit_message(inner, submit, now_ms).await?),
        Command::Report(batch) => answer(&report(inner, &batch, now_ms).await?),
        Command::Fetch(fetch) => answer(&self::fetch(inner, &fetch, now_ms).await?),
        Command::ReportMessages(reports) => {
            answer(&report_messages(inner, &reports, now_ms).await?)
        }
        Command::Cancel(cancel) => {
            let outcome = inner.with_core(|core| core.cancel(&cancel.message_id, now_ms))?;
            changed(inner, now_ms).await?;
            answer(&outcome)
        }
        Command::Receive(receive) => answer(&self::receive(inner, receive, now_ms).await?),
        Command::ReceiveBatch(batch) => answer(&receive_batch(inner, batch, now_ms).await),
        Command::ReportReference(report) => {
            answer(&report_reference(inner, &report, now_ms).await?)
        }
        Command::Presence(presence) => answer(&self::presence(inner, &presence, now_ms).await?),
        Command::Status(status) => {
            answer(&inner.with_core(|core| core.status(&status.message_id))?)
        }
        Command::Flush(_) => answer(&flush(inner).await),
        Command::LastSeen(_) => answer(&inner.with_core(|core| Ok(core.last_seen()))?),
        Command::GatewayChanged(changed_gateway) => {
            settings_reader::read_changed(inner, &changed_gateway.gateway_id, now_ms).await?;
            inner.with_core(|core| {
                core.look_at_sockets_of_unused(&changed_gateway.gateway_id);
                Ok(())
            })?;
            reviews::run(inner).await?;
            answer(&changed(inner, now_ms).await?)
        }
        Command::EndpointsChanged(_) => {
            settings_reader::read_endpoints(inner).await?;
            answer(&changed(inner, now_ms).await?)
        }
        Command::Poke(poke) => {
            inner.arm(now_ms.saturating_add(1)).await?;
            if poke.reconcile {
                settings_reader::reconcile(inner, now_ms).await?;
                reviews::run(inner).await?;
            }
            answer(&changed(inner, now_ms).await?)
        }
    };
    Ok(response?)
}

pub(crate) async fn submit_message(
    inner: &Rc<Inner>,
    submit: Submit,
    now_ms: i64,
) -> Result<Submitted, Fault> {
    if let Some(gateway_id) = submit.draft.options.gateway_id.clone() {
        settings_reader::learn(inner, &gateway_id, now_ms).await?;
    }
    let wait_ms = submit.wait_ms;
    let outcome = inner.with_core(|core| core.submit(submit, now_ms, &mut OsRng))?;
    let Submitted::Accepted { receipt, replayed, .. } = outcome else { return Ok(outcome) };
    let waiting = wait_ms.map(|ms| (inner.hand_overs.wait_for(&receipt.message_id), ms));
    if !replayed {
        changed(inner, now_ms).await?;
    }
    let hand_over = match waiting {
        Some((waiting, wait_ms)) => Some(waiting.outcome(inner, wait_ms).await?),
        None => None,
    };
    Ok(Submitted::Accepted { receipt, replayed, hand_over })
}

async fn report(
    inner: &Rc<Inner>,
    batch: &ReportBatch,
    now_ms: i64,
) -> Result<Vec<ReportEffect>, Fault> {
    let absent = inner.with_core(|core| core.absent(batch))?;
    if !absent.is_empty() {
        let store = Store::open(&inner.env)?;
        let messages = store.find_messages(&inner.account_id()?, &absent).await?;
        inner.with_core(|core| messages.iter().try_for_each(|it| core.adopt(it, now_ms)))?;
    }
    let effects = inner.with_core(|core| core.report(batch, now_ms))?;
    changed(inner, now_ms).await?;
    Ok(effects)
}

async fn fetch(inner: &Rc<Inner>, fetch: &Fetch, now_ms: i64) -> Result<Fetched, Fault> {
    settings_reader::learn(inner, &fetch.gateway_id, now_ms).await?;
    let (fetched, deliveries) = inner.with_core(|core| core.fetch(fetch, now_ms))?;
    if !deliveries.is_empty() {
        if inner.fetch_tasks.has_room() {
            let delivery = delivery::deliver_all(inner.clone(), deliveries);
            let _ = inner.fetch_tasks.spawn(&inner.state, delivery);
        } else {
            delivery::deliver_all(inner.clone(), deliveries).await;
        }
    }
    changed(inner, now_ms).await?;
    Ok(fetched)
}

async fn report_messages(
    inner: &Rc<Inner>,
    reports: &MessageReports,
    now_ms: i64,
) -> Result<(), Fault> {
    settings_reader::learn(inner, &reports.gateway_id, now_ms).await?;
    let (ids, client_ids) = inner.with_core(|core| core.absent_messages(reports))?;
    if !ids.is_empty() || !client_ids.is_empty() {
        let store = Store::open(&inner.env)?;
        let account_id = inner.account_id()?;
        let mut messages = Vec::new();
        if !ids.is_empty() {
            messages.extend(store.find_messages(&account_id, &ids).await?);
        }
        if !client_ids.is_empty() {
            messages.extend(store.find_messages_of_client(&account_id, &client_ids).await?);
        }
        inner.with_core(|core| messages.iter().try_for_each(|it| core.adopt(it, now_ms)))?;
    }
    inner.with_core(|core| core.report_messages(reports, now_ms))?;
    changed(inner, now_ms).await
}

async fn receive(inner: &Rc<Inner>, receive: Receive, now_ms: i64) -> Result<Received, Fault> {
    match &receive.at {
        ReceivedAt::Gateway { gateway_id } => {
            settings_reader::learn(inner, gateway_id, now_ms).await?;
            if !inner.with_core(|core| Ok(core.knows_gateway(gateway_id)))? {
                // D1 answered that there is no such gateway. It was deleted, so a retry would change nothing.
                return Ok(Received::GatewayInactive);
            }
        }
        ReceivedAt::Number { provider, address } => {
            settings_reader::learn_number(inner, provider, address, now_ms).await?;
        }
    }
    let by_provider = matches!(receive.at, ReceivedAt::Number { .. });
    let wait_ms = match receive.masking {
        Masking::Always { wait_ms } => wait_ms,
        Masking::IfMasked => masking::WAIT_MS,
    };
    let claim = inner.with_core(|core| Ok(core.claim_of(&receive, now_ms)))?;
    let (received, to_mask) = inner.with_core(|core| core.receive(receive, now_ms))?;
    changed(inner, now_ms).await?;
    let Received::Stored { message_id, duplicate, .. } = &received else { return Ok(received) };
    let Some(to_mask) = to_mask else {
        // The first report's relayed SMS may still be refused, and then this repeated report must be answered with
        // the refusal too.
        let hand_over = match claim.filter(|_| by_provider && *duplicate) {
            Some(claim) => masking::wait_for_decision(inner, &claim, wait_ms).await,
            None => None,
        };
        return Ok(Received::Stored {
            message_id: message_id.clone(),
            duplicate: *duplicate,
            hand_over,
        });
    };
    if !by_provider {
        // The phone needs no outcome, so the decision runs in the background.
        masking::decide_in_background(inner, to_mask);
        return Ok(received);
    }
    let hand_over = Some(masking::decide_and_wait(inner, to_mask, wait_ms).await?);
    Ok(Received::Stored { message_id: message_id.clone(), duplicate: *duplicate, hand_over })
}

/// Stores SMS one after another. A fault is logged and does not keep the others from being stored.
async fn receive_batch(
    inner: &Rc<Inner>,
    batch: ReceiveBatch,
    now_ms: i64,
) -> Vec<Option<Received>> {
    let mut received = Vec::with_capacity(batch.messages.len());
    for message in batch.messages {
        let stored = receive(inner, message, now_ms).await;
        let fault = |fault: &Fault| log::write(&DispatcherEvent::InboundNotStored { error: fault });
        received.push(stored.inspect_err(fault).ok());
    }
    received
}

/// Handles a provider's delivery report. The message may have left this object, or D1 may not know the reference
/// until the next projection.
async fn report_reference(
    inner: &Rc<Inner>,
    report: &ReferenceReport,
    now_ms: i64,
) -> Result<ReportEffect, Fault> {
    let (store, account_id) = (Store::open(&inner.env)?, inner.account_id()?);
    let mut found = store.find_reference(&account_id, &report.reference).await?;
    if found.is_none() && flush(inner).await == Flushed::Done {
        found = store.find_reference(&account_id, &report.reference).await?;
    }
    let Some((message_id, ordinal)) = found else {
        let kept = inner.with_core(|core| Ok(core.keep_early_report(report)))?;
        return Ok(if kept { ReportEffect::Noted } else { ReportEffect::Unknown });
    };
    if !inner.with_core(|core| core.has_message(&message_id))? {
        let messages = store.find_messages(&account_id, std::slice::from_ref(&message_id)).await?;
        inner.with_core(|core| messages.iter().try_for_each(|it| core.adopt(it, now_ms)))?;
    }
    let effect =
        inner.with_core(|core| core.report_reference(&message_id, ordinal, report, now_ms))?;
    changed(inner, now_ms).await?;
    Ok(effect)
}

async fn presence(
    inner: &Rc<Inner>,
    presence: &Presence,
    now_ms: i64,
) -> Result<PresenceNoted, Fault> {
    settings_reader::learn(inner, &presence.gateway_id, now_ms).await?;
    let noted = inner.with_core(|core| core.presence(presence, now_ms))?;
    changed(inner, now_ms).await?;
    Ok(noted)
}

async fn flush(inner: &Rc<Inner>) -> Flushed {
    match clock::within(FLUSH_DEADLINE_MS, projector::flush(inner)).await {
        Some(true) => Flushed::Done,
        Some(false) | None => Flushed::Busy,
    }
}

/// Follows up on any change: sets the alarm in the same step as the write, and continues routing in the background
/// after the caller has its answer.
pub(crate) async fn changed(inner: &Rc<Inner>, now_ms: i64) -> Result<(), Fault> {
    inner.arm(now_ms.saturating_add(PROJECTION_DELAY_MS)).await?;
    if inner.with_core(|core| Ok(core.has_work()))? && !inner.pumping.get() {
        // If there is no room for the task, the alarm that was just set starts a round.
        let _ = inner.tasks.spawn(&inner.state, delivery::pump(inner.clone()));
    }
    Ok(())
}
