//! Blocks of numbers to which no codes are sent.
//!
//! The statement that stores a code applies the rule itself, so that concurrent sends cannot exceed it. A block is
//! stored by the first send that was refused.

use ids::AccountId;
use one_time_codes::{
    BlockCounts, BlockRule, Blocked, LIFTED_GRACE_MS, NumberBlock, REPEATS_WITHIN_MS,
    hour_before_ms,
};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

/// End of a block that only an administrator ends: the end of the year 9999.
const NO_END_MS: UnixMillis = UnixMillis::new(253_402_300_799_999);
/// Maximum number of an account's blocks, up to which blocks can be added by hand.
pub const MAX_BLOCKS: u32 = 2_000;

pub(super) const FIND: &str = "SELECT number_block, kind, blocked_at_ms, blocked_until_ms,
       counts_from_ms, lifted_at_ms, repeats, sent, verified, note FROM code_blocks
     WHERE account_id = ?1 AND number_block = ?2";
pub(super) const COUNT: &str = "SELECT COUNT(*) AS sent, COUNT(consumed_at_ms) AS verified,
       COALESCE(SUM(consumed_at_ms IS NULL AND created_at_ms > ?4), 0) AS pending
     FROM one_time_codes INDEXED BY one_time_codes_block
     WHERE account_id = ?1 AND number_block = ?2 AND created_at_ms > MAX(?3, COALESCE((
       SELECT counts_from_ms - 1 FROM code_blocks WHERE account_id = ?1 AND number_block = ?2), 0))";
// Of concurrent requests that begin the same block, the first one does.
pub(super) const BEGIN: &str = "INSERT INTO code_blocks (account_id, number_block, kind,
       blocked_at_ms, blocked_until_ms, counts_from_ms, repeats, sent, verified)
     VALUES (?1, ?2, 'automatic', ?3, ?4, ?4, ?5, ?6, ?7)
     ON CONFLICT (account_id, number_block) DO UPDATE SET kind = excluded.kind,
       blocked_at_ms = excluded.blocked_at_ms, blocked_until_ms = excluded.blocked_until_ms,
       counts_from_ms = excluded.counts_from_ms, lifted_at_ms = NULL, repeats = excluded.repeats,
       sent = excluded.sent, verified = excluded.verified, note = NULL
     WHERE blocked_until_ms <= excluded.blocked_at_ms
     RETURNING number_block, kind, blocked_at_ms, blocked_until_ms, counts_from_ms, lifted_at_ms,
       repeats, sent, verified, note";
pub(super) const ADD: &str = "INSERT INTO code_blocks (account_id, number_block, kind,
       blocked_at_ms, blocked_until_ms, counts_from_ms, repeats, sent, verified, note)
     SELECT ?1, ?2, 'manual', ?3, ?4, ?4, 0, 0, 0, ?5
     WHERE ?6 > (SELECT COUNT(*) FROM code_blocks WHERE account_id = ?1 AND number_block <> ?2)
     ON CONFLICT (account_id, number_block) DO UPDATE SET kind = excluded.kind,
       blocked_at_ms = excluded.blocked_at_ms, blocked_until_ms = excluded.blocked_until_ms,
       counts_from_ms = excluded.counts_from_ms, lifted_at_ms = NULL, sent = 0, verified = 0,
       note = excluded.note
     RETURNING number_block, kind, blocked_at_ms, blocked_until_ms, counts_from_ms, lifted_at_ms,
       repeats, sent, verified, note";
pub(super) const LIFT: &str = "UPDATE code_blocks SET blocked_until_ms = ?3, lifted_at_ms = ?3,
       counts_from_ms = ?4, repeats = 0
     WHERE account_id = ?1 AND number_block = ?2 AND blocked_until_ms > ?3
     RETURNING number_block, kind, blocked_at_ms, blocked_until_ms, counts_from_ms, lifted_at_ms,
       repeats, sent, verified, note";
pub(super) const LIST: &str = "SELECT number_block, kind, blocked_at_ms, blocked_until_ms,
       counts_from_ms, lifted_at_ms, repeats, sent, verified, note FROM code_blocks
     WHERE account_id = ?1 AND number_block > ?2 ORDER BY number_block LIMIT ?3";
