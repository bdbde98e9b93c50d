//! Access and refresh tokens by id. The tokens themselves are not stored.

use identity::token::TokenPair;
use ids::AccountId;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of},
};

// For a login ?7 is null, so the pair begins a family of its own.
const INSERT: &str = "INSERT INTO token_pairs
       (account_id, id, refresh_id, issued_at_ms, access_expires_at_ms, refresh_expires_at_ms,
        family)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, COALESCE(
       (SELECT COALESCE(asking.family, asking.id) FROM token_pairs AS asking
        WHERE asking.account_id = ?1 AND asking.id = ?7), ?2))";
// A token is valid while its row exists, it was not ended, its account is enabled, and the password was not
// changed since it was issued.
const FIND_ACCESS: &str = "SELECT a.default_country_code AS default_country_code
     FROM token_pairs AS t JOIN accounts AS a ON a.id = t.account_id
     JOIN logins AS l ON l.account_id = t.account_id
     WHERE t.account_id = ?1 AND t.id = ?2 AND t.access_revoked_at_ms IS NULL
       AND a.disabled_at_ms IS NULL AND t.issued_at_ms > l.tokens_valid_from_ms";
const FIND_REFRESH: &str = "SELECT a.default_country_code AS default_country_code
     FROM token_pairs AS t JOIN accounts AS a ON a.id = t.account_id
     JOIN logins AS l ON l.account_id = t.account_id
     WHERE t.account_id = ?1 AND t.refresh_id = ?2 AND t.refresh_ended_at_ms IS NULL
       AND a.disabled_at_ms IS NULL AND t.issued_at_ms > l.tokens_valid_from_ms";
// Inserts the new pair only if the old refresh token is valid; the next statement of the same transaction
// ends that. So only one of concurrent requests gets a pair.
const INSERT_REFRESHED: &str = "INSERT INTO token_pairs
       (account_id, id, refresh_id, issued_at_ms, access_expires_at_ms, refresh_expires_at_ms,
        family)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, COALESCE(t.family, t.id)
     FROM token_pairs AS t JOIN accounts AS a ON a.id = t.account_id
     JOIN logins AS l ON l.account_id = t.account_id
     WHERE t.account_id = ?1 AND t.refresh_id = ?7 AND t.refresh_ended_at_ms IS NULL
       AND t.refresh_expires_at_ms > ?4
       AND a.disabled_at_ms IS NULL AND t.issued_at_ms > l.tokens_valid_from_ms
     RETURNING 1 AS known";
const END_REFRESH: &str = "UPDATE token_pairs SET refresh_ended_at_ms = ?3
     WHERE account_id = ?1 AND refresh_id = ?2 AND refresh_ended_at_ms IS NULL";
const ROTATE: &str = "UPDATE token_pairs SET refresh_ended_at_ms = ?3, rotated_at_ms = ?3
     WHERE account_id = ?1 AND refresh_id = ?2 AND refresh_ended_at_ms IS NULL";
const END_FAMILY: &str = "UPDATE token_pairs
     SET access_revoked_at_ms = COALESCE(access_revoked_at_ms, ?3),
       refresh_ended_at_ms = COALESCE(refresh_ended_at_ms, ?3)
     WHERE account_id = ?1 AND family = (SELECT replayed.family FROM token_pairs AS replayed
         WHERE replayed.account_id = ?1 AND replayed.refresh_id = ?2
           AND replayed.rotated_at_ms <= ?4)
       AND (access_revoked_at_ms IS NULL OR refresh_ended_at_ms IS NULL)
     RETURNING id";
const REVOKE: &str = "UPDATE token_pairs
     SET access_revoked_at_ms = COALESCE(access_revoked_at_ms, ?3),
       refresh_ended_at_ms = COALESCE(refresh_ended_at_ms, ?3)
     WHERE account_id = ?1 AND id = ?2 RETURNING id";
// A pair is void, too, if it was issued before the account's password was changed or all tokens were revoked, or if the
// login was removed.
const LIST: &str = "SELECT t.id AS id, t.issued_at_ms AS issued_at_ms,
       t.access_expires_at_ms AS access_expires_at_ms,
       t.refresh_expires_at_ms AS refresh_expires_at_ms,
       t.access_revoked_at_ms AS access_revoked_at_ms,
       t.refresh_ended_at_ms AS refresh_ended_at_ms,
       COALESCE(t.issued_at_ms > l.tokens_valid_from_ms, 0) AS stands
     FROM token_pairs AS t LEFT JOIN logins AS l ON l.account_id = t.account_id
     WHERE t.account_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT ?3";
// Probes each account for its oldest rows, so that keys still begin with the account.
const SWEEP: &str = "DELETE FROM token_pairs WHERE (account_id, id) IN (
       SELECT pair.account_id, pair.id
       FROM accounts AS account CROSS JOIN token_pairs AS pair
       WHERE account.id > '' AND pair.account_id = account.id
         AND pair.refresh_expires_at_ms < ?1 AND pair.access_expires_at_ms < ?1
       LIMIT ?2)
     RETURNING 1 AS known";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    FIND_ACCESS,
    FIND_REFRESH,
    INSERT_REFRESHED,
    END_REFRESH,
    ROTATE,
    END_FAMILY,
    REVOKE,
    LIST,
    SWEEP,
];

/// A refresh token that is replayed within this time of its rotation is explained by a lost answer, in
/// milliseconds.
pub const REPLAY_GRACE_MS: i64 = 30_000;

/// Role of a token within its pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRole {
    Access,
    Refresh,
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

/// Facts about a token besides its claims.
#[derive(Clone, Copy, Debug)]
pub struct KnownToken {
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
}

