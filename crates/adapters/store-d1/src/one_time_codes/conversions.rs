//! Conversion of codes: how many were sent and verified, by country and block of numbers.
//!
//! A code is counted from its own row while it lives, and from the day's sum once the sweep has deleted it.

use std::collections::BTreeMap;

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, rows_of},
};

/// Country of numbers of which the numbering plan tells none.
pub const NO_COUNTRY: &str = "-";
/// Days for which sums are kept.
pub const KEPT_DAYS: i64 = 35;
/// Country under which codes of test numbers are summed; no ISO code has four letters.
const TEST: &str = "test";
/// Maximum number of living codes that one report reads.
const MAX_LIVING: u32 = 20_000;

// The codes that the same transaction deletes. A block that has no sum of the day gets one while the day has fewer than
// 200; later ones share the sum without a block.
pub(super) const FOLD: &str = "INSERT INTO code_conversions
       (account_id, country, number_block, day, sent, verified)
     SELECT code.account_id, CASE code.is_test WHEN 1 THEN 'test' ELSE COALESCE(code.country, '-') END,
       CASE WHEN code.is_test = 1 THEN '' WHEN EXISTS (
         SELECT 1 FROM code_conversions AS known WHERE known.account_id = code.account_id
           AND known.country = COALESCE(code.country, '-')
           AND known.number_block = substr(code.phone, 1, 7)
           AND known.day = code.created_at_ms / 86400000)
       OR NOT EXISTS (
         SELECT 1 FROM code_conversions AS other INDEXED BY code_conversions_day
         WHERE other.account_id = code.account_id AND other.day = code.created_at_ms / 86400000
         LIMIT 1 OFFSET 199)
       THEN substr(code.phone, 1, 7) ELSE '' END,
       code.created_at_ms / 86400000, 1, code.consumed_at_ms IS NOT NULL
     FROM accounts AS account
     CROSS JOIN one_time_codes AS code INDEXED BY one_time_codes_created
     WHERE account.id > '' AND code.account_id = account.id AND code.created_at_ms <= ?1
     LIMIT ?2
     ON CONFLICT (account_id, country, number_block, day) DO UPDATE
       SET sent = sent + excluded.sent, verified = verified + excluded.verified";
pub(super) const LIVING: &str = "SELECT COALESCE(country, '-') AS country,
       substr(phone, 1, 7) AS number_block, consumed_at_ms IS NOT NULL AS verified, is_test
     FROM one_time_codes INDEXED BY one_time_codes_created
     WHERE account_id = ?1 AND created_at_ms >= ?2 AND created_at_ms < ?3
       AND (?4 IS NULL OR country = ?4 OR is_test = 1)
     LIMIT ?5";
pub(super) const OF_COUNTRIES: &str = "SELECT country, '' AS number_block, SUM(sent) AS sent,
       SUM(verified) AS verified FROM code_conversions
     WHERE account_id = ?1 AND country >= COALESCE(?4, '') AND country <= COALESCE(?4, 'zzzz')
       AND day >= ?2 AND day < ?3
     GROUP BY country";
pub(super) const OF_BLOCKS: &str = "SELECT country, number_block, SUM(sent) AS sent,
       SUM(verified) AS verified FROM code_conversions
     WHERE account_id = ?1 AND (country, number_block) > (?5, ?6)
       AND (?4 IS NULL OR country = ?4 OR country = 'test') AND day >= ?2 AND day < ?3
     GROUP BY country, number_block LIMIT ?7";
pub(super) const SWEEP: &str = "DELETE FROM code_conversions
     WHERE (account_id, country, number_block, day) IN (
       SELECT old.account_id, old.country, old.number_block, old.day
       FROM accounts AS account
       CROSS JOIN code_conversions AS old INDEXED BY code_conversions_day
       WHERE account.id > '' AND old.account_id = account.id AND old.day < ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

/// Question about the conversion of an account's codes.
#[derive(Clone, Debug)]
pub struct ConversionQuery<'a> {
    /// First day, in days since 1970.
    pub since_day: i64,
    /// Day after the last one.
    pub until_day: i64,
    /// ISO code.
    pub country: Option<&'a str>,
    /// Page of blocks of numbers. `None`: only countries are told apart.
    pub blocks: Option<BlockPage<'a>>,
}

/// Page of blocks of numbers.
#[derive(Clone, Copy, Debug)]
pub struct BlockPage<'a> {
    /// Country and block after which the page begins.
    pub after: (&'a str, &'a str),
    pub limit: u32,
}

