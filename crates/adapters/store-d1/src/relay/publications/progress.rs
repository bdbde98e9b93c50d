//! Continuing and ending claimed publications.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use unix_time::UnixMillis;

use super::PublicationState;
use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

// A settled publication is also due, as long as its sender has to be told the result.
const RESUME: &str = "UPDATE publications
     SET lease = ?3, due_at_ms = ?5, tries = tries + 1
     WHERE account_id = ?1 AND fingerprint = ?2 AND due_at_ms <= ?4
     RETURNING fingerprint, id, user_id, platform, state, created_at_ms, tries, sealed";
const RENEW_LEASE: &str = "UPDATE publications SET sealed = ?4, due_at_ms = ?5
     WHERE account_id = ?1 AND fingerprint = ?2 AND lease = ?3 AND state = 'under_way'
     RETURNING id";
const DEFER: &str = "UPDATE publications SET sealed = ?4, due_at_ms = ?5, lease = NULL
     WHERE account_id = ?1 AND fingerprint = ?2 AND lease = ?3 AND state = 'under_way'
     RETURNING id";
// Divides a column, which holds integers. A bound number would be a double, and the day a fraction.
const COUNT: &str = "INSERT INTO publication_counters (account_id, day, country_code, platform,
       source, state, gateway_client, value)
     SELECT account_id, created_at_ms / 86400000, country_code, platform, source, ?4,
       gateway_client, 1
     FROM publications
     WHERE account_id = ?1 AND fingerprint = ?2 AND lease = ?3 AND state = 'under_way'
     ON CONFLICT (account_id, day, country_code, platform, source, state, gateway_client)
       DO UPDATE SET value = value + 1";
const SETTLE: &str = "UPDATE publications
     SET state = ?4, reason = ?5, settled_at_ms = ?6, due_at_ms = ?7, sealed = ?8, lease = NULL
     WHERE account_id = ?1 AND fingerprint = ?2 AND lease = ?3 AND state = 'under_way'
     RETURNING id";
const CLOSE: &str = "UPDATE publications SET due_at_ms = NULL, sealed = NULL, lease = NULL
     WHERE account_id = ?1 AND fingerprint = ?2 AND state <> 'under_way'
     RETURNING id";
const DUE: &str = "SELECT fingerprint FROM publications
     WHERE account_id = ?1 AND due_at_ms <= ?2 ORDER BY due_at_ms LIMIT ?3";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[RESUME, RENEW_LEASE, DEFER, COUNT, SETTLE, CLOSE, DUE];

/// A publication's fingerprint and the caller's lease on it.
#[derive(Clone, Copy, Debug)]
pub struct PublicationLease<'a> {
    pub fingerprint: &'a str,
    pub lease: &'a str,
}

/// A publication that its holder is to continue, or whose sender is to be told the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumedPublication {
    pub fingerprint: String,
    pub id: String,
    pub user_id: RelayUserId,
    pub platform: String,
    pub state: PublicationState,
    pub created_at_ms: UnixMillis,
    /// Number of times it was resumed, including this one.
    pub tries: u32,
    pub sealed: Option<String>,
}

