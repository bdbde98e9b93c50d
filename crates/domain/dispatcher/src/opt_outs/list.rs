//! The list: one row for each number that ever opted out, with the evidence of its changes.

use messaging::InboundMessage;
use object_commands::dispatcher::{ChangeOptOuts, OptOut, OptOutsOutcome};
use object_sql::{Row, Sql, SqlError};
use opt_outs::{Change, Evidence, MAX_EVIDENCE, Source, number_key};
use sha2::{Digest, Sha256};
use telephony::Address;
use unix_time::UnixMillis;
use webhooks::{Event, EventKind, Fact, OptOutFacts};

use crate::{
    DispatcherCore, DispatcherError,
    columns::{from_json, to_json},
    events::{gateway_ref, outbox::OutboxKey},
};

/// Maximum size of the list for callers of the API.
pub(crate) const MAX_NUMBERS: u32 = 1_000_000;
/// Maximum size of the list for keywords, which a full list must not refuse.
pub(crate) const MAX_NUMBERS_WITH_KEYWORDS: u32 = 2_000_000;
/// Maximum length of a key in bytes. Longer addresses are ciphertext, to which nobody can answer.
const MAX_KEY_BYTES: usize = 256;
pub(crate) const SELECT_OPT_OUT: &str =
    "SELECT number, is_out, changes, changed_at_ms, history FROM opt_out WHERE number = ?";
pub(crate) const SELECT_PAGE: &str =
    "SELECT number, is_out, changes, changed_at_ms, history FROM opt_out
     WHERE is_out = 1 AND number > ? ORDER BY number LIMIT ?";
const UPSERT: &str = "INSERT INTO opt_out (number, is_out, changes, changed_at_ms, history, event)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET is_out = excluded.is_out, changes = excluded.changes,
       changed_at_ms = excluded.changed_at_ms, history = excluded.history,
       event = CASE
         WHEN excluded.event IS NULL THEN opt_out.event
         WHEN opt_out.event IS NULL THEN excluded.event
         ELSE opt_out.event || char(10) || excluded.event
       END";

/// Effect of a change on one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Changed,
    /// The number was in the requested state already.
    Unchanged,
    /// The list has no room for the number.
    Full,
}

/// Interval after which a repeated opt-out is evidence of its own.
const REPEATED_AFTER_MS: i64 = 60_000;

impl<S: Sql> DispatcherCore<S> {
    /// Opts numbers out or in. A change of a single number is announced to subscribers; an import is not.
    pub fn change_opt_outs(
        &mut self,
        command: &ChangeOptOuts,
        now_ms: UnixMillis,
    ) -> Result<OptOutsOutcome, DispatcherError> {
        let mut outcome = OptOutsOutcome::default();
        let evidence =
            Evidence { change: command.change, at_ms: now_ms, source: command.source.clone() };
        for number in command.numbers.iter().take(ChangeOptOuts::MAX_NUMBERS) {
            let count = match self.change_opt_out(number, &evidence, None)? {
                Effect::Changed => &mut outcome.changed,
                Effect::Unchanged => &mut outcome.unchanged,
                Effect::Full => &mut outcome.refused,
            };
            *count = count.saturating_add(1);
        }
        if outcome.changed > 0 {
            self.store_opt_out_state()?;
        }
        Ok(outcome)
    }

    /// Returns a page of the numbers that have opted out, each with its latest evidence.
    pub fn list_opt_outs(&self, after: &str, limit: u32) -> Result<Vec<OptOut>, DispatcherError> {
        let rows = self.sql.exec(SELECT_PAGE, vec![after.into(), limit.into()])?;
        let latest = |row: &Row| {
            let (mut entry, _) = read(row)?;
            let skipped = entry.history.len().saturating_sub(1);
            entry.history.drain(..skipped);
            Ok(entry)
        };
        Ok(rows.iter().map(latest).collect::<Result<_, SqlError>>()?)
    }

    /// Returns one number with its history. `None` if it never opted out.
    pub fn find_opt_out(&self, number: &Address) -> Result<Option<OptOut>, DispatcherError> {
        Ok(self.opt_out_row(&number_key(number))?.map(|(entry, _)| entry))
    }

    pub(crate) fn opt_out_row(&self, key: &str) -> Result<Option<(OptOut, i64)>, SqlError> {
        let rows = self.sql.exec(SELECT_OPT_OUT, vec![key.into()])?;
        rows.first().map(read).transpose()
    }

