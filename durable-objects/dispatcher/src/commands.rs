//! Handlers of the commands in `object_commands::dispatcher`.

use std::rc::Rc;

use messaging::ReportEffect;
use object_commands::dispatcher::{
    DispatcherCommand as Command, Explanation, FetchMessages, FetchedBatch, FlushOutcome, Masking,
    MessageReports, Presence, PresenceOutcome, Receive, ReceiveBatch, ReceiveOutcome, ReceivedAt,
    ReferenceReport, ReportBatch, Resend, ResendOutcome, Submit, SubmitOutcome,
};
use object_kit::{Fault, answer, read_command};
use runtime::{
    OsRng, clock,
    log::{self, events::DispatcherEvent},
};
use store_d1::Store;
use unix_time::UnixMillis;
use webhooks::Event;
use worker::{Request, Response};

use crate::{
    DispatcherShell, delivery, feed_sockets, follow_up::after_change, gateway_reviews, masking,
    projector, settings_reader,
};

/// Time that a listing waits for its flush before it is told to retry.
const FLUSH_DEADLINE_MS: u64 = 1_000;

pub(crate) async fn handle(
    shell: &Rc<DispatcherShell>,
    mut request: Request,
) -> Result<Response, Fault> {
    let command: Command = read_command(&mut request).await?;
    let now_ms = clock::now_ms();
    let response = match command {
        Command::Submit(submit) => answer(&submit_message(shell, submit, now_ms).await?),
        Command::Explain(explain) => answer(&self::explain(shell, &explain.submit, now_ms).await?),
        Command::Resend(resend) => answer(&self::resend(shell, resend, now_ms).await?),
        Command::Report(batch) => answer(&report(shell, &batch, now_ms).await?),
        Command::Fetch(fetch) => answer(&self::fetch(shell, &fetch, now_ms).await?),
        Command::ReportMessages(reports) => {
            answer(&report_messages(shell, &reports, now_ms).await?)
        }
        Command::Cancel(cancel) => {
            let outcome = shell.with_core(|core| core.cancel(&cancel.message_id, now_ms))?;
            after_change(shell, now_ms).await?;
            answer(&outcome)
        }
        Command::Receive(receive) => answer(&self::receive(shell, receive, now_ms).await?),
        Command::ReceiveBatch(batch) => answer(&receive_batch(shell, batch, now_ms).await),
        Command::ReportReference(report) => {
            answer(&report_reference(shell, &report, now_ms).await?)
        }
        Command::Presence(presence) => answer(&self::presence(shell, &presence, now_ms).await?),
        Command::Status(status) => {
            answer(&shell.with_core(|core| core.status(&status.message_id))?)
        }
        Command::Flush(_) => answer(&flush(shell).await),
        Command::LastSeen(_) => answer(&shell.with_core(|core| Ok(core.last_seen()))?),
        Command::GatewayState(wanted) => {
            settings_reader::read_unknown(shell, &wanted.gateway_id, now_ms).await?;
            answer(&shell.with_core(|core| core.gateway_state(&wanted.gateway_id, now_ms))?)
        }
        Command::GatewayChanged(changed_gateway) => {
            settings_reader::read_changed(shell, &changed_gateway.gateway_id, now_ms).await?;
            shell.with_core(|core| {
                core.schedule_socket_check(&changed_gateway.gateway_id);
                Ok(())
            })?;
            gateway_reviews::run(shell).await?;
            answer(&after_change(shell, now_ms).await?)
        }
        Command::EndpointsChanged(_) => {
            settings_reader::read_endpoints(shell).await?;
            answer(&after_change(shell, now_ms).await?)
        }
        Command::UsedCallbacks(wanted) => {
            answer(&shell.with_core(|core| core.used_callbacks(&wanted.endpoint_ids))?)
        }
        Command::ReadOptOutPolicy(_) => answer(&shell.with_core(|core| Ok(core.opt_out_policy()))?),
        Command::ChangeOptOutPolicy(policy) => {
            answer(&shell.with_core(|core| core.change_opt_out_policy(&policy.change))?)
        }
        Command::ChangeOptOuts(opt_outs) => {
            let outcome = shell.with_core(|core| core.change_opt_outs(&opt_outs, now_ms))?;
            after_change(shell, now_ms).await?;
            answer(&outcome)
        }
        Command::ListOptOuts(list) => {
            answer(&shell.with_core(|core| core.list_opt_outs(&list.after, list.limit))?)
        }
        Command::FindOptOut(find) => {
            answer(&shell.with_core(|core| core.find_opt_out(&find.number))?)
        }
        Command::FeedEvents(feed) => {
            let events: Vec<Event> =
                feed.events.iter().filter_map(|event| serde_json::from_str(event).ok()).collect();
            answer(&shell.with_core(|core| core.feed_events(&events, now_ms))?)
        }
        Command::EndReaders(end) => {
            answer(&feed_sockets::end_readers(&shell.state, end.readers.as_deref()))
        }
        Command::Poke(poke) => {
            // First, so that a lost alarm is set again even if D1 cannot be read.
            shell.arm(now_ms.saturating_add(1)).await?;
            if poke.reconcile {
                settings_reader::reconcile(shell, now_ms).await?;
                gateway_reviews::run(shell).await?;
            }
            answer(&after_change(shell, now_ms).await?)
        }
    };
    Ok(response?)
}

