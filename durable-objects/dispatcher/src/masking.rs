//! Handling of SMS that arrived at a masking number: looks up the session in D1, lets the `masking` crate decide,
//! and submits the outgoing SMS.
//!
//! Concurrent reports of one SMS share one decision and its outcome. If an instance ends before its decision, the
//! alarm or the next report of the SMS decides.

mod intercept;
mod stranger_ceilings;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use dispatcher::UndecidedSms;
use futures_channel::oneshot;
use masking::{ArrivedSms, LoopGuard, NumberKey, Outgoing, OutgoingKind};
use messaging::{Content, Draft, Interaction, InteractionKind, OptOutRule, Options};
use object_commands::dispatcher::{HandOver, SubmitOutcome};
use object_kit::Fault;
use runtime::{
    OsRng, Settings, clock,
    log::{self, events::DispatcherEvent},
};
use store_d1::Store;
use telephony::Address;
use unix_time::UnixMillis;
use webhooks::Fact;

use crate::{DispatcherShell, follow_up::after_change};

/// Time that a provider's callback waits for the outcome of its SMS. Shorter than the deadline of a call to an
/// object.
pub(crate) const WAIT_MS: u32 = 8_000;
/// Age at which a decision counts as lost with its instance's I/O.
const STALE_RUN_MS: i64 = 60_000;
/// Interval at which the alarm looks for SMS that are undecided because D1 did not answer.
const LOOK_AGAIN_MS: i64 = 5_000;

/// Decisions under way. Memory only.
#[derive(Default)]
pub(crate) struct MaskingDecisions {
    /// Runs by claim.
    under_way: RefCell<BTreeMap<String, DecisionRun>>,
    guard: RefCell<LoopGuard>,
    looked_at_ms: Cell<UnixMillis>,
    /// Ceilings that were reported as reached, with the time until which no further report is made.
    told: RefCell<BTreeMap<String, UnixMillis>>,
}

struct DecisionRun {
    since_ms: UnixMillis,
    /// Callers that wait for the outcome.
    waiting: Vec<oneshot::Sender<HandOver>>,
}

/// Decides on an SMS and waits up to `wait_ms` for the outcome. The decision continues if the caller stops waiting.
pub(crate) async fn decide_and_wait(
    shell: &Rc<DispatcherShell>,
    to_mask: UndecidedSms,
    wait_ms: u32,
) -> Result<HandOver, Fault> {
    let receiver = begin(shell, to_mask);
    match clock::within(u64::from(wait_ms), receiver).await {
        Some(Ok(hand_over)) => Ok(hand_over),
        Some(Err(_)) => Err(Fault::new("a masked SMS is undecided")),
        None => Ok(HandOver::Unknown),
    }
}

/// Waits for the outcome of an SMS whose decision is under way. `None` when there is no such decision, or no
/// outcome within `wait_ms`.
pub(crate) async fn wait_for_decision(
    shell: &Rc<DispatcherShell>,
    claim: &str,
    wait_ms: u32,
) -> Option<HandOver> {
    let receiver = {
        let mut under_way = shell.masking_decisions.under_way.borrow_mut();
        let run = under_way.get_mut(claim)?;
        let (sender, receiver) = oneshot::channel();
        run.waiting.push(sender);
        receiver
    };
    clock::within(u64::from(wait_ms), receiver).await.and_then(Result::ok)
}

/// Does the same as [`decide_and_wait`] without a waiting caller. The alarm retries a failure.
pub(crate) fn decide_in_background(shell: &Rc<DispatcherShell>, to_mask: UndecidedSms) {
    drop(begin(shell, to_mask));
}

/// Decides the SMS left undecided by an earlier instance or by a D1 that did not answer.
pub(crate) fn decide_undecided(
    shell: &Rc<DispatcherShell>,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    let looked_at_ms = &shell.masking_decisions.looked_at_ms;
    if looked_at_ms.get().saturating_add(LOOK_AGAIN_MS) > now_ms {
        return Ok(());
    }
    looked_at_ms.set(now_ms);
    for to_mask in shell.with_core(|core| core.undecided_sms())? {
        decide_in_background(shell, to_mask);
    }
    Ok(())
}

/// Starts a decision, or joins the one under way.
fn begin(shell: &Rc<DispatcherShell>, to_mask: UndecidedSms) -> oneshot::Receiver<HandOver> {
    let (sender, receiver) = oneshot::channel();
    let mut under_way = shell.masking_decisions.under_way.borrow_mut();
    let now_ms = clock::now_ms();
    let current = under_way
        .get_mut(&to_mask.claim)
        .filter(|run| run.since_ms.saturating_add(STALE_RUN_MS) > now_ms);
    if let Some(run) = current {
        run.waiting.push(sender);
        return receiver;
    }
    let claim = to_mask.claim.clone();
    // The task is first polled after this function has returned, so it can borrow the runs.
    if shell.masking_tasks.spawn(&shell.state, run_decision(shell.clone(), to_mask)) {
        under_way.insert(claim, DecisionRun { since_ms: now_ms, waiting: vec![sender] });
    }
    // If there was no room, the dropped sender tells the caller that the SMS is undecided, and the alarm decides
    // it.
    receiver
}