/// Codes of one country, or of one block of numbers in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversionSum {
    /// ISO code, or [`NO_COUNTRY`].
    pub country: String,
    /// Empty for a whole country, or for the blocks that are not told apart.
    pub number_block: String,
    pub sent: u64,
    pub verified: u64,
}

/// Answer to a [`ConversionQuery`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversionReport {
    /// Sums with at least one code, by country and block.
    pub sums: Vec<ConversionSum>,
    /// Whether another page follows.
    pub has_more: bool,
    /// Codes of test numbers, which no SMS carried: sent and verified.
    pub test: (u64, u64),
}

#[derive(Deserialize)]
pub(super) struct SumRow {
    country: String,
    number_block: String,
    sent: u64,
    verified: u64,
}

#[derive(Deserialize)]
pub(super) struct LivingRow {
    country: String,
    number_block: String,
    verified: u8,
    is_test: u8,
}

impl Store {
    /// Sums the codes of some days. Reads sums of [`KEPT_DAYS`] days at most, and the codes of the last hours.
    pub async fn conversions(
        &self,
        account_id: &AccountId,
        query: &ConversionQuery<'_>,
    ) -> Result<ConversionReport, StoreError> {
        let results = self.batch(statements(account_id, query).to_vec()).await?;
        Ok(report(rows_of(&results, 0)?, rows_of(&results, 1)?, query))
    }

    /// Deletes sums that are too old, at most `limit`.
    pub async fn delete_old_conversions(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let deleted: Vec<super::sweep::DeletedRow> = self.rows(sweep(now_ms, limit)).await?;
        Ok(deleted.len())
    }
}

/// Statements that read sums, and living codes.
pub(super) fn statements(account_id: &AccountId, query: &ConversionQuery<'_>) -> [Bound; 2] {
    let mut values = vec![
        account_id.into(),
        query.since_day.into(),
        query.until_day.into(),
        query.country.into(),
    ];
    let sums = if let Some(BlockPage { after: (country, block), limit }) = query.blocks {
        // One more than the page shows whether another follows; the sum of test numbers is one more.
        values.extend([country.into(), block.into(), limit.saturating_add(2).into()]);
        (OF_BLOCKS, values)
    } else {
        (OF_COUNTRIES, values)
    };
    let living = vec![
        account_id.into(),
        UnixMillis::from_day(query.since_day).into(),
        UnixMillis::from_day(query.until_day).into(),
        query.country.into(),
        MAX_LIVING.into(),
    ];
    [sums, (LIVING, living)]
}

/// Adds living codes to the sums.
pub(super) fn report(
    sums: Vec<SumRow>,
    living: Vec<LivingRow>,
    query: &ConversionQuery<'_>,
) -> ConversionReport {
    let by_block = query.blocks.is_some();
    let mut all: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    let mut test = (0, 0);
    let stored = sums.into_iter().map(|row| {
        let is_test = row.country == TEST;
        (is_test, (row.country, row.number_block), (row.sent, row.verified))
    });
    let living = living.into_iter().map(|row| {
        let block = if by_block { row.number_block } else { String::new() };
        (row.is_test != 0, (row.country, block), (1, u64::from(row.verified)))
    });
    for (is_test, key, (sent, verified)) in stored.chain(living) {
        let sum = if is_test { &mut test } else { all.entry(key).or_default() };
        *sum = (sum.0.saturating_add(sent), sum.1.saturating_add(verified));
    }
    let after = query.blocks.map(|page| page.after);
    let follows = |key: &(String, String)| {
        after.is_none_or(|(country, block)| (key.0.as_str(), key.1.as_str()) > (country, block))
    };
    let page_size =
        query.blocks.map_or(usize::MAX, |page| usize::try_from(page.limit).unwrap_or(usize::MAX));
    let mut sums: Vec<ConversionSum> = all
        .into_iter()
        .filter(|(key, (sent, _))| *sent > 0 && follows(key))
        .map(|((country, number_block), (sent, verified))| ConversionSum {
            country,
            number_block,
            sent,
            verified,
        })
        .collect();
    let has_more = sums.len() > page_size;
    sums.truncate(page_size);
    ConversionReport { sums, has_more, test }
}

pub(super) fn sweep(now_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP, vec![now_ms.day().saturating_sub(KEPT_DAYS).into(), limit.into()])
}