pub(crate) async fn submit_message(
    shell: &Rc<DispatcherShell>,
    submit: Submit,
    now_ms: UnixMillis,
) -> Result<SubmitOutcome, Fault> {
    if let Some(gateway_id) = submit.draft.options.gateway_id.clone() {
        settings_reader::read_unknown(shell, &gateway_id, now_ms).await?;
    }
    let wait_ms = submit.wait_ms;
    let outcome = shell.with_core(|core| core.submit(submit, now_ms, &mut OsRng))?;
    let SubmitOutcome::Accepted { receipt, replayed, .. } = outcome else { return Ok(outcome) };
    let waiting = wait_ms.map(|ms| (shell.hand_overs.wait_for(&receipt.message_id), ms));
    // A replayed submission changed no row.
    if !replayed {
        after_change(shell, now_ms).await?;
    }
    let hand_over = match waiting {
        Some((waiting, wait_ms)) => Some(waiting.outcome(shell, wait_ms).await?),
        None => None,
    };
    Ok(SubmitOutcome::Accepted { receipt, replayed, hand_over })
}

/// Explains a submission. Nothing is written, but for a gateway that this object was never told of: it is read from D1
/// first, as a submission would read it.
async fn explain(
    shell: &Rc<DispatcherShell>,
    submit: &Submit,
    now_ms: UnixMillis,
) -> Result<Explanation, Fault> {
    if let Some(gateway_id) = &submit.draft.options.gateway_id {
        settings_reader::read_unknown(shell, gateway_id, now_ms).await?;
    }
    shell.with_core(|core| core.explain(submit, now_ms))
}

async fn resend(
    shell: &Rc<DispatcherShell>,
    resend: Resend,
    now_ms: UnixMillis,
) -> Result<ResendOutcome, Fault> {
    let id = resend.message_id.clone();
    let known = shell.with_core(|core| core.status(id.as_str()))?;
    let settled = match &known {
        Some(_) => None,
        None => Store::open(&shell.env)?.find_message(&shell.account_id()?, &id).await?,
    };
    let original = known.as_ref().or(settled.as_ref());
    if let Some(gateway_id) = original.and_then(|message| message.options.gateway_id.as_ref()) {
        settings_reader::read_unknown(shell, gateway_id, now_ms).await?;
    }
    let outcome =
        shell.with_core(|core| core.resend(resend, settled.as_ref(), now_ms, &mut OsRng))?;
    let accepted = |submitted: &SubmitOutcome| {
        matches!(submitted, SubmitOutcome::Accepted { replayed: false, .. })
    };
    if matches!(&outcome, ResendOutcome::Submitted { submitted } if accepted(submitted)) {
        after_change(shell, now_ms).await?;
    }
    Ok(outcome)
}