pub(super) const SWEEP: &str = "DELETE FROM code_blocks
     WHERE (account_id, number_block) IN (
       SELECT block.account_id, block.number_block
       FROM accounts AS account
       CROSS JOIN code_blocks AS block INDEXED BY code_blocks_until
       WHERE account.id > '' AND block.account_id = account.id AND block.blocked_until_ms <= ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

/// A block of numbers that is or was blocked.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeBlockRecord {
    pub number_block: String,
    /// `automatic` or `manual`.
    pub kind: String,
    pub blocked_at_ms: UnixMillis,
    blocked_until_ms: UnixMillis,
    /// Codes before this time no longer count for the rule.
    pub counts_from_ms: UnixMillis,
    pub lifted_at_ms: Option<UnixMillis>,
    pub repeats: u32,
    /// Codes that the rule saw: of the last hour before the block.
    pub sent: u32,
    pub verified: u32,
    pub note: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
struct CountRow {
    sent: u32,
    verified: u32,
    pending: u32,
}

impl CodeBlockRecord {
    /// Returns the end of the block. `None`: when an administrator lifts it.
    pub fn until_ms(&self) -> Option<UnixMillis> {
        (self.blocked_until_ms < NO_END_MS).then_some(self.blocked_until_ms)
    }

    pub fn is_active_at(&self, now_ms: UnixMillis) -> bool {
        self.blocked_until_ms > now_ms
    }

    fn blocked(&self, began: Option<BlockCounts>) -> Blocked {
        Blocked { until_ms: self.until_ms(), began }
    }
}

impl Store {
    /// Returns whether the numbers get no codes now, and begins their block if they violate the rule. Without a
    /// rule, only blocks that exist count.
    pub async fn judge_number_block(
        &self,
        account_id: &AccountId,
        block: &NumberBlock,
        rule: Option<BlockRule>,
        now_ms: UnixMillis,
    ) -> Result<Option<Blocked>, StoreError> {
        let Some(rule) = rule else {
            let stored: Option<CodeBlockRecord> = self.row(find(account_id, block)).await?;
            return Ok(stored.filter(|it| it.is_active_at(now_ms)).map(|it| it.blocked(None)));
        };
        let facts = vec![find(account_id, block), count(account_id, block, rule, now_ms)];
        let results = self.batch(facts).await?;
        let stored: Option<CodeBlockRecord> = row_of(&results, 0)?;
        let counts: Option<CountRow> = row_of(&results, 1)?;
        match verdict(stored.as_ref(), counts, rule, now_ms) {
            Verdict::Free => Ok(None),
            Verdict::Blocked(blocked) => Ok(Some(blocked)),
            Verdict::Begins { repeats, counts } => {
                let beginning = begin(account_id, block, rule, repeats, counts, now_ms);
                let begun: Option<CodeBlockRecord> = self.row(beginning).await?;
                let until_ms = Some(rule.blocked_until_ms(repeats, now_ms));
                let twins = Blocked { until_ms, began: None };
                Ok(Some(begun.map_or(twins, |it| it.blocked(Some(counts)))))
            }
        }
    }

    /// Blocks numbers by hand, until `until_ms` or until the block is lifted. Replaces a block that they have.
    /// `None`: the account has too many blocks.
    pub async fn add_number_block(
        &self,
        account_id: &AccountId,
        block: &NumberBlock,
        until_ms: Option<UnixMillis>,
        note: Option<&str>,
        now_ms: UnixMillis,
    ) -> Result<Option<CodeBlockRecord>, StoreError> {
        self.row(add(account_id, block, until_ms, note, now_ms)).await
    }

    /// Ends a block. The rule does not judge the numbers for a while. `None`: they are not blocked.
    pub async fn lift_number_block(
        &self,
        account_id: &AccountId,
        block: &NumberBlock,
        now_ms: UnixMillis,
    ) -> Result<Option<CodeBlockRecord>, StoreError> {
        self.row(lift(account_id, block, now_ms)).await
    }

    /// Lists blocks, ended ones too while they are kept: the first `limit` that follow `after`.
    pub async fn list_number_blocks(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<CodeBlockRecord>, StoreError> {
        self.rows((LIST, vec![account_id.into(), after.into(), limit.into()])).await
    }

    /// Deletes blocks that ended so long ago that a further one is no repetition, at most `limit`.
    pub async fn delete_ended_number_blocks(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let deleted: Vec<super::sweep::DeletedRow> = self.rows(sweep(now_ms, limit)).await?;
        Ok(deleted.len())
    }
}

/// Decision on a block of numbers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Free,
    Blocked(Blocked),
    /// The rule is violated, for the `repeats`th time in a row.
    Begins {
        repeats: u32,
        counts: BlockCounts,
    },
}

fn verdict(
    stored: Option<&CodeBlockRecord>,
    counts: Option<CountRow>,
    rule: BlockRule,
    now_ms: UnixMillis,
) -> Verdict {
    if let Some(stored) = stored.filter(|it| it.is_active_at(now_ms)) {
        return Verdict::Blocked(stored.blocked(None));
    }
    let Some(CountRow { sent, verified, pending }) = counts else { return Verdict::Free };
    let counts = BlockCounts { sent, verified, pending };
    if !rule.is_violated(counts) {
        return Verdict::Free;
    }
    let repeats = stored.map_or(0, |it| it.repeats).saturating_add(1);
    Verdict::Begins { repeats, counts }
}

pub(super) fn find(account_id: &AccountId, block: &NumberBlock) -> Bound {
    (FIND, vec![account_id.into(), block.as_str().into()])
}

pub(super) fn count(
    account_id: &AccountId,
    block: &NumberBlock,
    rule: BlockRule,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        block.as_str().into(),
        hour_before_ms(now_ms).into(),
        rule.pending_since_ms(now_ms).into(),
    ];
    (COUNT, values)
}

