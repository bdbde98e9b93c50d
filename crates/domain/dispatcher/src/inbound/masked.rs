//! Inbound SMS at masking numbers. D1 decides who they are relayed to, which takes time.
//!
//! Until the decision the row is marked, so that the alarm finds it again. The decision clears the mark and
//! submits the relayed messages in one step, so that nothing is relayed twice however often an SMS is
//! reported.

use ids::GatewayId;
use masking::ProxySessionId;
use messaging::{Draft, InboundMessage};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use object_sql::Sql;
use rand_core::RngCore;
use telephony::{Address, MessageText};
use unix_time::UnixMillis;
use webhooks::{Event, Fact, MaskedFacts};

use super::{RelayState, SET_RELAY_STATE, undecided};
use crate::{DispatcherCore, DispatcherError, columns::from_json, events::outbox::OutboxKey};

// The condition on `record` lets SQLite use the small partial index on unprojected rows.
pub(crate) const SELECT_UNDECIDED: &str = concat!(
    "SELECT claim, record, mask FROM inbound
     WHERE record IS NOT NULL AND ",
    undecided!(),
    " LIMIT ?"
);
pub(crate) const DECIDE: &str = concat!(
    "UPDATE inbound SET mask = NULL
     WHERE claim = ? AND ",
    undecided!(),
    " RETURNING 1"
);
// `||` with a NULL is NULL, so the first event takes the second parameter.
const ADD_EVENT: &str =
    "UPDATE inbound SET event = coalesce(event || char(10) || ?, ?) WHERE claim = ?";
const MAX_UNDECIDED: i64 = 50;

/// An inbound SMS whose relay has yet to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndecidedSms {
    pub claim: String,
    /// Gateway or number at which it arrived.
    pub gateway_id: GatewayId,
    pub inbound_id: String,
    pub sender: Address,
    pub body: MessageText,
    /// Whether senders who take part in no session get an answer, too.
    pub answers_everybody: bool,
}

impl<S: Sql> DispatcherCore<S> {
    /// Returns SMS that an earlier instance, or an outage of D1, left undecided.
    pub fn undecided_sms(&self) -> Result<Vec<UndecidedSms>, DispatcherError> {
        let rows = self.sql.exec(SELECT_UNDECIDED, vec![MAX_UNDECIDED.into()])?;
        let read = |row: &object_sql::Row| {
            let mut columns = row.reader();
            let claim = columns.text()?.to_owned();
            let message: InboundMessage = from_json(columns.text()?)?;
            let state = RelayState::parse(columns.text()?);
            Ok(UndecidedSms {
                claim,
                gateway_id: message.gateway_id,
                inbound_id: message.id,
                sender: message.sender,
                body: message.body,
                answers_everybody: state == Some(RelayState::PendingForEverybody),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Marks an SMS whose relay failed for good, so that it is relayed again if it is reported again.
    pub fn release_claim(&mut self, claim: &str) -> Result<(), DispatcherError> {
        let refused = RelayState::Refused.as_str();
        self.sql.exec(SET_RELAY_STATE, vec![refused.into(), claim.into()])?;
        Ok(())
    }

    /// Builds the event facts of the SMS for subscribers: the pool number at which it arrived, its recipient
    /// and its session.
    pub fn masked_facts(
        &self,
        undecided: &UndecidedSms,
        number: Option<&str>,
        to: Option<Address>,
        session_id: Option<ProxySessionId>,
        now_ms: UnixMillis,
    ) -> MaskedFacts {
        let own = || {
            let gateway = self.gateways.get(&undecided.gateway_id)?;
            let address = gateway.number.as_ref().map(|it| it.address.as_str());
            Some(address.unwrap_or(&gateway.device_id).to_owned())
        };
        let number = number.map(str::to_owned).or_else(own);
        MaskedFacts {
            message_id: undecided.inbound_id.clone(),
            session_id,
            number: number.unwrap_or_default(),
            from: undecided.sender.clone(),
            to,
            text: undecided.body.clone(),
            received_at_ms: now_ms,
        }
    }

    /// Applies the decision on an SMS: submits `drafts` and records `fact` for subscribers and readers. Does nothing if
    /// the SMS was decided before.
    pub fn apply_decision(
        &mut self,
        claim: &str,
        drafts: Vec<Draft>,
        fact: Option<Fact>,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Result<Vec<SubmitOutcome>, DispatcherError> {
        // Repeated reports may each have asked for a decision. Only the first one gets a row here and goes on.
        if self.sql.exec(DECIDE, vec![claim.into()])?.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(fact) = fact
            && let Some(event) = self.publish(&Event::record(fact, 0, None, now_ms), now_ms)?
        {
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

#[cfg(test)]
mod tests;
