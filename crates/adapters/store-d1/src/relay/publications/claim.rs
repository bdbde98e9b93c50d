//! Claiming a request: the first claim wins.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use unix_time::UnixMillis;

use super::PublicationState;
use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

/// Claims for a user who has a grant for the platform, whose backlog is not full, and under whose key none of
/// the blocks was used. The conditions are summed so that all of them are evaluated whichever fails: the time
/// of a refusal must not reveal anything about a text.
const CLAIM: &str = "INSERT INTO publications (account_id, fingerprint, copy_digest, id, user_id,
       platform, source, gateway_client, country_code, state, created_at_ms, due_at_ms, lease, sealed)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'under_way', ?10, ?11, ?12, ?13
     WHERE (EXISTS (SELECT 1 FROM relay_used_blocks AS used, json_each(?14) AS block
         WHERE used.account_id = ?1 AND used.user_id = ?5 AND used.key_made_at_ms = ?15
           AND instr(used.marks, '.' || block.value) > 0))
       + (NOT EXISTS (SELECT 1 FROM relay_grants AS g
         WHERE g.account_id = ?1 AND g.user_id = ?5 AND g.platform = ?6))
       + ((SELECT COUNT(*) FROM publications AS own INDEXED BY publications_under_way
         WHERE own.account_id = ?1 AND own.user_id = ?5 AND own.settled_at_ms IS NULL) >= ?16)
       + (EXISTS (SELECT 1 FROM publications AS every INDEXED BY publications_under_way
         WHERE every.account_id = ?1 AND every.settled_at_ms IS NULL LIMIT 1 OFFSET ?17 - 1)) = 0
     ON CONFLICT (account_id, fingerprint) DO NOTHING
     RETURNING id";
/// Appends the marks of a claimed request to the last part of its key, or begins another part. Requires the
/// attempt's own lease, so that an attempt repeated after a lost answer appends nothing.
const REMEMBER: &str = "INSERT INTO relay_used_blocks
       (account_id, user_id, key_made_at_ms, part, marks)
     SELECT ?1, ?2, ?3, COALESCE((
       SELECT last.part + (length(last.marks) >= ?7) FROM relay_used_blocks AS last
       WHERE last.account_id = ?1 AND last.user_id = ?2 AND last.key_made_at_ms = ?3
       ORDER BY last.part DESC LIMIT 1), 0), ?4
     WHERE ?4 <> '' AND EXISTS (SELECT 1 FROM publications AS claimed
       WHERE claimed.account_id = ?1 AND claimed.fingerprint = ?5 AND claimed.id = ?6
         AND claimed.lease = ?8)
     ON CONFLICT (account_id, user_id, key_made_at_ms, part)
       DO UPDATE SET marks = marks || excluded.marks";
/// Deletes the marks of older keys, and the oldest parts of this key beyond the limit.
const FORGET: &str = "DELETE FROM relay_used_blocks
     WHERE account_id = ?1 AND user_id = ?2 AND (key_made_at_ms < ?3
       OR (key_made_at_ms = ?3 AND part <= ?4 + (
         SELECT MAX(last.part) FROM relay_used_blocks AS last
         WHERE last.account_id = ?1 AND last.user_id = ?2 AND last.key_made_at_ms = ?3)))";
/// The user's backlog is counted, since its limit keeps it short. The account's is only probed for a row at
/// the limit.
const BACKLOG: &str = "SELECT
       (SELECT COUNT(*) FROM publications INDEXED BY publications_under_way
         WHERE account_id = ?1 AND user_id = ?2 AND settled_at_ms IS NULL) AS own,
       EXISTS (SELECT 1 FROM publications INDEXED BY publications_under_way
         WHERE account_id = ?1 AND settled_at_ms IS NULL LIMIT 1 OFFSET ?3 - 1) AS is_full";
const FIND: &str = "SELECT copy_digest, state, reason, due_at_ms, lease IS NOT NULL AS is_held
     FROM publications
     WHERE account_id = ?1 AND fingerprint = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[CLAIM, REMEMBER, FORGET, BACKLOG, FIND];

/// Characters after which another part is begun.
const PART_CHARS: i64 = 32_768;
/// Parts stored for one key.
const PARTS: i64 = 8;
/// Most publications of a user that are under way at once.
const USER_BACKLOG: i64 = 100;
/// Most publications of an account that are under way at once.
const ACCOUNT_BACKLOG: i64 = 10_000;

/// A request to be claimed.
#[derive(Clone, Debug)]
pub struct NewPublication<'a> {
    pub fingerprint: &'a str,
    pub copy_digest: &'a str,
    pub id: &'a str,
    pub user_id: &'a RelayUserId,
    pub platform: &'a str,
    pub source: &'a str,
    pub gateway_client: &'a str,
    pub country_code: &'a str,
    pub created_at_ms: UnixMillis,
    /// Lease id of the claiming attempt, unique to each. The lease lasts until `due_at_ms`.
    pub lease: &'a str,
    pub due_at_ms: UnixMillis,
    pub sealed: &'a str,
    pub blocks: CiphertextBlocks<'a>,
}