pub(super) fn begin(
    account_id: &AccountId,
    block: &NumberBlock,
    rule: BlockRule,
    repeats: u32,
    counts: BlockCounts,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        block.as_str().into(),
        now_ms.into(),
        rule.blocked_until_ms(repeats, now_ms).into(),
        repeats.into(),
        counts.sent.into(),
        counts.verified.into(),
    ];
    (BEGIN, values)
}

pub(super) fn add(
    account_id: &AccountId,
    block: &NumberBlock,
    until_ms: Option<UnixMillis>,
    note: Option<&str>,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        block.as_str().into(),
        now_ms.into(),
        until_ms.unwrap_or(NO_END_MS).into(),
        note.into(),
        MAX_BLOCKS.into(),
    ];
    (ADD, values)
}

pub(super) fn lift(account_id: &AccountId, block: &NumberBlock, now_ms: UnixMillis) -> Bound {
    let values = vec![
        account_id.into(),
        block.as_str().into(),
        now_ms.into(),
        now_ms.saturating_add(LIFTED_GRACE_MS).into(),
    ];
    (LIFT, values)
}

pub(super) fn sweep(now_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP, vec![now_ms.saturating_sub(REPEATS_WITHIN_MS).into(), limit.into()])
}

#[cfg(test)]
pub(super) mod testing {
    use rusqlite::Connection;

    use super::*;
    use crate::tests::row;

    /// Returns what [`Store::judge_number_block`] does with a rule.
    pub(in super::super) fn judge(
        database: &Connection,
        account_id: &AccountId,
        block: &NumberBlock,
        rule: BlockRule,
        now_ms: UnixMillis,
    ) -> Option<Blocked> {
        let stored: Option<CodeBlockRecord> = row(database, find(account_id, block));
        let counts: Option<CountRow> = row(database, count(account_id, block, rule, now_ms));
        match verdict(stored.as_ref(), counts, rule, now_ms) {
            Verdict::Free => None,
            Verdict::Blocked(blocked) => Some(blocked),
            Verdict::Begins { repeats, counts } => {
                let beginning = begin(account_id, block, rule, repeats, counts, now_ms);
                let begun: Option<CodeBlockRecord> = row(database, beginning);
                Some(begun.unwrap().blocked(Some(counts)))
            }
        }
    }
}
