//! Settings for an account's phones: one document, replaced only if its version is unchanged (optimistic
//! locking).

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

const FIND: &str = "SELECT version, document FROM device_settings WHERE account_id = ?1";
// Version 0 means that there is no document yet. If the version has changed meanwhile, nothing is written or
// returned.
const SAVE: &str = "INSERT INTO device_settings (account_id, version, document, updated_at_ms)
     SELECT ?1, 1, ?3, ?4
     WHERE ?2 = 0 OR EXISTS (SELECT 1 FROM device_settings WHERE account_id = ?1)
     ON CONFLICT (account_id) DO UPDATE SET version = version + 1, document = excluded.document,
       updated_at_ms = excluded.updated_at_ms
     WHERE version = ?2
     RETURNING version";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, SAVE];

/// The document of an account that has one.
#[derive(Clone, Deserialize)]
pub struct DeviceSettingsRecord {
    /// Counts from 1.
    pub version: i64,
    /// JSON text.
    pub document: String,
}

#[derive(Deserialize)]
struct VersionRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    version: i64,
}

impl Store {
    pub async fn find_device_settings(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<DeviceSettingsRecord>, StoreError> {
        self.row(find(account_id.as_str())).await
    }

    /// Replaces the document of version `replaces` (0 for none). Returns `false` if it has changed since.
    pub async fn save_device_settings(
        &self,
        account_id: &AccountId,
        replaces: i64,
        document: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let save = save(account_id.as_str(), replaces, document, now_ms);
        Ok(self.row::<VersionRow>(save).await?.is_some())
    }
}

fn find(account_id: &str) -> Bound {
    (FIND, vec![account_id.into()])
}

fn save(account_id: &str, replaces: i64, document: &str, now_ms: UnixMillis) -> Bound {
    (SAVE, vec![account_id.into(), replaces.into(), document.into(), now_ms.into()])
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::tests::{count_rows, row};

    fn saves(database: &Connection, replaces: i64, document: &str) -> bool {
        count_rows(database, save("a", replaces, document, UnixMillis::new(5))) == 1
    }

    fn found(database: &Connection) -> Option<(i64, String)> {
        row::<DeviceSettingsRecord>(database, find("a"))
            .map(|found| (found.version, found.document))
    }

    #[test]
    fn settings_are_saved_only_over_the_version_they_were_computed_from() {
        let database = crate::tests::migrated();
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0)";
        database.execute(insert, []).unwrap();
        assert_eq!(found(&database), None);
        assert!(!saves(&database, 1, "never"));
        assert!(saves(&database, 0, "first") && !saves(&database, 0, "twin"));
        assert_eq!(found(&database), Some((1, "first".to_owned())));
        assert!(saves(&database, 1, "second") && !saves(&database, 1, "late"));
        assert_eq!(found(&database), Some((2, "second".to_owned())));
    }
}