async fn report(
    shell: &Rc<DispatcherShell>,
    batch: &ReportBatch,
    now_ms: UnixMillis,
) -> Result<Vec<ReportEffect>, Fault> {
    // Settled messages have left this object. Their rows are read from D1, so that late reports still count.
    let absent = shell.with_core(|core| core.absent_by_wire_id(batch))?;
    if !absent.is_empty() {
        let store = Store::open(&shell.env)?;
        let messages = store.find_messages(&shell.account_id()?, &absent).await?;
        shell.with_core(|core| {
            messages.iter().try_for_each(|it| core.restore_message(it, now_ms))
        })?;
    }
    let effects = shell.with_core(|core| core.report(batch, now_ms))?;
    after_change(shell, now_ms).await?;
    Ok(effects)
}

async fn fetch(
    shell: &Rc<DispatcherShell>,
    fetch: &FetchMessages,
    now_ms: UnixMillis,
) -> Result<FetchedBatch, Fault> {
    settings_reader::read_unknown(shell, &fetch.gateway_id, now_ms).await?;
    let (fetched, deliveries) = shell.with_core(|core| core.fetch(fetch, now_ms))?;
    if !deliveries.is_empty() {
        if shell.fetch_tasks.has_room() {
            let delivery = delivery::deliver_all(shell.clone(), deliveries);
            // Nothing was awaited since the check, so there is room.
            let _ = shell.fetch_tasks.spawn(&shell.state, delivery);
        } else {
            delivery::deliver_all(shell.clone(), deliveries).await;
        }
    }
    after_change(shell, now_ms).await?;
    Ok(fetched)
}

async fn report_messages(
    shell: &Rc<DispatcherShell>,
    reports: &MessageReports,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    settings_reader::read_unknown(shell, &reports.gateway_id, now_ms).await?;
    let (ids, client_ids) = shell.with_core(|core| core.absent_by_message_id(reports))?;
    if !ids.is_empty() || !client_ids.is_empty() {
        let store = Store::open(&shell.env)?;
        let account_id = shell.account_id()?;
        let mut messages = Vec::new();
        if !ids.is_empty() {
            messages.extend(store.find_messages(&account_id, &ids).await?);
        }
        if !client_ids.is_empty() {
            messages.extend(store.find_messages_of_client(&account_id, &client_ids).await?);
        }
        shell.with_core(|core| {
            messages.iter().try_for_each(|it| core.restore_message(it, now_ms))
        })?;
    }
    shell.with_core(|core| core.report_messages(reports, now_ms))?;
    after_change(shell, now_ms).await
}