    /// Changes one number, unless it is in that state already. The caller stores the state afterwards.
    pub(crate) fn change_opt_out(
        &mut self,
        number: &Address,
        evidence: &Evidence,
        inbound: Option<&InboundMessage>,
    ) -> Result<Effect, SqlError> {
        let key = number_key(number);
        let is_out = evidence.change == Change::Out;
        let earlier = self.opt_out_row(&key)?;
        if earlier.as_ref().is_some_and(|(entry, _)| entry.is_out) == is_out {
            if let Some((entry, _)) = earlier.filter(|_| is_out) {
                self.note_repeated_opt_out(&key, entry.history, evidence)?;
            }
            return Ok(Effect::Unchanged);
        }
        let most = if inbound.is_some() { MAX_NUMBERS_WITH_KEYWORDS } else { MAX_NUMBERS };
        if earlier.is_none() {
            if self.opt_outs.stored.numbers >= most || key.len() > MAX_KEY_BYTES {
                return Ok(Effect::Full);
            }
            self.opt_outs.stored.numbers = self.opt_outs.stored.numbers.saturating_add(1);
        }
        let (mut history, changes) =
            earlier.map_or_else(Default::default, |(entry, changes)| (entry.history, changes));
        let changes = changes.saturating_add(1);
        history.push(evidence.clone());
        let dropped = history.len().saturating_sub(MAX_EVIDENCE);
        history.drain(..dropped);
        let event = self.event_of_opt_out(&key, number, evidence, changes, inbound)?;
        if event.is_some() {
            self.outbox.add(&self.sql, OutboxKey::OptOut(key.clone()))?;
        }
        let parameters = vec![
            key.into(),
            is_out.into(),
            changes.into(),
            evidence.at_ms.into(),
            to_json(&history)?.into(),
            event.into(),
        ];
        self.sql.exec(UPSERT, parameters)?;
        if is_out {
            let last_out_ms = &mut self.opt_outs.stored.last_out_ms;
            *last_out_ms = (*last_out_ms).max(evidence.at_ms);
        }
        Ok(Effect::Changed)
    }

    /// Keeps an opt-out of a number that is out already, if it is at least a minute later: a START from between the two
    /// must not undo the second one. Nothing else changes, so there is no event.
    fn note_repeated_opt_out(
        &mut self,
        key: &str,
        mut history: Vec<Evidence>,
        evidence: &Evidence,
    ) -> Result<(), SqlError> {
        let since = |earlier: &Evidence| evidence.happened_at_ms().since(earlier.happened_at_ms());
        if !history.iter().all(|earlier| since(earlier) >= REPEATED_AFTER_MS) {
            return Ok(());
        }
        history.push(evidence.clone());
        let dropped = history.len().saturating_sub(MAX_EVIDENCE);
        history.drain(..dropped);
        let parameters = vec![to_json(&history)?.into(), key.into()];
        self.sql.exec("UPDATE opt_out SET history = ? WHERE number = ?", parameters)?;
        Ok(())
    }

    /// Returns the event of a change. `None` if there is no subscriber to it, and for an import, whose caller knows
    /// what it changed. Adds it to the feed.
    fn event_of_opt_out(
        &mut self,
        key: &str,
        number: &Address,
        evidence: &Evidence,
        changes: i64,
        inbound: Option<&InboundMessage>,
    ) -> Result<Option<String>, SqlError> {
        let (keyword, message_id) = match &evidence.source {
            Source::Keyword { word, inbound_id, .. } => {
                (Some(word.clone()), Some(inbound_id.clone()))
            }
            Source::Api { .. } => (None, None),
            Source::Import { .. } => return Ok(None),
        };
        if !self.is_of_interest(EventKind::OptOutChanged, evidence.at_ms) {
            return Ok(None);
        }
        let digest = Sha256::digest(key.as_bytes());
        let fact = Fact::OptOutChanged(OptOutFacts {
            subject: hex::encode(digest.get(..16).unwrap_or_default()),
            number: number.clone(),
            change: evidence.change.as_str().to_owned(),
            by: evidence.source.kind().to_owned(),
            keyword,
            message_id,
        });
        let gateway = inbound.and_then(|it| gateway_ref(&self.gateways, &it.gateway_id));
        // The number of changes gives each change of one number an id of its own.
        let occurrence = u64::try_from(changes).unwrap_or(0);
        self.publish(&Event::record(fact, occurrence, gateway, evidence.at_ms), evidence.at_ms)
    }
}

/// Reads a row: the entry, and the number of its changes.
fn read(row: &Row) -> Result<(OptOut, i64), SqlError> {
    let mut columns = row.reader();
    let number = columns.text()?.to_owned();
    let is_out = columns.integer()? != 0;
    let changes = columns.integer()?;
    let changed_at_ms = columns.time()?;
    let history = from_json(columns.text()?)?;
    Ok((OptOut { number, is_out, changed_at_ms, history }, changes))
}
