//! Passkeys of people.

use identity::{MAX_PASSKEYS_PER_PERSON, PersonKey};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::key_values;
use crate::{Store, StoreError, bound::Bound};

const FIND: &str = "SELECT id, credential_id, public_key, sign_count
     FROM passkeys WHERE scope = ?1 AND person_id = ?2 AND id = ?3";
const LIST: &str = "SELECT id, name, algorithm, credential_id, backed_up, created_at_ms,
       last_used_at_ms
     FROM passkeys WHERE scope = ?1 AND person_id = ?2 ORDER BY id LIMIT ?3";
const INSERT: &str = "INSERT INTO passkeys
       (scope, person_id, id, credential_id, public_key, algorithm, name, sign_count, backed_up,
        challenged_at_ms, created_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10
     FROM people WHERE scope = ?1 AND id = ?2
       AND (SELECT COUNT(*) FROM passkeys AS other
         WHERE other.scope = ?1 AND other.person_id = ?2) < ?11
     RETURNING id";
const RENAME: &str = "UPDATE passkeys SET name = ?4
     WHERE scope = ?1 AND person_id = ?2 AND id = ?3 RETURNING id";
const DELETE: &str = "DELETE FROM passkeys
     WHERE scope = ?1 AND person_id = ?2 AND id = ?3
       AND EXISTS (SELECT 1 FROM passkeys AS other
         WHERE other.scope = ?1 AND other.person_id = ?2 AND other.id <> ?3)
     RETURNING id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, LIST, INSERT, RENAME, DELETE];

/// A passkey as a sign-in checks it. Binary data is in base64url.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct StoredPasskey {
    pub id: String,
    pub credential_id: String,
    pub public_key: String,
    pub sign_count: u32,
}

/// A passkey as its person sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedPasskey {
    pub id: String,
    pub name: String,
    pub algorithm: String,
    pub credential_id: String,
    pub backed_up: u8,
    pub created_at_ms: UnixMillis,
    pub last_used_at_ms: Option<UnixMillis>,
}

/// A passkey to be stored. Binary data is in base64url.
#[derive(Clone, Debug)]
pub struct PasskeyToStore<'a> {
    pub id: &'a str,
    pub credential_id: &'a str,
    pub public_key: &'a str,
    pub algorithm: &'a str,
    pub name: &'a str,
    pub sign_count: u32,
    pub backed_up: bool,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

impl Store {
    pub async fn find_passkey(
        &self,
        person: &PersonKey,
        id: &str,
    ) -> Result<Option<StoredPasskey>, StoreError> {
        self.row(find(person, id)).await
    }

    /// Lists all passkeys of a person by id; there are at most [`MAX_PASSKEYS_PER_PERSON`].
    pub async fn list_passkeys(
        &self,
        person: &PersonKey,
    ) -> Result<Vec<ListedPasskey>, StoreError> {
        let mut values = key_values(person);
        values.push(MAX_PASSKEYS_PER_PERSON.into());
        self.rows((LIST, values)).await
    }

    /// Stores a passkey. Returns `false` and stores nothing if the person is gone or has no room for another one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the person has the passkey already.
    pub async fn insert_passkey(
        &self,
        person: &PersonKey,
        passkey: &PasskeyToStore<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        Ok(self.row::<IdRow>(insert(person, passkey, now_ms)).await?.is_some())
    }

    /// Returns `false` if the person has no such passkey.
    pub async fn rename_passkey(
        &self,
        person: &PersonKey,
        id: &str,
        name: &str,
    ) -> Result<bool, StoreError> {
        let mut values = key_values(person);
        values.extend([id.into(), name.into()]);
        Ok(self.row::<IdRow>((RENAME, values)).await?.is_some())
    }

    /// Deletes a passkey. Returns `false` if the person has no such passkey, or no other one.
    pub async fn delete_passkey(&self, person: &PersonKey, id: &str) -> Result<bool, StoreError> {
        Ok(self.row::<IdRow>(delete(person, id)).await?.is_some())
    }
}

pub(super) fn find(person: &PersonKey, id: &str) -> Bound {
    let mut values = key_values(person);
    values.push(id.into());
    (FIND, values)
}

pub(super) fn insert(
    person: &PersonKey,
    passkey: &PasskeyToStore<'_>,
    now_ms: UnixMillis,
) -> Bound {
    let mut values = key_values(person);
    values.extend([
        passkey.id.into(),
        passkey.credential_id.into(),
        passkey.public_key.into(),
        passkey.algorithm.into(),
        passkey.name.into(),
        passkey.sign_count.into(),
        passkey.backed_up.into(),
        now_ms.into(),
        MAX_PASSKEYS_PER_PERSON.into(),
    ]);
    (INSERT, values)
}

pub(super) fn delete(person: &PersonKey, id: &str) -> Bound {
    let mut values = key_values(person);
    values.push(id.into());
    (DELETE, values)
}
