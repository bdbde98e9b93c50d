//! Sending a message again.

use messaging::{Message, message::NotResendable};
use object_commands::dispatcher::{
    Idempotency, Receipt, Resend, ResendOutcome, Submit, SubmitOutcome,
};
use object_sql::Sql;
use rand_core::RngCore;
use unix_time::UnixMillis;

use crate::{DispatcherCore, DispatcherError, messages};

impl<S: Sql> DispatcherCore<S> {
    /// Sends an ended message again, or replays the answer to an equal request: one with the same key, or without a
    /// key and with the same recipients while the resend before it is under way. `settled` is the message as D1 has it,
    /// for one that has left this object; it comes back only if it is sent again.
    pub fn resend(
        &mut self,
        resend: Resend,
        settled: Option<&Message>,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Result<ResendOutcome, DispatcherError> {
        if let Some(given) = &resend.idempotency
            && let Some(submitted) = self.earlier_answer(given, now_ms)?
        {
            return Ok(ResendOutcome::Submitted { submitted });
        }
        let known = messages::load(&self.sql, &resend.message_id)?.map(|stored| stored.message);
        let Some(original) = known.as_ref().or(settled) else { return Ok(ResendOutcome::Unknown) };
        let derived = |ordinal: usize| derived_key(original, ordinal, resend.all);
        let idempotency = match resend.idempotency {
            Some(given) => given,
            None => match self.resend_under_way(original, derived, now_ms)? {
                // The resend that is under way is to other recipients.
                Some(SubmitOutcome::KeyReused) => return Ok(ResendOutcome::UnderWay),
                Some(submitted) => return Ok(ResendOutcome::Submitted { submitted }),
                None => derived(original.resent_as.len()),
            },
        };
        let content = self.open_content(original)?;
        let draft = match original.resend(content, resend.all, now_ms) {
            Ok(draft) => draft,
            Err(NotResendable::UnderWay) => return Ok(ResendOutcome::UnderWay),
            Err(NotResendable::Unreadable) => return Ok(ResendOutcome::Unreadable),
            Err(NotResendable::NothingFailed) => return Ok(ResendOutcome::NothingFailed),
            Err(NotResendable::TooOften) => return Ok(ResendOutcome::TooOften),
        };
        let submit = Submit {
            idempotency: Some(idempotency),
            requires_gateway: draft.needs() != messaging::Needs::default(),
            ..Submit::of(draft)
        };
        let submitted = self.submit(submit, now_ms, rng)?;
        if let SubmitOutcome::Accepted { receipt, replayed: false, .. } = &submitted
            && let Some(id) = messaging::MessageId::parse(&receipt.message_id)
        {
            self.restore_message(original, now_ms)?;
            if let Some(mut stored) = messages::load(&self.sql, &original.id)? {
                stored.message.note_resent(id);
                self.save(stored, now_ms)?;
            }
        }
        Ok(ResendOutcome::Submitted { submitted })
    }

    /// Returns the answer to the last resend of a message again, while that resend is under way.
    fn resend_under_way(
        &self,
        original: &Message,
        derived: impl Fn(usize) -> Idempotency,
        now_ms: UnixMillis,
    ) -> Result<Option<SubmitOutcome>, DispatcherError> {
        let Some(last) = original.resent_as.last() else { return Ok(None) };
        let Some(stored) = messages::load(&self.sql, last)? else { return Ok(None) };
        if !stored.message.is_under_way() {
            return Ok(None);
        }
        let key = derived(original.resent_as.len().saturating_sub(1));
        if let Some(answer) = self.earlier_answer(&key, now_ms)? {
            return Ok(Some(answer));
        }
        // It had a key of the caller's own, or was sent so long ago that its answer is forgotten.
        let receipt = Receipt {
            message_id: last.as_str().to_owned(),
            gateway_id: stored.message.provisional_gateway_id,
            created_at_ms: stored.message.created_at_ms,
            eta_ms: None,
        };
        Ok(Some(SubmitOutcome::Accepted { receipt, replayed: true, hand_over: None }))
    }
}

/// Returns the key of a message's resend with this ordinal, to `all` recipients or to those that failed. No caller's key
/// begins with a control character, which a header cannot contain.
fn derived_key(original: &Message, ordinal: usize, all: bool) -> Idempotency {
    let key = format!("\u{1}resend {} {ordinal}", original.id.as_str());
    Idempotency { fingerprint: if all { format!("{key} all") } else { key.clone() }, key }
}

#[cfg(test)]
mod tests;
