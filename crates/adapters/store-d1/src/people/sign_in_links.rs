//! Links that sign a person in once. A session's statements redeem them.

use identity::{PersonKey, SIGN_IN_LINK_LIFETIME_MS};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::key_values;
use crate::{Store, StoreError, bound::Bound};

// A new link replaces the person's former one.
const REPLACE: &str = "INSERT INTO sign_in_links
       (scope, person_id, digest, created_at_ms, expires_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5 FROM people WHERE scope = ?1 AND id = ?2
     ON CONFLICT (scope, person_id) DO UPDATE SET digest = excluded.digest,
       created_at_ms = excluded.created_at_ms, expires_at_ms = excluded.expires_at_ms
     RETURNING digest";
const SWEEP: &str = "DELETE FROM sign_in_links WHERE (scope, person_id) IN (
       SELECT scope, person_id FROM sign_in_links WHERE expires_at_ms <= ?1 LIMIT ?2)
     RETURNING digest";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[REPLACE, SWEEP];

#[derive(Deserialize)]
struct DigestRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    digest: String,
}

impl Store {
    /// Stores a person's link, in place of a former one. Returns `false` if the person is gone.
    pub async fn replace_sign_in_link(
        &self,
        person: &PersonKey,
        digest: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        Ok(self.row::<DigestRow>(replace(person, digest, now_ms)).await?.is_some())
    }

    /// Deletes links that expired, at most `limit`. Returns the number deleted.
    pub async fn delete_expired_sign_in_links(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        Ok(self.rows::<DigestRow>((SWEEP, vec![now_ms.into(), limit.into()])).await?.len())
    }
}

pub(super) fn replace(person: &PersonKey, digest: &str, now_ms: UnixMillis) -> Bound {
    let mut values = key_values(person);
    values.extend([
        digest.into(),
        now_ms.into(),
        now_ms.saturating_add(SIGN_IN_LINK_LIFETIME_MS).into(),
    ]);
    (REPLACE, values)
}
