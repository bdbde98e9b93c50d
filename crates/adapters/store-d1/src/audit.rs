//! Log of what administrators changed.

use identity::PersonScope;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

/// Entries of one account, or of the deployment, a day. Further changes of the day are only in the Worker's log.
pub const MAX_ENTRIES_PER_DAY: i64 = 50_000;
/// Number of the day's entries from which on no refused request is recorded, so that refusals, which cost their author
/// nothing, never take the place of a change.
pub const MAX_REFUSALS_PER_DAY: i64 = 2_000;
/// Distance between the first ids of two days.
const IDS_PER_DAY: i64 = 100_000;
const DAY_MS: i64 = 86_400_000;

// The number after the day's last one, which the primary key finds.
const INSERT: &str = "INSERT INTO audit_entries
       (scope, id, at_ms, actor_kind, actor_id, actor_name, method, route, objects, status)
     SELECT ?1, COALESCE((SELECT last.id FROM audit_entries AS last
         WHERE last.scope = ?1 AND last.id >= ?2 ORDER BY last.id DESC LIMIT 1), ?2) + 1,
       ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
     WHERE COALESCE((SELECT last.id FROM audit_entries AS last
         WHERE last.scope = ?1 AND last.id >= ?2 ORDER BY last.id DESC LIMIT 1), ?2) < ?3
     RETURNING id";
const LIST: &str = "SELECT id, at_ms, actor_kind, actor_id, actor_name, method, route, objects,
       status
     FROM audit_entries WHERE scope = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
// Probes each account for its oldest rows, so that keys still begin with the account.
const SWEEP: &str = "DELETE FROM audit_entries WHERE (scope, id) IN (
       SELECT entry.scope, entry.id
       FROM accounts AS account CROSS JOIN audit_entries AS entry
       WHERE account.id > '' AND entry.scope = account.id AND entry.id < ?1
       LIMIT ?2)
     RETURNING id";
const SWEEP_DEPLOYMENT: &str = "DELETE FROM audit_entries WHERE (scope, id) IN (
       SELECT scope, id FROM audit_entries WHERE scope = 'deployment' AND id < ?1 LIMIT ?2)
     RETURNING id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[&[INSERT, LIST, SWEEP, SWEEP_DEPLOYMENT]];

/// A change to be recorded.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// Account that was acted on, or the deployment.
    pub scope: PersonScope,
    pub actor_kind: &'static str,
    pub actor_id: Option<String>,
    /// Name of a person.
    pub actor_name: Option<String>,
    pub method: &'static str,
    /// Path of the route table's line.
    pub route: String,
    /// JSON: the parameters of the path by name.
    pub objects: String,
    pub status: u16,
}

/// A recorded change.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ListedAuditEntry {
    pub id: i64,
    pub at_ms: UnixMillis,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub actor_name: Option<String>,
    pub method: String,
    pub route: String,
    pub objects: String,
    pub status: u16,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: i64,
}

impl Store {
    /// Records a change. Returns `false` and records nothing if the day is full.
    pub async fn insert_audit_entry(
        &self,
        entry: &AuditEntry,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        Ok(self.row::<IdRow>(insert(entry, now_ms, most_per_day(entry))).await?.is_some())
    }

    /// Lists changes, the newest first: at most `limit`, before the entry `before` if it is given.
    pub async fn list_audit_entries(
        &self,
        scope: &PersonScope,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ListedAuditEntry>, StoreError> {
        self.rows(list(scope, before, limit)).await
    }

    /// Deletes entries of days before the day of `before_ms`, at most twice `limit`. Returns the number deleted.
    pub async fn delete_old_audit_entries(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let values = vec![first_id(before_ms).into(), limit.into()];
        let of_accounts = self.rows::<IdRow>((SWEEP, values.clone())).await?.len();
        let of_deployment = self.rows::<IdRow>((SWEEP_DEPLOYMENT, values)).await?.len();
        Ok(of_accounts.saturating_add(of_deployment))
    }
}

/// Returns the id before the first one of the day.
fn first_id(at_ms: UnixMillis) -> i64 {
    at_ms.as_i64().div_euclid(DAY_MS).saturating_mul(IDS_PER_DAY)
}

/// Whether a request with this status was refused, so that it changed nothing.
pub fn is_refusal(status: u16) -> bool {
    status >= 400
}

fn most_per_day(entry: &AuditEntry) -> i64 {
    if is_refusal(entry.status) { MAX_REFUSALS_PER_DAY } else { MAX_ENTRIES_PER_DAY }
}

fn insert(entry: &AuditEntry, now_ms: UnixMillis, max_per_day: i64) -> Bound {
    let first = first_id(now_ms);
    let values = vec![
        (&entry.scope).into(),
        first.into(),
        first.saturating_add(max_per_day).into(),
        now_ms.into(),
        entry.actor_kind.into(),
        entry.actor_id.as_deref().into(),
        entry.actor_name.as_deref().into(),
        entry.method.into(),
        entry.route.as_str().into(),
        entry.objects.as_str().into(),
        u32::from(entry.status).into(),
    ];
    (INSERT, values)
}

fn list(scope: &PersonScope, before: Option<i64>, limit: u32) -> Bound {
    (LIST, vec![scope.into(), before.unwrap_or(i64::MAX).into(), limit.into()])
}

#[cfg(test)]
mod tests {
    use identity::PersonScope;
    use ids::AccountId;

