//! What an SMS leads to that arrived at a masking number: looked up in D1, decided by `masking`, submitted.
//!
//! Concurrent reports of one SMS share one decision and its outcome. One whose instance ends before it is
//! decided is decided by the alarm, or by its next report.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use contracts::dispatcher::{HandOver, Submitted};
use dispatch::ToMask;
use futures_channel::oneshot;
use masking::{Arrival, Decision, LoopGuard, NumberKey, Outgoing, OutgoingKind, Texts};
use messaging::{Content, Draft, Interaction, InteractionKind, Options};
use runtime::{OsRng, Settings, clock};
use store_d1::Store;
use telephony::Address;

use crate::{Fault, Inner, commands};

/// How long a provider's callback waits for what becomes of its SMS.
pub(crate) const WAIT_MS: u32 = 10_000;
/// What waits for D1 is looked at again after this.
const LOOK_AGAIN_MS: i64 = 5_000;

/// What is being decided. Memory only.
#[derive(Default)]
pub(crate) struct Maskings {
    /// By claim, who else waits for the outcome.
    under_way: RefCell<BTreeMap<String, Vec<oneshot::Sender<HandOver>>>>,
    guard: RefCell<LoopGuard>,
    looked_at_ms: Cell<i64>,
}

/// Decides what an SMS leads to and waits, at most so long, for what becomes of that.
pub(crate) async fn settle(
    inner: &Rc<Inner>,
    to_mask: ToMask,
    wait_ms: u32,
) -> Result<HandOver, Fault> {
    let claim = to_mask.claim.clone();
    if let Some(receiver) = inner.maskings.join(&claim) {
        let told = clock::within(u64::from(wait_ms), receiver).await;
        return Ok(told.and_then(Result::ok).unwrap_or(HandOver::Unknown));
    }
    let outcome = decide_and_submit(inner, to_mask, wait_ms).await;
    let waiting = inner.maskings.under_way.borrow_mut().remove(&claim).unwrap_or_default();
    if let Ok(hand_over) = &outcome {
        for sender in waiting {
            // Who has given up waiting is not an error.
            sender.send(hand_over.clone()).ok();
        }
    }
    outcome
}

/// The same, where nobody waits. What fails is done again by the alarm.
pub(crate) async fn settle_by_itself(inner: Rc<Inner>, to_mask: ToMask) {
    if let Err(fault) = settle(&inner, to_mask, 0).await {
        inner.report_fault("a masked SMS is still undecided", &fault);
    }
}

/// Decides what an earlier instance, or a D1 that did not answer, left undecided.
pub(crate) async fn settle_what_is_left(inner: Rc<Inner>) {
    let now_ms = clock::now_ms();
    let looked_at_ms = inner.maskings.looked_at_ms.replace(now_ms);
    if looked_at_ms.saturating_add(LOOK_AGAIN_MS) > now_ms {
        inner.maskings.looked_at_ms.set(looked_at_ms);
        return;
    }
    let left = match inner.with_core(|core| core.undecided()) {
        Ok(left) => left,
        Err(fault) => return inner.report_fault("what is undecided was not read", &fault),
    };
    for to_mask in left {
        let is_under_way = inner.maskings.under_way.borrow().contains_key(&to_mask.claim);
        if !is_under_way {
            settle_by_itself(inner.clone(), to_mask).await;
        }
    }
}

impl Maskings {
    /// Joins those who wait for the claim's outcome, or begins as the first.
    fn join(&self, claim: &str) -> Option<oneshot::Receiver<HandOver>> {
        let mut under_way = self.under_way.borrow_mut();
        if let Some(waiting) = under_way.get_mut(claim) {
            let (sender, receiver) = oneshot::channel();
            waiting.push(sender);
            return Some(receiver);
        }
        under_way.insert(claim.to_owned(), Vec::new());
        None
    }
}

async fn decide_and_submit(
    inner: &Rc<Inner>,
    to_mask: ToMask,
    wait_ms: u32,
) -> Result<HandOver, Fault> {
    let (account_id, store) = (inner.account_id()?, Store::open(&inner.env)?);
    let settings = Settings::of(&inner.env)?;
    let sender_key = NumberKey::of(to_mask.sender.as_str());
    let now_ms = clock::now_ms();
    let mask = store.find_mask(&account_id, &to_mask.gateway_id, &sender_key, now_ms).await?;
    let texts = Texts::default();
    let arrival =
        Arrival { sender: to_mask.sender.as_str().to_owned(), text: to_mask.body.clone() };
    let Decision { mut outgoing, .. } =
        masking::decide(&mask, to_mask.answers_everybody, &texts, &arrival);
    let now_ms = clock::now_ms();
    outgoing.retain(|it| inner.maskings.guard.borrow_mut().admits(&to_mask.gateway_id, it, now_ms));
    let drafts = outgoing.iter().map(|it| draft(&to_mask, it, settings.default_region)).collect();
    let outcomes =
        inner.with_core(|core| core.decided(&to_mask.claim, drafts, now_ms, &mut OsRng))?;
    let waiting = match outcomes.first() {
        Some(Submitted::Accepted { receipt, .. }) => {
            Some(inner.hand_overs.wait_for(&receipt.message_id))
        }
        Some(_) => {
            inner.with_core(|core| core.release_claim(&to_mask.claim))?;
            None
        }
        None => return Ok(HandOver::HandedOver),
    };
    commands::changed(inner, now_ms).await?;
    match waiting {
        Some(waiting) if wait_ms > 0 => waiting.outcome(inner, wait_ms).await,
        Some(_) => Ok(HandOver::Waiting),
        None => Ok(HandOver::Refused { answer: None }),
    }
}

fn draft(to_mask: &ToMask, outgoing: &Outgoing, region: telephony::Region) -> Draft {
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
        recipients: vec![Address::international(&outgoing.to, region)],
        content: Content::Text(outgoing.text.clone()),
        options: Options {
            gateway_id: Some(to_mask.gateway_id.clone()),
            single_attempt: true,
            delivery_report: true,
            interaction: Some(interaction),
            ..Options::default()
        },
        client_id: None,
    }
}
