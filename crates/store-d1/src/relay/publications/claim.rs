//! Who is first.

use identity::AccountId;
use serde::Deserialize;

use super::PublicationState;
use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

/// Only whoever has a grant for the platform has something to claim.
const CLAIM: &str = "INSERT INTO publications (account_id, fingerprint, copy_digest, id, user_id,
       platform, source, gateway_client, country_code, state, created_at_ms, due_at_ms, lease, sealed)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'under_way', ?10, ?11, ?12, ?13
     WHERE EXISTS (SELECT 1 FROM relay_grants AS g
       WHERE g.account_id = ?1 AND g.user_id = ?5 AND g.platform = ?6)
     ON CONFLICT (account_id, fingerprint) DO NOTHING
     RETURNING id";
const FIND: &str = "SELECT copy_digest, state, reason, due_at_ms, lease IS NOT NULL AS is_held
     FROM publications
     WHERE account_id = ?1 AND fingerprint = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[CLAIM, FIND];

/// A request that nobody has claimed yet.
#[derive(Clone, Debug)]
pub struct NewPublication<'a> {
    pub fingerprint: &'a str,
    pub copy_digest: &'a str,
    pub id: &'a str,
    pub user_id: &'a str,
    pub platform: &'a str,
    pub source: &'a str,
    pub gateway_client: &'a str,
    pub country_code: &'a str,
    pub created_at_ms: i64,
    /// Names who claims it, and until when nobody else goes on with it.
    pub lease: &'a str,
    pub due_at_ms: i64,
    pub sealed: &'a str,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The caller goes on with it.
    Claimed,
    /// Somebody was faster.
    Known(KnownPublication),
    /// The user has no grant for the platform.
    NoGrant,
}

/// What is known of a request that arrived before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPublication {
    pub copy_digest: String,
    pub state: PublicationState,
    /// Why it was not published.
    pub reason: Option<String>,
    /// When somebody may go on with it; `None`: nothing is left to do.
    pub due_at_ms: Option<i64>,
    /// Somebody is at it until then; otherwise it was put off until then.
    pub is_held: bool,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "that there is a row says it all")]
    id: String,
}

#[derive(Deserialize)]
pub(crate) struct KnownRow {
    copy_digest: String,
    state: String,
    reason: Option<String>,
    due_at_ms: Option<i64>,
    is_held: u8,
}

impl Store {
    /// Claims a request, unless it was claimed before or its user has no grant. One query.
    pub async fn claim_publication(
        &self,
        account_id: &AccountId,
        new: &NewPublication<'_>,
    ) -> Result<Claim, StoreError> {
        let account_id = account_id.as_str();
        let batch = vec![claim(account_id, new), find(account_id, new.fingerprint)];
        let results = self.bound_batch(batch).await?;
        if row_of::<IdRow>(&results, 0)?.is_some() {
            return Ok(Claim::Claimed);
        }
        let known: Option<KnownRow> = row_of(&results, 1)?;
        known.map_or(Ok(Claim::NoGrant), |row| row.read().map(Claim::Known))
    }

    /// What is known of a request.
    pub async fn find_publication(
        &self,
        account_id: &AccountId,
        fingerprint: &str,
    ) -> Result<Option<KnownPublication>, StoreError> {
        let row: Option<KnownRow> = self.bound_row(find(account_id.as_str(), fingerprint)).await?;
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

pub(super) fn claim(account_id: &str, new: &NewPublication<'_>) -> Bound {
    let values = vec![
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
    ];
    (CLAIM, values)
}

pub(super) fn find(account_id: &str, fingerprint: &str) -> Bound {
    (FIND, vec![account_id.into(), fingerprint.into()])
}
