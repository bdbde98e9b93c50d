//! One-time codes and the attempts at them.
//!
//! One conditional statement decides every race, since D1 has one writer: the statement that inserts a code
//! counts parallel sends, parallel guesses are counted before any comparison, and only one update can consume
//! a code.

mod attempts;
pub mod blocks;
pub mod conversions;
mod sweep;

use ids::AccountId;
use one_time_codes::{
    BlockGuard, BlockRule, CONVERSION_GRACE_MS, CodeId, CodeSendOutcome, FAILURES_PER_HOUR,
    IssuedCode, NumberBlock, Purpose, SendLimit, SendLimits, hour_before_ms, prefix_of,
    retry_after_secs,
};
use serde::Deserialize;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

// The unary plus keeps the planner on the range of numbers, which is what the limit bounds. The returned
// values count only other codes, so it does not matter whether the new one is visible there.
// A code's time is later than those of the phone's other codes, so that the newest is never in doubt.
// The rule of blocks of numbers is `BlockRule::is_violated`: ?14 is the block, and ?15 absent while there is no rule.
const CREATE: &str = "INSERT INTO one_time_codes
       (account_id, phone, created_at_ms, id, purpose, digest, expires_at_ms, country, number_block,
        is_test)
     SELECT ?1, ?2, MAX(?3, COALESCE(MAX(created_at_ms), 0) + 1), ?4, ?5, ?6, ?7, ?18,
       CASE WHEN ?15 IS NOT NULL THEN ?14 END, ?19
     FROM one_time_codes WHERE account_id = ?1 AND phone = ?2 AND created_at_ms > ?8
     HAVING COUNT(*) < ?9 AND (?10 IS NULL OR ?10 > (
       SELECT COUNT(*) FROM one_time_codes
       WHERE account_id = ?1 AND phone >= ?11 AND phone < ?12 AND +created_at_ms > ?8))
       AND ?13 > (SELECT COUNT(*) FROM one_time_code_attempts
       WHERE account_id = ?1 AND phone = ?2 AND purpose = ?5 AND at_ms > ?8)
       AND NOT EXISTS (SELECT 1 FROM code_blocks
       WHERE account_id = ?1 AND number_block = ?14 AND blocked_until_ms > ?3)
       AND (?15 IS NULL OR NOT (
       SELECT COUNT(*) >= ?15 AND 100 * (COUNT(consumed_at_ms) + MIN(?15,
         COALESCE(SUM(consumed_at_ms IS NULL AND created_at_ms > ?16), 0))) < ?17 * COUNT(*)
       FROM one_time_codes INDEXED BY one_time_codes_block
       WHERE account_id = ?1 AND number_block = ?14 AND created_at_ms > MAX(?8, COALESCE((
         SELECT counts_from_ms - 1 FROM code_blocks
         WHERE account_id = ?1 AND number_block = ?14), 0))))
     RETURNING created_at_ms, (
       SELECT COUNT(*) FROM one_time_codes AS other WHERE other.account_id = ?1
         AND other.phone = ?2 AND other.created_at_ms > ?8 AND other.id <> ?4
     ) AS others, (
       SELECT MIN(other.created_at_ms) FROM one_time_codes AS other WHERE other.account_id = ?1
         AND other.phone = ?2 AND other.created_at_ms > ?8 AND other.id <> ?4
     ) AS oldest_at_ms";
const OLDEST_OF_PHONE: &str = "SELECT MIN(created_at_ms) AS at_ms FROM one_time_codes
     WHERE account_id = ?1 AND phone = ?2 AND created_at_ms > ?3
     HAVING COUNT(*) >= ?4";
const OLDEST_OF_PREFIX: &str = "SELECT MIN(created_at_ms) AS at_ms FROM one_time_codes
     WHERE account_id = ?1 AND phone >= ?2 AND phone < ?3 AND +created_at_ms > ?4
     HAVING COUNT(*) >= ?5";
const OLDEST_GUESS: &str = "SELECT MIN(at_ms) AS at_ms FROM one_time_code_attempts
     WHERE account_id = ?1 AND phone = ?2 AND purpose = ?3 AND at_ms > ?4
     HAVING COUNT(*) >= ?5";
// A code sent within the grace period counts only once it is verified. Codes that led to the block of their numbers do
// not count, since only those numbers are to be stopped.
const CONVERSION: &str = "SELECT COUNT(*) AS sent, COUNT(consumed_at_ms) AS verified
     FROM one_time_codes INDEXED BY one_time_codes_created
     WHERE account_id = ?1 AND created_at_ms > ?2 AND purpose = ?4
       AND (created_at_ms <= ?3 OR consumed_at_ms IS NOT NULL)
       AND (number_block IS NULL OR NOT EXISTS (SELECT 1 FROM code_blocks AS blocked
         WHERE blocked.account_id = ?1 AND blocked.number_block = one_time_codes.number_block
           AND blocked.counts_from_ms > one_time_codes.created_at_ms))";