async fn receive(
    shell: &Rc<DispatcherShell>,
    receive: Receive,
    now_ms: UnixMillis,
) -> Result<ReceiveOutcome, Fault> {
    match &receive.at {
        ReceivedAt::Gateway { gateway_id } => {
            settings_reader::read_unknown(shell, gateway_id, now_ms).await?;
            if !shell.with_core(|core| Ok(core.knows_gateway(gateway_id)))? {
                // D1 answered that there is no such gateway. It was deleted, so a retry would change nothing.
                return Ok(ReceiveOutcome::GatewayInactive);
            }
        }
        ReceivedAt::Number { provider, address } => {
            settings_reader::ensure_number(shell, provider, address, now_ms).await?;
        }
    }
    let by_provider = matches!(receive.at, ReceivedAt::Number { .. });
    let wait_ms = match receive.masking {
        Masking::Always { wait_ms } => wait_ms,
        Masking::IfMasked => masking::WAIT_MS,
    };
    let claim = shell.with_core(|core| Ok(core.claim_of(&receive, now_ms)))?;
    // The answer to a keyword is submitted in the step that stores the SMS, so that it is neither lost nor repeated.
    let (received, to_mask) = shell.with_core(|core| {
        let received = core.receive(receive, now_ms)?;
        core.send_opt_out_replies(now_ms, &mut OsRng)?;
        Ok(received)
    })?;
    after_change(shell, now_ms).await?;
    let ReceiveOutcome::Stored { message_id, duplicate, .. } = &received else {
        return Ok(received);
    };
    let Some(to_mask) = to_mask else {
        // The first report's relayed SMS may still be refused, and then this repeated report must be answered with
        // the refusal too.
        let hand_over = match claim.filter(|_| by_provider && *duplicate) {
            Some(claim) => masking::wait_for_decision(shell, &claim, wait_ms).await,
            None => None,
        };
        return Ok(ReceiveOutcome::Stored {
            message_id: message_id.clone(),
            duplicate: *duplicate,
            hand_over,
        });
    };
    if !by_provider {
        // The phone needs no outcome, so the decision runs in the background.
        masking::decide_in_background(shell, to_mask);
        return Ok(received);
    }
    let hand_over = Some(masking::decide_and_wait(shell, to_mask, wait_ms).await?);
    Ok(ReceiveOutcome::Stored { message_id: message_id.clone(), duplicate: *duplicate, hand_over })
}

/// Stores SMS one after another. A fault is logged and does not keep the others from being stored.
async fn receive_batch(
    shell: &Rc<DispatcherShell>,
    batch: ReceiveBatch,
    now_ms: UnixMillis,
) -> Vec<Option<ReceiveOutcome>> {
    let mut received = Vec::with_capacity(batch.messages.len());
    for message in batch.messages {
        let stored = receive(shell, message, now_ms).await;
        let fault = |fault: &Fault| log::write(&DispatcherEvent::InboundNotStored { error: fault });
        received.push(stored.inspect_err(fault).ok());
    }
    received
}

/// Handles a provider's delivery report. The message may have left this object, or D1 may not know the reference
/// until the next projection.
async fn report_reference(
    shell: &Rc<DispatcherShell>,
    report: &ReferenceReport,
    now_ms: UnixMillis,
) -> Result<ReportEffect, Fault> {
    let (store, account_id) = (Store::open(&shell.env)?, shell.account_id()?);
    let mut found = store.find_reference(&account_id, &report.reference).await?;
    if found.is_none() && flush(shell).await == FlushOutcome::Done {
        found = store.find_reference(&account_id, &report.reference).await?;
    }
    let Some((message_id, ordinal)) = found else {
        let kept = shell.with_core(|core| Ok(core.keep_early_report(report)))?;
        return Ok(if kept { ReportEffect::Noted } else { ReportEffect::Unknown });
    };
    if !shell.with_core(|core| core.has_message(&message_id))? {
        let messages = store.find_messages(&account_id, std::slice::from_ref(&message_id)).await?;
        shell.with_core(|core| {
            messages.iter().try_for_each(|it| core.restore_message(it, now_ms))
        })?;
    }
    let effect =
        shell.with_core(|core| core.report_reference(&message_id, ordinal, report, now_ms))?;
    after_change(shell, now_ms).await?;
    Ok(effect)
}

async fn presence(
    shell: &Rc<DispatcherShell>,
    presence: &Presence,
    now_ms: UnixMillis,
) -> Result<PresenceOutcome, Fault> {
    settings_reader::read_unknown(shell, &presence.gateway_id, now_ms).await?;
    let noted = shell.with_core(|core| core.presence(presence, now_ms))?;
    after_change(shell, now_ms).await?;
    Ok(noted)
}

async fn flush(shell: &Rc<DispatcherShell>) -> FlushOutcome {
    match clock::within(FLUSH_DEADLINE_MS, projector::flush(shell)).await {
        Some(true) => FlushOutcome::Done,
        Some(false) | None => FlushOutcome::Busy,
    }
}