    use super::*;
    use crate::tests::{count_rows, migrated, rows};

    fn entry(scope: PersonScope, route: &str) -> AuditEntry {
        AuditEntry {
            scope,
            actor_kind: "person",
            actor_id: Some("person_0123456789abcdef".to_owned()),
            actor_name: Some("Ada".to_owned()),
            method: "PATCH",
            route: route.to_owned(),
            objects: r#"{"id":"key_1"}"#.to_owned(),
            status: 200,
        }
    }

    #[test]
    fn entries_are_listed_newest_first_in_pages_and_by_account() {
        let database = migrated();
        let account = PersonScope::Account(AccountId::from_bytes([1; 8]));
        let day = UnixMillis::new(20_000 * DAY_MS);
        for (at, route) in [(0, "/a"), (1, "/b"), (DAY_MS, "/c")] {
            let at = day.saturating_add(at);
            assert_eq!(count_rows(&database, insert(&entry(account.clone(), route), at, 9)), 1);
        }
        assert_eq!(count_rows(&database, insert(&entry(PersonScope::Deployment, "/d"), day, 9)), 1);
        let page = |before| -> Vec<(i64, String)> {
            let found: Vec<ListedAuditEntry> = rows(&database, list(&account, before, 2));
            found.into_iter().map(|it| (it.id, it.route)).collect()
        };
        let first = page(None);
        assert_eq!(first, [(2_000_100_001, "/c".to_owned()), (2_000_000_002, "/b".to_owned())]);
        assert_eq!(page(Some(first[1].0)), [(2_000_000_001, "/a".to_owned())]);
    }

    #[test]
    fn day_of_an_account_has_a_bounded_number_of_entries() {
        let database = migrated();
        let account = PersonScope::Account(AccountId::from_bytes([1; 8]));
        let insert_at = |scope: &PersonScope, at: i64| {
            let bound = insert(&entry(scope.clone(), "/a"), UnixMillis::new(at), 3);
            count_rows(&database, bound)
        };
        let inserted: Vec<_> = (0..5).map(|at| insert_at(&account, at)).collect();
        assert_eq!(inserted, [1, 1, 1, 0, 0]);
        assert_eq!(insert_at(&PersonScope::Deployment, 6), 1);
        assert_eq!(insert_at(&account, DAY_MS), 1);
    }

    #[test]
    fn refused_requests_leave_room_for_changes() {
        let changed = entry(PersonScope::Deployment, "/a");
        let refused = AuditEntry { status: 404, ..changed.clone() };
        assert_eq!(most_per_day(&refused), MAX_REFUSALS_PER_DAY);
        assert_eq!(most_per_day(&changed), MAX_ENTRIES_PER_DAY);
        const { assert!(MAX_REFUSALS_PER_DAY * 10 < MAX_ENTRIES_PER_DAY) };
        const { assert!(MAX_ENTRIES_PER_DAY < IDS_PER_DAY) };
    }

    #[test]
    fn sweep_deletes_the_days_before_and_keeps_the_rest() {
        let database = migrated();
        let account_id = AccountId::from_bytes([1; 8]);
        database
            .execute(
                "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, 'a', 0)",
                [account_id.as_str()],
            )
            .unwrap();
        for scope in [PersonScope::Account(account_id), PersonScope::Deployment] {
            for day in 0..3 {
                let at = UnixMillis::new(day * DAY_MS + 5);
                count_rows(&database, insert(&entry(scope.clone(), "/a"), at, 9));
            }
            let values = vec![first_id(UnixMillis::new(2 * DAY_MS)).into(), 9_u32.into()];
            let sweep = if scope == PersonScope::Deployment { SWEEP_DEPLOYMENT } else { SWEEP };
            assert_eq!(count_rows(&database, (sweep, values)), 2);
            assert_eq!(count_rows(&database, list(&scope, None, 9)), 1);
        }
    }
}