const WITHDRAW: &str = "DELETE FROM one_time_codes
     WHERE account_id = ?1 AND phone = ?2 AND id = ?3 AND consumed_at_ms IS NULL";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    CREATE,
    OLDEST_OF_PHONE,
    OLDEST_OF_PREFIX,
    OLDEST_GUESS,
    CONVERSION,
    WITHDRAW,
    attempts::NEWEST_LIVE,
    attempts::RESERVE,
    attempts::CONSUME,
    attempts::RELEASE,
    blocks::FIND,
    blocks::COUNT,
    blocks::BEGIN,
    blocks::ADD,
    blocks::LIFT,
    blocks::LIST,
    blocks::SWEEP,
    conversions::FOLD,
    conversions::LIVING,
    conversions::OF_COUNTRIES,
    conversions::OF_BLOCKS,
    conversions::SWEEP,
    sweep::CODES,
    sweep::ATTEMPTS,
];

/// A code to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    pub account_id: &'a AccountId,
    pub phone: &'a PhoneNumber,
    pub code: &'a IssuedCode,
    pub limits: SendLimits,
    pub guard: BlockGuard,
    /// Whether no SMS carries it.
    pub is_test: bool,
}

/// A code that was stored.
#[derive(Deserialize)]
struct CreatedRow {
    created_at_ms: UnixMillis,
    /// Number of the phone's other codes in the last hour.
    others: u32,
    /// Oldest of the counted codes.
    oldest_at_ms: Option<UnixMillis>,
}

#[derive(Deserialize)]
struct OldestRow {
    /// Absent if the limit is zero.
    at_ms: Option<UnixMillis>,
}

/// Codes of one purpose in the last hour. Excludes codes sent within the grace period and not verified yet.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CodeConversion {
    pub sent: u32,
    pub verified: u32,
}

impl Store {
    /// Stores a code. Refuses it if a send limit is reached, if the guesses that failed in the last
    /// hour leave none to verify the code with, or if its block of numbers is or must be blocked. It supersedes
    /// older codes of its phone and purpose.
    pub async fn create_code(
        &self,
        new: NewCode<'_>,
        now_ms: UnixMillis,
    ) -> Result<CodeSendOutcome, StoreError> {
        let created: Option<CreatedRow> = self.row(create(new, now_ms)).await?;
        match created {
            Some(row) => Ok(row.outcome(new.limits, now_ms)),
            None => self.refusal(new, now_ms).await,
        }
    }

    /// Counts the codes of the purpose that were sent in the last hour, and those of them that were verified.
    pub async fn conversion(
        &self,
        account_id: &AccountId,
        purpose: &Purpose,
        now_ms: UnixMillis,
    ) -> Result<CodeConversion, StoreError> {
        let values = vec![
            account_id.into(),
            hour_before_ms(now_ms).into(),
            now_ms.saturating_sub(CONVERSION_GRACE_MS).into(),
            purpose.as_str().into(),
        ];
        let row: Option<CodeConversion> = self.row((CONVERSION, values)).await?;
        Ok(row.unwrap_or(CodeConversion { sent: 0, verified: 0 }))
    }

    /// Deletes a code whose message was certainly not queued: no SMS will carry it, so it must not count
    /// against the hour, and an older code becomes valid again. It restores no attempt. If the outcome is
    /// unknown, the code must stay, since the SMS may be on its way.
    pub async fn withdraw_code(
        &self,
        account_id: &AccountId,
        phone: &PhoneNumber,
        code_id: &CodeId,
    ) -> Result<(), StoreError> {
        self.run(withdraw(account_id, phone, code_id)).await
    }