async fn run_decision(shell: Rc<DispatcherShell>, to_mask: UndecidedSms) {
    let claim = to_mask.claim.clone();
    let outcome = decide_and_submit(&shell, to_mask).await;
    let run = shell.masking_decisions.under_way.borrow_mut().remove(&claim);
    match outcome {
        Ok(hand_over) => {
            for sender in run.map(|run| run.waiting).unwrap_or_default() {
                // The receiver is gone if the caller gave up waiting, which is not an error.
                sender.send(hand_over.clone()).ok();
            }
        }
        // Dropping the senders tells the callers that the SMS is undecided.
        Err(fault) => log::write(&DispatcherEvent::MaskingUndecided { error: &fault }),
    }
}

async fn decide_and_submit(
    shell: &Rc<DispatcherShell>,
    to_mask: UndecidedSms,
) -> Result<HandOver, Fault> {
    let (account_id, store) = (shell.account_id()?, Store::open(&shell.env)?);
    let settings = Settings::of(&shell.env)?;
    let sender_key = NumberKey::of(to_mask.sender.as_str());
    let now_ms = clock::now_ms();
    let facts =
        store.find_number_facts(&account_id, &to_mask.gateway_id, &sender_key, now_ms).await?;
    let arrival =
        ArrivedSms { sender: to_mask.sender.as_str().to_owned(), text: to_mask.body.clone() };
    let texts = &settings.masking.texts;
    let decision = masking::decide(&facts, to_mask.answers_everybody, texts, &arrival);
    // Stored first, so that an opt-out holds even if the rest of the decision fails.
    if let Some(change) = decision.opt {
        let route_id = &to_mask.gateway_id;
        store.change_opt_out(&account_id, route_id, &sender_key, change, now_ms).await?;
    }
    let outgoing = intercept::apply_intercept(shell, &to_mask, &facts, decision.outgoing).await?;
    let now_ms = clock::now_ms();
    let admitted: Vec<Outgoing> = outgoing
        .into_iter()
        .filter(|it| {
            shell.masking_decisions.guard.borrow_mut().admits(&to_mask.gateway_id, it, now_ms)
        })
        .collect();
    let admitted =
        stranger_ceilings::within_ceilings(shell, &store, &settings, admitted, now_ms).await?;
    let drafts = admitted.iter().map(|it| draft(&to_mask, it)).collect();
    let outcomes = shell.with_core(|core| {
        let facts = decision
            .out_of_session
            .then(|| core.masked_facts(&to_mask, facts.number.as_deref(), None, None, now_ms));
        let fact = facts.map(Fact::ProxyOutOfSession);
        core.apply_decision(&to_mask.claim, drafts, fact, now_ms, &mut OsRng)
    })?;
    let waiting = match outcomes.first() {
        Some(SubmitOutcome::Accepted { receipt, .. }) => {
            Some(shell.hand_overs.wait_for(&receipt.message_id))
        }
        Some(_) => {
            // The relay was not accepted. Released, the SMS is relayed again when it is reported again.
            shell.with_core(|core| core.release_claim(&to_mask.claim))?;
            None
        }
        None => return Ok(HandOver::HandedOver),
    };
    after_change(shell, now_ms).await?;
    match waiting {
        Some(waiting) => waiting.outcome(shell, WAIT_MS).await,
        None => Ok(HandOver::Refused { answer: None }),
    }
}

fn draft(to_mask: &UndecidedSms, outgoing: &Outgoing) -> Draft {
    let kind = match outgoing.kind {
        OutgoingKind::Relay => InteractionKind::Relay,
        OutgoingKind::NoSession => InteractionKind::NoSession,
        OutgoingKind::Notice => InteractionKind::Notice,
    };
    let interaction = Interaction {
        kind,
        session_id: outgoing.session_id.clone(),
        inbound_id: Some(to_mask.inbound_id.clone()),
        claim: Some(to_mask.claim.clone()),
    };
    Draft {
        recipients: vec![Address::of_key(&outgoing.to)],
        content: Content::Text(outgoing.text.clone()),
        options: Options {
            gateway_id: Some(to_mask.gateway_id.clone()),
            single_attempt: true,
            delivery_report: true,
            interaction: Some(interaction),
            opt_out_rule: OptOutRule::Exempt,
            ..Options::default()
        },
        client_id: None,
    }
}
