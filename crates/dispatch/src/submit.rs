//! Accepting messages: durable, atomic, and idempotent where the caller asks for it.

use contracts::dispatcher::{Idempotency, Receipt, Submit, Submitted};
use messaging::{
    Message,
    routing::{self, RouteRequest},
};
use object_sql::{Sql, SqlError};
use rand_core::RngCore;

use crate::{
    Dispatch, DispatchError,
    messages::{self, from_json, to_json},
    route::PACING,
};

/// How long a key stands for its first request.
pub(crate) const IDEMPOTENCY_TTL_MS: i64 = 24 * 3_600_000;
/// The most messages that may wait for a route before more are refused.
pub(crate) const MAX_WAITING: u32 = 100_000;
/// So many more may wait if they are urgent: what piles up must not lock out those who wait for a code.
pub(crate) const URGENT_RESERVE: u32 = 10_000;

pub(crate) const SELECT_IDEMPOTENCY: &str =
    "SELECT fingerprint, receipt, expires_at_ms FROM idempotency WHERE key = ?";
pub(crate) const SELECT_CLIENT_ID: &str = "SELECT message_id FROM client_id WHERE client_id = ?";

impl<S: Sql> Dispatch<S> {
    /// Accepts a message, or answers as the first request with the same idempotency key was answered.
    pub fn submit(
        &mut self,
        submit: Submit,
        now_ms: i64,
        rng: &mut impl RngCore,
    ) -> Result<Submitted, DispatchError> {
        if let Some(idempotency) = &submit.idempotency
            && let Some(answer) = self.earlier_answer(idempotency, now_ms)?
        {
            return Ok(answer);
        }
        let reserve = if submit.draft.options.is_urgent() { URGENT_RESERVE } else { 0 };
        if self.waiting >= MAX_WAITING.saturating_add(reserve) {
            return Ok(Submitted::QueueFull);
        }
        let pinned = submit.draft.options.gateway_id.as_deref();
        if pinned.is_some_and(|id| !self.knows_gateway(id)) {
            return Ok(Submitted::UnknownGateway);
        }
        if let Some(client_id) = &submit.draft.client_id
            && !self.sql.exec(SELECT_CLIENT_ID, vec![client_id.as_str().into()])?.is_empty()
        {
            return Ok(Submitted::DuplicateClientId);
        }
        let request = RouteRequest { pinned, now_ms, ..RouteRequest::default() };
        let provisional = routing::provisional(self.snapshots(), request);
        let provisional = provisional.map(|gateway| gateway.id.clone());
        let mut message = Message::accept(submit.draft, now_ms, &self.policy, rng);
        message.provisional_gateway_id = provisional;
        if message.options.confidential && self.vault.seal(&mut message, rng).is_none() {
            return Ok(Submitted::NoSealingKey);
        }
        let receipt = Receipt {
            message_id: message.id.as_str().to_owned(),
            gateway_id: message.provisional_gateway_id.clone(),
            created_at_ms: now_ms,
        };
        // With nobody to take it, or behind one that waits for room, it waits from the start, which saves
        // a second write.
        let pinned = message.options.gateway_id.as_deref();
        let open = self.reachable().any(|id| pinned.is_none_or(|pinned| pinned == id));
        let queue = pinned.unwrap_or_default().to_owned();
        let rank = messages::rank(&message);
        let held = open && self.lanes.is_held(&queue, rank);
        let waits = (held || !open) && !message.leasable(now_ms).is_empty();
        if held && waits {
            message.hold(PACING, now_ms);
        }
        let queue = waits.then_some(queue.as_str());
        self.store(&message, &receipt, queue, submit.idempotency, now_ms)?;
        if waits {
            self.waiting = self.waiting.saturating_add(1);
        } else {
            self.lanes.push(rank, message.id);
        }
        Ok(Submitted::Accepted { receipt, replayed: false })
    }

    fn store(
        &mut self,
        message: &Message,
        receipt: &Receipt,
        queue: Option<&str>,
        idempotency: Option<Idempotency>,
        now_ms: i64,
    ) -> Result<(), SqlError> {
        let unknown_at_ms = now_ms.saturating_add(self.policy.ack_timeout_ms);
        let at_once = queue.is_none().then_some(unknown_at_ms);
        let due_ms = message.due_at_ms(now_ms, &self.policy);
        let attention_ms = [due_ms, at_once].into_iter().flatten().min();
        messages::insert(&self.sql, message, 0, queue, attention_ms)?;
        self.unprojected.add(&self.sql, message.id.clone())?;
        if let Some(client_id) = &message.client_id {
            let parameters = vec![client_id.as_str().into(), message.id.as_str().into()];
            let statement = "INSERT INTO client_id (client_id, message_id) VALUES (?, ?)";
            self.sql.exec(statement, parameters)?;
        }
        if let Some(Idempotency { key, fingerprint }) = idempotency {
            let expires_at_ms = now_ms.saturating_add(IDEMPOTENCY_TTL_MS);
            let statement = "INSERT OR REPLACE INTO idempotency
                               (key, fingerprint, receipt, expires_at_ms) VALUES (?, ?, ?, ?)";
            let receipt = to_json(receipt)?;
            let parameters =
                vec![key.into(), fingerprint.into(), receipt.into(), expires_at_ms.into()];
            self.sql.exec(statement, parameters)?;
        }
        Ok(())
    }

    fn earlier_answer(
        &self,
        idempotency: &Idempotency,
        now_ms: i64,
    ) -> Result<Option<Submitted>, SqlError> {
        let rows = self.sql.exec(SELECT_IDEMPOTENCY, vec![idempotency.key.as_str().into()])?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut columns = row.reader();
        let (fingerprint, receipt) = (columns.text()?, columns.text()?);
        if columns.integer()? <= now_ms {
            return Ok(None);
        }
        if fingerprint != idempotency.fingerprint {
            return Ok(Some(Submitted::KeyReused));
        }
        Ok(Some(Submitted::Accepted { receipt: from_json(receipt)?, replayed: true }))
    }
}