    /// Returns what stopped a send. If a send has left the hour meanwhile, nothing does any more; the answer is
    /// then the shortest wait.
    async fn refusal(
        &self,
        new: NewCode<'_>,
        now_ms: UnixMillis,
    ) -> Result<CodeSendOutcome, StoreError> {
        let NewCode { account_id, phone, code, limits, guard, .. } = new;
        let reached = |limit: SendLimit, oldest: OldestRow| CodeSendOutcome::LimitReached {
            limit,
            retry_after_secs: retry_after_secs(oldest.at_ms.unwrap_or(now_ms), now_ms),
        };
        let since_ms = hour_before_ms(now_ms);
        let guess = oldest_guess(account_id, phone, &code.purpose, since_ms);
        if let Some(oldest) = self.row(guess).await? {
            return Ok(reached(SendLimit::Guesses, oldest));
        }
        let of_phone = oldest_of_phone(account_id, phone, since_ms, limits.phone_per_hour);
        if let Some(oldest) = self.row(of_phone).await? {
            return Ok(reached(SendLimit::Phone, oldest));
        }
        if let Some(limit) = limits.prefix_per_hour {
            let of_prefix = oldest_of_prefix(account_id, phone, since_ms, limit);
            if let Some(oldest) = self.row(of_prefix).await? {
                return Ok(reached(SendLimit::Prefix, oldest));
            }
        }
        if guard != BlockGuard::Exempt {
            let (block, rule) = (NumberBlock::of(phone), rule_of(guard));
            let judged = self.judge_number_block(account_id, &block, rule, now_ms).await?;
            if let Some(blocked) = judged {
                return Ok(CodeSendOutcome::Blocked(blocked));
            }
        }
        Ok(reached(SendLimit::Phone, OldestRow { at_ms: Some(since_ms) }))
    }
}

impl CreatedRow {
    fn outcome(&self, limits: SendLimits, now_ms: UnixMillis) -> CodeSendOutcome {
        let sent = self.others.saturating_add(1);
        CodeSendOutcome::Created {
            remaining: limits.phone_per_hour.saturating_sub(sent),
            reset_secs: retry_after_secs(self.oldest_at_ms.unwrap_or(self.created_at_ms), now_ms),
        }
    }
}

fn create(new: NewCode<'_>, now_ms: UnixMillis) -> Bound {
    let NewCode { account_id, phone, code, limits, guard, is_test } = new;
    let (prefix, prefix_end) = prefix_range(phone);
    let block = (guard != BlockGuard::Exempt).then(|| NumberBlock::of(phone));
    let rule = rule_of(guard);
    let values = vec![
        account_id.into(),
        phone.as_str().into(),
        now_ms.into(),
        code.id.as_str().into(),
        code.purpose.as_str().into(),
        code.digest.to_hex().into(),
        code.expires_at_ms.into(),
        hour_before_ms(now_ms).into(),
        limits.phone_per_hour.into(),
        limits.prefix_per_hour.into(),
        prefix.into(),
        prefix_end.into(),
        FAILURES_PER_HOUR.into(),
        block.as_ref().map(NumberBlock::as_str).into(),
        rule.map(|rule| rule.min_sent).into(),
        rule.map(|rule| rule.pending_since_ms(now_ms)).into(),
        rule.map(|rule| rule.min_verified_percent).into(),
        phone.region().into(),
        is_test.into(),
    ];
    (CREATE, values)
}

fn rule_of(guard: BlockGuard) -> Option<BlockRule> {
    match guard {
        BlockGuard::Rule(rule) => Some(rule),
        BlockGuard::Blocks | BlockGuard::Exempt => None,
    }
}

fn withdraw(account_id: &AccountId, phone: &PhoneNumber, code_id: &CodeId) -> Bound {
    (WITHDRAW, vec![account_id.into(), phone.as_str().into(), code_id.as_str().into()])
}

fn oldest_guess(
    account_id: &AccountId,
    phone: &PhoneNumber,
    purpose: &Purpose,
    since_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        phone.as_str().into(),
        purpose.as_str().into(),
        since_ms.into(),
        FAILURES_PER_HOUR.into(),
    ];
    (OLDEST_GUESS, values)
}

fn oldest_of_phone(
    account_id: &AccountId,
    phone: &PhoneNumber,
    since_ms: UnixMillis,
    limit: u32,
) -> Bound {
    let values = vec![account_id.into(), phone.as_str().into(), since_ms.into(), limit.into()];
    (OLDEST_OF_PHONE, values)
}

fn oldest_of_prefix(
    account_id: &AccountId,
    phone: &PhoneNumber,
    since_ms: UnixMillis,
    limit: u32,
) -> Bound {
    let (prefix, prefix_end) = prefix_range(phone);
    let values =
        vec![account_id.into(), prefix.into(), prefix_end.into(), since_ms.into(), limit.into()];
    (OLDEST_OF_PREFIX, values)
}

/// Returns the prefix of the number, and the first text after all numbers with it: `:` follows `9`.
fn prefix_range(phone: &PhoneNumber) -> (&str, String) {
    let prefix = prefix_of(phone);
    (prefix, format!("{prefix}:"))
}

#[cfg(test)]
mod tests;
