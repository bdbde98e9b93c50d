//! Inbound SMS that have to do with masking: what they lead to is decided by what D1 knows, which takes time.
//!
//! Until it is decided the row says so, and the alarm comes back to it. What was decided is submitted in the
//! same step that says so, so that nothing is relayed twice however often an SMS is reported.

use contracts::dispatcher::{Submit, Submitted};
use messaging::{Draft, InboundMessage};
use object_sql::Sql;
use rand_core::RngCore;
use telephony::{Address, MessageText};
use webhooks::{Event, EventKind, Fact, MaskedFacts};

use crate::{
    Dispatch, DispatchError,
    messages::{from_json, to_json},
    outbox::OutboxKey,
    receive::RELEASE_CLAIM,
};

/// To be decided; the second also answers who is no participant of anything.
pub(crate) const PENDING: &str = "pending";
pub(crate) const PENDING_FOR_EVERYBODY: &str = "pending_for_everybody";
/// Its relay was refused: should it be reported again, it is tried again.
pub(crate) const REFUSED: &str = "refused";

pub(crate) const SELECT_UNDECIDED: &str = "SELECT claim, record, mask FROM inbound
     WHERE record IS NOT NULL AND mask IN ('pending', 'pending_for_everybody') LIMIT ?";
pub(crate) const DECIDE: &str = "UPDATE inbound SET mask = NULL
     WHERE claim = ? AND mask IN ('pending', 'pending_for_everybody') RETURNING 1";
const ADD_EVENT: &str =
    "UPDATE inbound SET event = coalesce(event || char(10) || ?, ?) WHERE claim = ?";
const MAX_UNDECIDED: i64 = 50;

/// An SMS of which is to be decided what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToMask {
    pub claim: String,
    /// The route at which it arrived.
    pub gateway_id: String,
    pub inbound_id: String,
    pub sender: Address,
    pub body: MessageText,
    /// Who is no participant of anything is answered, too.
    pub answers_everybody: bool,
}

impl<S: Sql> Dispatch<S> {
    /// What an earlier instance, or a D1 that did not answer, left undecided.
    pub fn undecided(&self) -> Result<Vec<ToMask>, DispatchError> {
        let rows = self.sql.exec(SELECT_UNDECIDED, vec![MAX_UNDECIDED.into()])?;
        let read = |row: &object_sql::Row| {
            let mut columns = row.reader();
            let claim = columns.text()?.to_owned();
            let message: InboundMessage = from_json(columns.text()?)?;
            Ok(ToMask {
                claim,
                gateway_id: message.gateway_id,
                inbound_id: message.id,
                sender: message.sender,
                body: message.body,
                answers_everybody: columns.text()? == PENDING_FOR_EVERYBODY,
            })
        };
        rows.iter().map(read).collect()
    }

    /// What it led to cannot go out: should it be reported again, it is tried again.
    pub fn release_claim(&mut self, claim: &str) -> Result<(), DispatchError> {
        self.sql.exec(RELEASE_CLAIM, vec![claim.into()])?;
        Ok(())
    }

    /// What is to be said of the SMS to subscribers: at which number of the pool it arrived, to whom it would go,
    /// and in which session.
    pub fn masked_facts(
        &self,
        to_mask: &ToMask,
        number: Option<&str>,
        to: Option<Address>,
        session_id: Option<String>,
        now_ms: i64,
    ) -> MaskedFacts {
        let own = || {
            let gateway = self.gateways.get(&to_mask.gateway_id)?;
            let address = gateway.number.as_ref().map(|it| it.address.as_str());
            Some(address.unwrap_or(&gateway.device_id).to_owned())
        };
        let number = number.map(str::to_owned).or_else(own);
        MaskedFacts {
            message_id: to_mask.inbound_id.clone(),
            session_id,
            number: number.unwrap_or_default(),
            from: to_mask.sender.clone(),
            to,
            text: to_mask.body.clone(),
            received_at_ms: now_ms,
        }
    }

    /// The endpoints that want events of this kind.
    pub fn subscribers_of(&self, kind: EventKind) -> Vec<String> {
        let wanting = self.subscriptions.iter().filter(|it| it.events.wants(kind));
        wanting.map(|it| it.endpoint_id.clone()).collect()
    }

    /// It is decided: submits what it leads to, and tells subscribers of `fact`. Nothing if that was done
    /// before.
    pub fn decided(
        &mut self,
        claim: &str,
        drafts: Vec<Draft>,
        fact: Option<Fact>,
        now_ms: i64,
        rng: &mut impl RngCore,
    ) -> Result<Vec<Submitted>, DispatchError> {
        if self.sql.exec(DECIDE, vec![claim.into()])?.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(fact) = fact
            && !self.subscribers_of(fact.kind()).is_empty()
        {
            let event = to_json(&Event::record(fact, 0, None, now_ms))?;
            self.sql.exec(ADD_EVENT, vec![event.clone().into(), event.into(), claim.into()])?;
            self.outbox.add(&self.sql, OutboxKey::Inbound(claim.to_owned()))?;
        }
        let mut outcomes = Vec::with_capacity(drafts.len());
        for draft in drafts {
            outcomes.push(self.submit(Submit::of(draft), now_ms, rng)?);
        }
        Ok(outcomes)
    }
}
