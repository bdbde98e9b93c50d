//! Inbound SMS: stored once, however often a phone reports them.

use ids::GatewayId;
use messaging::{InboundMessage, id::inbound_id};
use object_commands::dispatcher::{Masking, Receive, ReceiveOutcome, ReceivedAt};
use object_sql::Sql;
use sha2::{Digest, Sha256};
use unix_time::UnixMillis;

use super::{RelayState, SET_RELAY_STATE, masked::UndecidedSms};
use crate::{
    DispatcherCore, DispatcherError, columns::to_json, events::outbox::OutboxKey, gateways::Gateway,
};

/// Reported times further ahead than this are taken for a wrong device clock.
const MAX_CLOCK_LEAD_MS: i64 = 24 * 3_600_000;
/// Time for which a claim is retained. Later repetitions are recognized by D1's primary key.
const CLAIM_TTL_MS: i64 = 7 * 24 * 3_600_000;
pub(crate) const SELECT_CLAIM: &str = "SELECT id, mask FROM inbound WHERE claim = ?";

impl<S: Sql> DispatcherCore<S> {
    /// Returns the gateway at which an SMS arrived, if it is known.
    pub fn receiver_of(&self, at: &ReceivedAt) -> Option<GatewayId> {
        match at {
            ReceivedAt::Gateway { gateway_id } => {
                self.gateways.contains_key(gateway_id).then(|| gateway_id.clone())
            }
            ReceivedAt::Number { provider, address } => {
                let at_number =
                    |it: &&Gateway| it.number.as_ref().is_some_and(|it| it.address == *address);
                let at_number = || self.gateways.values().filter(at_number);
                // A number that has moved to another provider keeps its address, so it is found by the
                // address alone.
                let by_provider =
                    |it: &&Gateway| it.number.as_ref().is_some_and(|it| it.provider == *provider);
                let found = at_number().find(by_provider).or_else(|| at_number().next());
                found.map(|it| it.snapshot.id.clone())
            }
        }
    }

    /// Returns the claim under which [`receive`](Self::receive) would store the SMS. `None` if its gateway is
    /// unknown.
    pub fn claim_of(&self, receive: &Receive, now_ms: UnixMillis) -> Option<String> {
        let gateway_id = self.receiver_of(&receive.at)?;
        Some(hex::encode(claim_digest(&gateway_id, receive, now_ms)))
    }

    /// Stores a received SMS. A report with the same gateway and provider's id (or, without an id, the same
    /// sender, time and text) returns the message stored first; a report with neither id nor time is always a
    /// new message. Also returns the SMS if masking has to decide on it.
    pub fn receive(
        &mut self,
        receive: Receive,
        now_ms: UnixMillis,
    ) -> Result<(ReceiveOutcome, Option<UndecidedSms>), DispatcherError> {
        let gateway_id = self.receiver_of(&receive.at).ok_or(DispatcherError::UnknownGateway)?;
        let gateway = self.gateways.get(&gateway_id).ok_or(DispatcherError::UnknownGateway)?;
        if !gateway.snapshot.active {
            return Ok((ReceiveOutcome::GatewayInactive, None));
        }
        let relay_state = match receive.masking {
            Masking::Always { .. } => Some(RelayState::PendingForEverybody),
            Masking::IfMasked => gateway.is_masking.then_some(RelayState::Pending),
        };
        let digest = claim_digest(&gateway_id, &receive, now_ms);
        // The claim uses the reported time even if it is implausible, so that repetitions of a phone with a
        // wrong clock are recognized, too.
        let claim = hex::encode(&digest);
        let undecided = relay_state.map(|relay_state| UndecidedSms {
            claim: claim.clone(),
            gateway_id: gateway_id.clone(),
            inbound_id: String::new(),
            sender: receive.sender.clone(),
            body: receive.body.clone(),
            answers_everybody: relay_state == RelayState::PendingForEverybody,
        });
        if let Some(row) = self.sql.exec(SELECT_CLAIM, vec![claim.as_str().into()])?.first() {
            let mut columns = row.reader();
            let message_id = columns.text()?.to_owned();
            let state = columns.optional_text()?;
            // A state that is unknown here, which a later version stored, counts as undecided.
            let undecided = undecided.filter(|_| state.is_some());
            if let Some(relay_state) = relay_state
                && state.and_then(RelayState::parse) == Some(RelayState::Refused)
            {
                self.sql.exec(SET_RELAY_STATE, vec![relay_state.as_str().into(), claim.into()])?;
            }
            let undecided =
                undecided.map(|it| UndecidedSms { inbound_id: message_id.clone(), ..it });
            return Ok((stored(message_id, true), undecided));
        }
        let plausible = UnixMillis::EPOCH..=now_ms.saturating_add(MAX_CLOCK_LEAD_MS);
        let reported = receive.reported_at_ms.filter(|at_ms| plausible.contains(at_ms));
        let received_at_ms = reported.unwrap_or(now_ms);
        let id = inbound_id(received_at_ms, &digest);
        let message = InboundMessage {
            id: id.clone(),
            gateway_id,
            sender: receive.sender,
            body: receive.body,
            received_at_ms,
            created_at_ms: now_ms,
            reference: receive.reference,
        };
        self.insert_inbound(claim, &message, relay_state, now_ms)?;
        self.obey_keyword(&message, relay_state.is_some(), now_ms)?;
        Ok((stored(id.clone(), false), undecided.map(|it| UndecidedSms { inbound_id: id, ..it })))
    }

    fn insert_inbound(
        &mut self,
        claim: String,
        message: &InboundMessage,
        relay_state: Option<RelayState>,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let expires_at_ms = now_ms.saturating_add(CLAIM_TTL_MS);
        let event = self.event_of_inbound(message, now_ms)?;
        if event.is_some() {
            self.outbox.add(&self.sql, OutboxKey::Inbound(claim.clone()))?;
        }
        let parameters = vec![
            claim.into(),
            message.id.as_str().into(),
            to_json(message)?.into(),
            event.into(),
            expires_at_ms.into(),
            relay_state.map(RelayState::as_str).into(),
        ];
        let statement = "INSERT INTO inbound (claim, id, record, event, expires_at_ms, mask)
                         VALUES (?, ?, ?, ?, ?, ?)";
        self.sql.exec(statement, parameters)?;
        Ok(())
    }
}

fn stored(message_id: String, duplicate: bool) -> ReceiveOutcome {
    ReceiveOutcome::Stored { message_id, duplicate, hand_over: None }
}

/// Digest that identifies a repeated report: over the provider's own id, or else over sender, text and time.
/// Each field is preceded by its length, so that different fields never give the same input.
fn claim_digest(gateway_id: &GatewayId, receive: &Receive, now_ms: UnixMillis) -> Vec<u8> {
    let at_ms = receive.reported_at_ms.unwrap_or(now_ms);
    let mut digest = Sha256::new();
    let mut add = |field: &str| {
        digest.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(field.as_bytes());
    };
    add(gateway_id.as_str());
    if let Some(reference) = &receive.reference {
        add("reference");
        add(reference);
    } else {
        add(receive.sender.as_str());
        add(receive.body.as_str());
        // Always eight bytes, so no length has to precede it.
        digest.update(at_ms.as_i64().to_be_bytes());
    }
    digest.finalize().to_vec()
}

#[cfg(test)]
mod tests;