/// End of a publication.
#[derive(Clone, Copy, Debug)]
pub struct PublicationSettlement<'a> {
    pub state: PublicationState,
    pub reason: Option<&'a str>,
    pub settled_at_ms: UnixMillis,
    /// Remaining work, and the time from which another caller may do it.
    pub left: Option<(&'a str, UnixMillis)>,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

#[derive(Deserialize)]
struct DueRow {
    fingerprint: String,
}

#[derive(Deserialize)]
struct ResumedRow {
    fingerprint: String,
    id: String,
    user_id: RelayUserId,
    platform: String,
    state: String,
    created_at_ms: UnixMillis,
    tries: u32,
    sealed: Option<String>,
}

impl Store {
    /// Takes over a due publication. `None` if it is not due, or another caller was faster.
    pub async fn resume_publication(
        &self,
        account_id: &AccountId,
        held: PublicationLease<'_>,
        now_ms: UnixMillis,
        until_ms: UnixMillis,
    ) -> Result<Option<ResumedPublication>, StoreError> {
        let bound = resume(account_id.as_str(), held, now_ms, until_ms);
        let row: Option<ResumedRow> = self.row(bound).await?;
        row.map(ResumedRow::read).transpose()
    }

    /// Saves progress and extends the lease until `until_ms`. Returns `false` if the lease was lost.
    pub async fn renew_publication_lease(
        &self,
        account_id: &AccountId,
        held: PublicationLease<'_>,
        sealed: &str,
        until_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let bound = renew_lease(account_id.as_str(), held, sealed, until_ms);
        Ok(self.row::<IdRow>(bound).await?.is_some())
    }

    /// Saves progress and releases the lease; the publication is due again at `due_at_ms`. Returns `false` if
    /// the lease was lost.
    pub async fn defer_publication(
        &self,
        account_id: &AccountId,
        held: PublicationLease<'_>,
        sealed: &str,
        due_at_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let bound = defer(account_id.as_str(), held, sealed, due_at_ms);
        Ok(self.row::<IdRow>(bound).await?.is_some())
    }

    /// Ends a publication and counts it, as one transaction. Returns `false` if the lease was lost.
    pub async fn settle_publication(
        &self,
        account_id: &AccountId,
        held: PublicationLease<'_>,
        settlement: PublicationSettlement<'_>,
    ) -> Result<bool, StoreError> {
        let results = self.batch(settle(account_id.as_str(), held, settlement)).await?;
        Ok(row_of::<IdRow>(&results, 1)?.is_some())
    }

    /// Closes a settled publication once its sender was told: nothing is left to do.
    pub async fn close_publication(
        &self,
        account_id: &AccountId,
        fingerprint: &str,
    ) -> Result<(), StoreError> {
        self.row::<IdRow>(close(account_id.as_str(), fingerprint)).await?;
        Ok(())
    }

    /// Lists fingerprints of due publications, the longest overdue first, up to `limit`.
    pub async fn due_publications(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let rows: Vec<DueRow> = self.rows(due(account_id.as_str(), now_ms, limit)).await?;
        Ok(rows.into_iter().map(|row| row.fingerprint).collect())
    }
}

impl ResumedRow {
    fn read(self) -> Result<ResumedPublication, StoreError> {
        let state = PublicationState::parse(&self.state)
            .ok_or_else(|| StoreError::Corrupt("a publication's state".to_owned()))?;
        let Self { fingerprint, id, user_id, platform, created_at_ms, tries, sealed, .. } = self;
        Ok(ResumedPublication {
            fingerprint,
            id,
            user_id,
            platform,
            state,
            created_at_ms,
            tries,
            sealed,
        })
    }
}

pub(super) fn resume(
    account_id: &str,
    held: PublicationLease<'_>,
    now_ms: UnixMillis,
    until_ms: UnixMillis,
) -> Bound {
    let PublicationLease { fingerprint, lease } = held;
    let values =
        vec![account_id.into(), fingerprint.into(), lease.into(), now_ms.into(), until_ms.into()];
    (RESUME, values)
}

pub(super) fn renew_lease(
    account_id: &str,
    held: PublicationLease<'_>,
    sealed: &str,
    until_ms: UnixMillis,
) -> Bound {
    (RENEW_LEASE, lease_values(account_id, held, sealed, until_ms))
}

pub(super) fn defer(
    account_id: &str,
    held: PublicationLease<'_>,
    sealed: &str,
    due_at_ms: UnixMillis,
) -> Bound {
    (DEFER, lease_values(account_id, held, sealed, due_at_ms))
}

pub(super) fn settle(
    account_id: &str,
    held: PublicationLease<'_>,
    settlement: PublicationSettlement<'_>,
) -> Vec<Bound> {
    let PublicationLease { fingerprint, lease } = held;
    let state = settlement.state.as_str();
    let counted = vec![account_id.into(), fingerprint.into(), lease.into(), state.into()];
    let settled = vec![
        account_id.into(),
        fingerprint.into(),
        lease.into(),
        state.into(),
        settlement.reason.into(),
        settlement.settled_at_ms.into(),
        settlement.left.map(|(_, due_at_ms)| due_at_ms).into(),
        settlement.left.map(|(sealed, _)| sealed).into(),
    ];
    // Counts first: both require that the publication is under way, and settling ends that.
    vec![(COUNT, counted), (SETTLE, settled)]
}

pub(super) fn close(account_id: &str, fingerprint: &str) -> Bound {
    (CLOSE, vec![account_id.into(), fingerprint.into()])
}

pub(super) fn due(account_id: &str, now_ms: UnixMillis, limit: u32) -> Bound {
    (DUE, vec![account_id.into(), now_ms.into(), limit.into()])
}

fn lease_values(
    account_id: &str,
    held: PublicationLease<'_>,
    sealed: &str,
    due_at_ms: UnixMillis,
) -> Vec<crate::bound::Value> {
    let PublicationLease { fingerprint, lease } = held;
    vec![account_id.into(), fingerprint.into(), lease.into(), sealed.into(), due_at_ms.into()]
}