/// A pair of tokens as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedTokenPair {
    /// Id of the access token, its `jti`.
    pub id: String,
    pub issued_at_ms: UnixMillis,
    pub access_expires_at_ms: UnixMillis,
    pub refresh_expires_at_ms: UnixMillis,
    pub access_revoked_at_ms: Option<UnixMillis>,
    /// Time at which the refresh token was used or revoked.
    pub refresh_ended_at_ms: Option<UnixMillis>,
    /// 0 if all tokens of that time are void.
    pub stands: u8,
}

#[derive(Deserialize)]
struct TokenRow {
    default_country_code: Option<String>,
}

#[derive(Deserialize)]
struct PairRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    known: u8,
}

impl Store {
    /// Stores a pair. If `asked_by` is the id of the access token that asked for the pair, the pair joins
    /// that token's family and ends with it.
    pub async fn insert_token_pair(
        &self,
        pair: &TokenPair,
        asked_by: Option<&str>,
    ) -> Result<(), StoreError> {
        self.run(insert(pair, asked_by)).await
    }

    /// Returns the token of this id, if it was issued and is not revoked. Does not check its expiry, which is
    /// in its claims.
    pub async fn find_token(
        &self,
        account_id: &AccountId,
        role: TokenRole,
        id: &str,
    ) -> Result<Option<KnownToken>, StoreError> {
        let row: Option<TokenRow> = self.row(find(account_id.as_str(), role, id)).await?;
        let region = |row: TokenRow| row.default_country_code.as_deref().and_then(Region::parse);
        Ok(row.map(|row| KnownToken { default_region: region(row) }))
    }

    /// Ends a refresh token and stores the pair it is exchanged for, in one transaction. Returns `false` and
    /// stores nothing if the token was used, revoked or has expired.
    pub async fn refresh_token_pair(
        &self,
        used_id: &str,
        pair: &TokenPair,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let results = self.batch(refresh(used_id, pair, now_ms).to_vec()).await?;
        Ok(row_of::<PairRow>(&results, 0)?.is_some())
    }

    /// Ends all pairs of a login if one of its refresh tokens was replayed after its rotation. Returns the
    /// ids of the ended pairs' access tokens. Within [`REPLAY_GRACE_MS`] of the rotation, and for a token
    /// that was never rotated, nothing ends.
    pub async fn end_replayed_family(
        &self,
        account_id: &AccountId,
        refresh_id: &str,
        now_ms: UnixMillis,
    ) -> Result<Vec<String>, StoreError> {
        let ended = end_family(account_id.as_str(), refresh_id, now_ms);
        let rows: Vec<IdRow> = self.rows(ended).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Revokes the access token of this id with its refresh token, or the refresh token of this id alone. An
    /// unknown id is not an error.
    pub async fn revoke_token(
        &self,
        account_id: &AccountId,
        id: &str,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(revoke(account_id.as_str(), id, now_ms)).await.map(drop)
    }

    /// Revokes the pair whose access token has this id. Returns `false` if the account has no such pair.
    pub async fn revoke_token_pair(
        &self,
        account_id: &AccountId,
        id: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), id.into(), now_ms.into()];
        let row: Option<IdRow> = self.row((REVOKE, values)).await?;
        Ok(row.is_some())
    }

    /// Lists the account's pairs by id, void ones too until they are swept: the first `limit` whose ids follow `after`.
    pub async fn list_token_pairs(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ListedTokenPair>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Deletes pairs that expired before `before_ms`, at most `limit`. Returns the number deleted, zero when
    /// none is left.
    pub async fn delete_expired_tokens(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        Ok(self.rows::<PairRow>(sweep(before_ms, limit)).await?.len())
    }
}

fn insert(pair: &TokenPair, asked_by: Option<&str>) -> Bound {
    (INSERT, pair_values(pair, asked_by.into()))
}

fn find(account_id: &str, role: TokenRole, id: &str) -> Bound {
    let sql = match role {
        TokenRole::Access => FIND_ACCESS,
        TokenRole::Refresh => FIND_REFRESH,
    };
    (sql, vec![account_id.into(), id.into()])
}

fn refresh(used_id: &str, pair: &TokenPair, now_ms: UnixMillis) -> [Bound; 2] {
    let account_id = &pair.access.account_id;
    [
        (INSERT_REFRESHED, pair_values(pair, used_id.into())),
        (ROTATE, vec![account_id.into(), used_id.into(), now_ms.into()]),
    ]
}

fn end_family(account_id: &str, refresh_id: &str, now_ms: UnixMillis) -> Bound {
    let values = vec![
        account_id.into(),
        refresh_id.into(),
        now_ms.into(),
        now_ms.saturating_sub(REPLAY_GRACE_MS).into(),
    ];
    (END_FAMILY, values)
}

fn revoke(account_id: &str, id: &str, now_ms: UnixMillis) -> Vec<Bound> {
    let values = vec![account_id.into(), id.into(), now_ms.into()];
    vec![(REVOKE, values.clone()), (END_REFRESH, values)]
}

fn sweep(before_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP, vec![before_ms.into(), limit.into()])
}

/// Values of a statement that inserts the pair; the last one is the token that led to it.
fn pair_values(pair: &TokenPair, origin: Value) -> Vec<Value> {
    vec![
        (&pair.access.account_id).into(),
        pair.access.id.as_str().into(),
        pair.refresh.id.as_str().into(),
        pair.issued_at_ms.into(),
        pair.access.expires_at_ms.into(),
        pair.refresh.expires_at_ms.into(),
        origin,
    ]
}

#[cfg(test)]
mod tests;