/// The ciphertext blocks of a request by SMS, and the key that they were encrypted with.
#[derive(Clone, Copy, Debug, Default)]
pub struct CiphertextBlocks<'a> {
    /// 12 base64 characters each, which contain no dot. Empty if nothing was encrypted.
    pub marks: &'a [String],
    /// `RequestKey::made_at_ms`.
    pub key_made_at_ms: UnixMillis,
}

/// Outcome of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// The caller holds the lease. `under_way` is the number of the user's publications, including this one.
    Claimed { under_way: i64 },
    /// The request was claimed before.
    Known(KnownPublication),
    /// The user has no grant for the platform, or the request has a block that was used before. Nothing was
    /// stored.
    Refused,
    /// The user or the account has too many publications under way. Nothing was stored. Does not say whether
    /// the request could be claimed otherwise.
    Full,
}

/// State of a request that was claimed before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPublication {
    pub copy_digest: String,
    pub state: PublicationState,
    /// Reason why it was not published.
    pub reason: Option<String>,
    /// Time from which another caller may continue it. `None` if nothing is left to do.
    pub due_at_ms: Option<UnixMillis>,
    /// Whether a caller holds it until then. Otherwise it was deferred until then.
    pub is_held: bool,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

#[derive(Deserialize, Default)]
struct BacklogRow {
    own: i64,
    is_full: u8,
}

#[derive(Deserialize)]
pub(crate) struct KnownRow {
    copy_digest: String,
    state: String,
    reason: Option<String>,
    due_at_ms: Option<UnixMillis>,
    is_held: u8,
}

impl Store {
    /// Claims a request, unless it was claimed before, its user has no grant, one of its blocks was used
    /// before, or too many are under way. Runs as one transaction.
    pub async fn claim_publication(
        &self,
        account_id: &AccountId,
        new: &NewPublication<'_>,
    ) -> Result<ClaimOutcome, StoreError> {
        let results = self.batch(claim(account_id.as_str(), new)).await?;
        let backlog: Option<BacklogRow> = row_of(&results, 3)?;
        let backlog = backlog.unwrap_or_default();
        if row_of::<IdRow>(&results, 0)?.is_some() {
            return Ok(ClaimOutcome::Claimed { under_way: backlog.own });
        }
        // Before the backlog: a request that was claimed before gets its state even if nothing new is accepted.
        if let Some(known) = row_of::<KnownRow>(&results, 4)? {
            return known.read().map(ClaimOutcome::Known);
        }
        let is_full = backlog.own >= USER_BACKLOG || backlog.is_full != 0;
        Ok(if is_full { ClaimOutcome::Full } else { ClaimOutcome::Refused })
    }

    /// Finds the state of a request.
    pub async fn find_publication(
        &self,
        account_id: &AccountId,
        fingerprint: &str,
    ) -> Result<Option<KnownPublication>, StoreError> {
        let row: Option<KnownRow> = self.row(find(account_id.as_str(), fingerprint)).await?;
        row.map(KnownRow::read).transpose()
    }
}

impl KnownRow {
    fn read(self) -> Result<KnownPublication, StoreError> {
        let state = PublicationState::parse(&self.state)
            .ok_or_else(|| StoreError::Corrupt("a publication's state".to_owned()))?;
        let Self { copy_digest, reason, due_at_ms, is_held, .. } = self;
        Ok(KnownPublication { copy_digest, state, reason, due_at_ms, is_held: is_held != 0 })
    }
}

/// Statements of one transaction: claim, remember the blocks, delete old blocks, count the backlog, find the
/// request.
pub(super) fn claim(account_id: &str, new: &NewPublication<'_>) -> Vec<Bound> {
    let CiphertextBlocks { marks, key_made_at_ms } = new.blocks;
    // Cannot fail for texts. If it did, SQLite would refuse the empty text as soon as there is a block to compare.
    let listed = serde_json::to_string(marks).unwrap_or_default();
    let appended = marks.iter().fold(String::new(), |all, mark| all + "." + mark);
    let claimed = vec![
        account_id.into(),
        new.fingerprint.into(),
        new.copy_digest.into(),
        new.id.into(),
        new.user_id.into(),
        new.platform.into(),
        new.source.into(),
        new.gateway_client.into(),
        new.country_code.into(),
        new.created_at_ms.into(),
        new.due_at_ms.into(),
        new.lease.into(),
        new.sealed.into(),
        listed.as_str().into(),
        key_made_at_ms.into(),
        USER_BACKLOG.into(),
        ACCOUNT_BACKLOG.into(),
    ];
    let key = || vec![account_id.into(), new.user_id.into(), key_made_at_ms.into()];
    let remembered = [appended.as_str().into(), new.fingerprint.into(), new.id.into()];
    let remembered = [key(), remembered.into(), vec![PART_CHARS.into(), new.lease.into()]].concat();
    let forgotten = [key(), vec![(-PARTS).into()]].concat();
    let counted = vec![account_id.into(), new.user_id.into(), ACCOUNT_BACKLOG.into()];
    vec![
        (CLAIM, claimed),
        (REMEMBER, remembered),
        (FORGET, forgotten),
        (BACKLOG, counted),
        find(account_id, new.fingerprint),
    ]
}

pub(super) fn find(account_id: &str, fingerprint: &str) -> Bound {
    (FIND, vec![account_id.into(), fingerprint.into()])
}
